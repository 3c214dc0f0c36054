"""The edit distances of the rows of two batches of tokens, in a graph."""

from keras import ops

from seqkit.types import Tensor


def edit_distances(found: Tensor, targets: Tensor) -> Tensor:
    """Return the least substitutions, insertions and deletions between two texts.

    The loop runs over the tokens of the longest row of `found`; each turn computes a
    row of the table of distances of all pairs of texts at once.

    Args:
        found: int32 `(batch, time)`, padded on the right with 0.
        targets: int32 `(batch, text)`, padded on the right with 0.

    Returns:
        int32 `(batch,)`.

    Reference: Wagner and Fischer 1974, https://doi.org/10.1145/321796.321811.

    Example:
    >>> edit_distances(np.array([[4, 5, 6]]), np.array([[4, 6, 0]]))
    [1]
    """
    # One more column, so that neither batch is without columns.
    found = ops.pad(ops.cast(found, "int32"), [[0, 0], [0, 1]])
    targets = ops.pad(ops.cast(targets, "int32"), [[0, 0], [0, 1]])
    lengths = ops.sum(ops.cast(found > 0, "int32"), axis=1)  # (batch,)
    columns = ops.arange(ops.shape(targets)[1] + 1, dtype="int32")  # 0, …, text + 1
    between = columns[:, None] - columns  # (text + 2, text + 2)
    far = ops.shape(targets)[1] + ops.shape(found)[1] + 2
    # The cost to insert the targets between two columns.
    inserted = ops.where(between >= 0, between, far)

    def unfinished(place, row):
        return place < ops.max(lengths, initial=0)

    def advance(place, row):
        token = ops.take(found, place, axis=1)[:, None]  # (batch, 1)
        wrong = ops.cast(ops.not_equal(token, targets), "int32")
        changed = ops.minimum(row[:, :-1] + wrong, row[:, 1:] + 1)
        new = ops.concatenate([row[:, :1] + 1, changed], axis=1)
        new = ops.min(new[:, None] + inserted, axis=-1, initial=far)
        return place + 1, ops.where((place < lengths)[:, None], new, row)

    start = ops.convert_to_tensor(0, "int32")
    first = ops.zeros_like(found[:, :1]) + columns  # (batch, text + 2)
    _, row = ops.while_loop(unfinished, advance, (start, first))
    size = ops.sum(ops.cast(targets > 0, "int32"), axis=1)
    return ops.take_along_axis(row, size[:, None], axis=1)[:, 0]
