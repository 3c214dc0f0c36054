from collections.abc import Callable

import keras
from keras import ops

from seqkit.types import Tensor


def scan(
    step: Callable[[list[Tensor], Tensor], list[Tensor]],
    start: list[Tensor],
    inputs: Tensor,
) -> tuple[list[Tensor], list[Tensor]]:
    """Run a step over time, and keep what it carries after each.

    As `ops.scan`, whose loop XLA cannot differentiate on TensorFlow, for the number of
    its turns is not given there. Keras's recurrent loop gives it.

    Args:
        step: `step(carried, inputs) -> carried`, inputs float `(batch, features)`.
        start: list of float `(batch, width)`, all of one dtype.
        inputs: float `(batch, time, features)`, of that dtype, at least one step.

    Returns:
        The last `carried`, and a list like it of float `(batch, time, width)`.
    """
    if keras.backend.backend() != "tensorflow":

        def move(carried, inputs):
            carried = step(carried, inputs)
            return carried, carried

        last, after = ops.scan(move, start, ops.transpose(inputs, (1, 0, 2)))
        return last, [ops.transpose(part, (1, 0, 2)) for part in after]
    dtype = keras.backend.standardize_dtype(inputs.dtype)
    loop = keras.layers.RNN(
        Cell(step, start, dtype), return_sequences=True, return_state=True, dtype=dtype
    )
    after, *last = loop(inputs, initial_state=start)
    parts, begin = [], 0
    for part in start:
        end = begin + ops.shape(part)[-1]
        parts.append(after[..., begin:end])  # (batch, time, width)
        begin = end
    return last, parts


class Cell(keras.layers.Layer):
    """A step as a cell of Keras's, whose output is all that it carries.

    Args:
        step: as of `scan`.
        start: as of `scan`.
        dtype: str, of what is carried.
    """

    def __init__(self, step, start, dtype):
        super().__init__(dtype=dtype, autocast=False)
        self.step = step
        self.state_size = [part.shape[-1] for part in start]
        self.built = True

    def call(self, inputs, states):
        states = self.step(list(states), inputs)
        return ops.concatenate(states, axis=-1), states
