"""What layers do with `lengths`: which steps are real, which is the last, reversal."""

from keras import ops

from seqkit.types import Tensor


def count_real(tokens: Tensor) -> Tensor:
    """Counts the steps of each row that are not padding (id 0).

    Args:
        tokens: int32 `(batch, time)`, padded on the right.

    Returns:
        int32 `(batch,)`.
    """
    return ops.sum(ops.cast(ops.not_equal(tokens, 0), "int32"), axis=1)


def real_steps(inputs: Tensor, lengths: Tensor) -> Tensor:
    """Tells real steps from padding.

    Args:
        inputs: `(batch, time, …)`, anything with that time axis.
        lengths: int32 `(batch,)`.

    Returns:
        bool `(batch, time)`.
    """
    steps = ops.arange(ops.shape(inputs)[1], dtype="int32")
    return ops.expand_dims(steps, 0) < ops.expand_dims(lengths, 1)


def keep_real(inputs: Tensor, lengths: Tensor | None) -> Tensor:
    """Sets padding to zero, NaN or infinity too.

    Args:
        inputs: float `(batch, time, units)`.
        lengths: int32 `(batch,)`. None: all steps are real.

    Returns:
        float `(batch, time, units)`.
    """
    if lengths is None:
        return inputs
    # Chosen, not multiplied: padding may hold NaN.
    return ops.where(ops.expand_dims(real_steps(inputs, lengths), -1), inputs, 0)


def last_real(inputs: Tensor, lengths: Tensor, empty: Tensor) -> Tensor:
    """Takes each row's last real step.

    Args:
        inputs: float `(batch, time, units)`.
        lengths: int32 `(batch,)`. Above `time` all steps are real.
        empty: float `(batch, units)`, the answer for rows without a real step.

    Returns:
        float `(batch, units)`.
    """
    lengths = ops.clip(lengths, 0, ops.shape(inputs)[1])
    steps = ops.concatenate([ops.expand_dims(empty, 1), inputs], axis=1)
    return _take_steps(steps, lengths[:, None])[:, 0]


def reverse_real(inputs: Tensor, lengths: Tensor | None) -> Tensor:
    """Reverses each row's real steps and leaves its padding where it is.

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
    mirrored = ops.minimum(lengths, time)[:, None] - 1 - steps
    sources = ops.where(mirrored >= 0, mirrored, steps)  # (batch, time)
    return _take_steps(inputs, sources)


def _take_steps(inputs, steps):
    """Takes of each row the steps that int32 `(batch, few)` names, in that order.

    Whole vectors are copied. `take_along_axis` moves each value by itself: on 32 rows
    of 200 steps of 160 it takes ten times as long, and seven times with its gradient.
    """
    batch, time, units = ops.shape(inputs)
    starts = time * ops.arange(batch, dtype="int32")[:, None]
    vectors = ops.reshape(inputs, (batch * time, units))
    taken = ops.take(vectors, starts + steps, axis=0)
    # On JAX nothing at all comes without its axis of steps.
    return ops.reshape(taken, (*ops.shape(steps), units))


def check_sequences(layer: str, shape: tuple) -> None:
    """Refuses inputs of a layer that are no batch of sequences of vectors."""
    if len(shape) != 3:
        raise ValueError(
            f"`{layer}` takes inputs of shape (batch, time, units). "
            f"Received shape {tuple(shape)}. "
            "Give a single sequence a batch axis first: `inputs[None]`."
        )
