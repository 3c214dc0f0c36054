"""The tokens of each row, without the zeros between them."""

from keras import ops

from seqkit.types import Tensor


def move_left(tokens: Tensor) -> Tensor:
    """Return the tokens of each row without the zeros between them.

    Args:
        tokens: int32 `(batch, frames)`, 0 where there is no token.

    Returns:
        int32 `(batch, frames)`, the tokens in their order, then zeros.
    """
    # One more column, because TensorFlow cannot gather from rows without columns.
    tokens = ops.pad(tokens, [[0, 0], [0, 1]])  # (batch, frames + 1)
    size = ops.shape(tokens)[1]
    places = ops.arange(size, dtype="int32")
    # Zeros are ordered after all tokens.
    keys = ops.sort(ops.where(ops.equal(tokens, 0), places + size, places), axis=1)
    moved = ops.take_along_axis(tokens, keys % size, axis=1)
    return ops.where(keys < size, moved, 0)[:, :-1]  # (batch, frames)
