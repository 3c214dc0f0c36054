"""Functions of layers on the real steps of padded sequences.

`lengths` are int32 `(batch,)`: the first `lengths[row]` steps of a row are real, the
steps after them are padding.
"""

from keras import ops

from seqkit.backend.gather_rows import gather_rows
from seqkit.types import Tensor


def count_real(tokens: Tensor) -> Tensor:
    """Count the steps of each row that are not padding (id 0).

    Args:
        tokens: int32 `(batch, time)`, padded on the right.

    Returns:
        int32 `(batch,)`.
    """
    return ops.sum(ops.cast(ops.not_equal(tokens, 0), "int32"), axis=1)  # (batch,)


def real_steps(inputs: Tensor, lengths: Tensor) -> Tensor:
    """Compute which steps are real, from the length of each row.

    Args:
        inputs: `(batch, time, …)`. Only the number of steps is read.
        lengths: int32 `(batch,)`.

    Returns:
        bool `(batch, time)`, True if a step is real.
    """
    steps = ops.arange(ops.shape(inputs)[1], dtype="int32")
    return steps[None] < ops.expand_dims(lengths, 1)  # (batch, time)


def keep(inputs: Tensor, real: Tensor | None) -> Tensor:
    """Set padding to zero, even if it contains NaN or infinity.

    Args:
        inputs: float `(batch, time, units)`.
        real: bool `(batch, time)`. None: all steps are real.

    Returns:
        float `(batch, time, units)`.
    """
    # `where` and not a product, because NaN times zero is NaN.
    return inputs if real is None else ops.where(real[..., None], inputs, 0)


def keep_real(inputs: Tensor, lengths: Tensor | None) -> Tensor:
    """Set the steps after each row's length to zero.

    If `lengths` is None, all steps are real, and the inputs are returned unchanged.
    """
    return inputs if lengths is None else keep(inputs, real_steps(inputs, lengths))


def last_real(inputs: Tensor, lengths: Tensor, empty: Tensor) -> Tensor:
    """Return each row's last real step.

    Args:
        inputs: float `(batch, time, units)`.
        lengths: int32 `(batch,)`. If a length is above `time`, all steps are real.
        empty: float `(batch, units)`, the result of rows without a real step.

    Returns:
        float `(batch, units)`.
    """
    lengths = ops.clip(lengths, 0, ops.shape(inputs)[1])
    # `empty` is put first, so that the length of a row is the index of its last step.
    steps = ops.concatenate([ops.expand_dims(empty, 1), inputs], axis=1)
    return gather_rows(steps, lengths[:, None])[:, 0]  # (batch, units)


def reverse_real(inputs: Tensor, lengths: Tensor | None) -> Tensor:
    """Reverse the real steps of each row, and leave padding at its place.

    Args:
        inputs: float `(batch, time, units)`.
        lengths: int32 `(batch,)`. None, or above `time`: all steps are real.

    Returns:
        float `(batch, time, units)`.
    """
    if lengths is None:
        return ops.flip(inputs, axis=1)
    time = ops.shape(inputs)[1]
    steps = ops.arange(time, dtype="int32")[None]  # (1, time)
    mirrored = ops.minimum(lengths, time)[:, None] - 1 - steps  # (batch, time)
    sources = ops.where(mirrored >= 0, mirrored, steps)
    return gather_rows(inputs, sources)
