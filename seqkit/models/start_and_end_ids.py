"""The start before, and the end behind, each row of ids."""

from keras import ops

from seqkit.types import END
from seqkit.types import START
from seqkit.types import Tensor


def with_start(ids: Tensor) -> Tensor:
    """Put the start before each row.

    Args:
        ids: int `(batch, time)`, padded on the right with 0.

    Returns:
        int32 `(batch, time + 1)`.
    """
    ids = ops.cast(ids, "int32")
    start = ops.full((ops.shape(ids)[0], 1), START, dtype="int32")
    return ops.concatenate([start, ids], axis=1)  # (batch, time + 1)


def with_end(ids: Tensor) -> Tensor:
    """Put the end behind the last real id of each row.

    Args:
        ids: int `(batch, time)`, padded on the right with 0.

    Returns:
        int32 `(batch, time + 1)`.
    """
    ids = ops.pad(ops.cast(ids, "int32"), [[0, 0], [0, 1]])  # (batch, time + 1)
    # 1 on the first step of padding, more on later ones.
    padding = ops.cumsum(ops.cast(ops.equal(ids, 0), "int32"), axis=1)
    return ops.where(ops.equal(padding, 1), END, ids)
