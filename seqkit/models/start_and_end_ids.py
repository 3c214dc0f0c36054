"""Functions that add the start id, or the end id, to each row of a batch."""

from keras import ops

from seqkit.types import END
from seqkit.types import START
from seqkit.types import Tensor


def with_start(ids: Tensor) -> Tensor:
    """Add the start id before the first id of each row.

    Args:
        ids: int `(batch, time)`, padded on the right with 0.

    Returns:
        int32 `(batch, time + 1)`.
    """
    ids = ops.cast(ids, "int32")
    start = ops.full((ops.shape(ids)[0], 1), START, dtype="int32")
    return ops.concatenate([start, ids], axis=1)  # (batch, time + 1)


def with_end(ids: Tensor) -> Tensor:
    """Add the end id after the last real id of each row.

    Args:
        ids: int `(batch, time)`, padded on the right with 0.

    Returns:
        int32 `(batch, time + 1)`.
    """
    ids = ops.pad(ops.cast(ids, "int32"), [[0, 0], [0, 1]])  # (batch, time + 1)
    # The number of steps of padding up to each step: 1 on the first step of padding.
    padding = ops.cumsum(ops.cast(ops.equal(ids, 0), "int32"), axis=1)
    return ops.where(ops.equal(padding, 1), END, ids)
