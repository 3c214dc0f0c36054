"""A loop over the steps of a batch, for layers that carry tensors from step to step."""

from collections.abc import Callable

import keras
from keras import ops

from seqkit.types import Tensor


def scan(
    step: Callable[[list[Tensor], Tensor], list[Tensor]],
    start: list[Tensor],
    inputs: Tensor,
) -> tuple[list[Tensor], list[Tensor]]:
    """Run a step over time, and return the carried tensors after each step.

    Layers call this function in place of `ops.scan`, so that XLA can compile the
    gradient. On TensorFlow it runs Keras's recurrent loop, which passes the number of
    turns to XLA; the loop of `ops.scan` does not.

    Args:
        step: `step(carried, inputs) -> carried`. `carried` is a list like `start`,
            `inputs` are float `(batch, features)`.
        start: list of float `(batch, width)`, all of the same dtype.
        inputs: float `(batch, time, features)` of the same dtype, at least one step.

    Returns:
        last: list like `start`, the carried tensors after the last step.
        after: list of float `(batch, time, width)`, the carried tensors after each
            step.
    """
    if keras.backend.backend() != "tensorflow":

        def move(carried, inputs):
            carried = step(carried, inputs)
            return carried, carried

        last, after = ops.scan(move, start, ops.transpose(inputs, (1, 0, 2)))
        return last, [ops.transpose(part, (1, 0, 2)) for part in after]
    dtype = keras.backend.standardize_dtype(inputs.dtype)
    loop = keras.layers.RNN(
        StepCell(step, start, dtype),
        return_sequences=True,
        return_state=True,
        dtype=dtype,
    )
    after, *last = loop(inputs, initial_state=start)
    parts, begin = [], 0
    for part in start:
        width = ops.shape(part)[-1]
        found = after[..., begin : begin + width]  # (batch, time, width)
        # A part of unknown width would hide the widths of the others.
        parts.append(ops.reshape(found, (*ops.shape(found)[:2], width)))
        begin = begin + width
    return last, parts


class StepCell(keras.layers.Layer):
    """Run a step of `scan` as a Keras cell, and output all carried tensors joined.

    Args:
        step: function, see `scan`.
        start: list of tensors, see `scan`.
        dtype: str, dtype of the carried tensors.
    """

    def __init__(
        self,
        step: Callable[[list[Tensor], Tensor], list[Tensor]],
        start: list[Tensor],
        dtype: str,
    ) -> None:
        super().__init__(dtype=dtype, autocast=False)
        self.step = step
        self.state_size = [part.shape[-1] for part in start]
        self.built = True

    def call(self, inputs, states):
        states = self.step(list(states), inputs)
        return ops.concatenate(states, axis=-1), states
