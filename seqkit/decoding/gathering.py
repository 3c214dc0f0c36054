from keras import ops

from seqkit.types import Tensor


def gathered(values: Tensor, places: Tensor) -> Tensor:
    """Takes of each row what stands at its places.

    Whole slices are copied; `take_along_axis` moves each value by itself, and takes
    twice to four times as long.

    Args:
        values: `(batch, many, …)`.
        places: int32 `(batch, few)`, each from 0 to under `many`.

    Returns:
        `(batch, few, …)`, of the dtype of `values`.
    """
    batch, many, *rest = ops.shape(values)
    starts = many * ops.arange(batch, dtype="int32")[:, None]
    slices = ops.reshape(values, (batch * many, *rest))
    taken = ops.take(slices, starts + ops.cast(places, "int32"), axis=0)
    # On JAX nothing at all comes without its axis of places.
    return ops.reshape(taken, (*ops.shape(places), *rest))
