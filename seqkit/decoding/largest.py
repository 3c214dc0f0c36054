"""The few largest numbers of long rows."""

from keras import ops

from seqkit.backend.gather_rows import gather_rows
from seqkit.types import Tensor

# Widths of a block. The first that divides a row is taken, so that nothing is padded.
WIDTHS = range(32, 65)
LOWEST = -3e38  # below every finite logit, and representable as float32


def largest(values: Tensor, count: int) -> tuple[Tensor, Tensor]:
    """Return the `count` largest numbers of each row and their places, as `ops.top_k`.

    The rows are cut into blocks. The `count` blocks with the largest maxima contain the
    largest numbers, so only these blocks are searched. On a CPU this takes a third of
    the time of `ops.top_k` for 320 rows of 6,000 numbers. Of equal numbers, the one
    with the lower place is first.

    Args:
        values: float32 `(rows, many)`, finite; `many` is known and at least `count`.
        count: int, at least 1.

    Returns:
        values: float32 `(rows, count)`, largest first.
        places: int32 `(rows, count)`.

    Example:
    >>> largest(np.array([[0.0, 3.0, 1.0, 3.0]]), 2)
    ([[3. 3.]], [[1 3]])
    """
    many = values.shape[-1]
    width = next((width for width in WIDTHS if many % width == 0), WIDTHS[0])
    if many < 2 * count * width:  # half of the row or more would be searched
        values, places = ops.top_k(values, count)
        return values, ops.cast(places, "int32")
    blocks = ops.reshape(_padded(values, width), (-1, -(-many // width), width))
    _, best = ops.top_k(ops.max(blocks, axis=-1, initial=LOWEST), count)
    # In the order of places, so that of equal numbers the first is taken.
    best = ops.sort(ops.cast(best, "int32"), axis=-1)  # (rows, count)
    found = ops.reshape(gather_rows(blocks, best), (-1, count * width))
    found, places = ops.top_k(found, count)
    places = ops.cast(places, "int32")
    block = ops.take_along_axis(best, places // width, axis=-1)
    return found, block * width + places % width


def _padded(values, width):
    """Return the rows, padded with a very low number to a multiple of `width`."""
    missing = -values.shape[-1] % width
    if not missing:
        return values
    return ops.pad(values, [(0, 0), (0, missing)], constant_values=LOWEST)
