"""A loop over time that runs several steps of a recurrent cell in each turn."""

import keras
from keras import ops

from seqkit.types import Tensor


def run_loop(
    cell: keras.layers.Layer, inputs: Tensor, state: list[Tensor], steps: int
) -> list[Tensor]:
    """Run a cell over time, several steps in each turn of the loop.

    `Recurrence` calls this function on TensorFlow on a CPU, where each turn of a loop
    takes as long as the product of two small matrices. With eight steps in a turn, one
    text of 200 words takes 67 % of the time of Keras's loop in a GRU, and 80 % in an
    LSTM; a batch of 32 texts takes at least 90 %.

    Args:
        cell: built Keras cell, with a state whose first part is the cell's output. It
            runs without `training`, so it must have no dropout.
        inputs: float `(batch, time, features)`.
        state: list of float `(batch, units)`, the state before the first step; all
            parts have the same width.
        steps: int, number of steps in a turn.

    Returns:
        list of one float `(batch, time, units)` for each part of the state: its value
        after each step. Keras's layers return only the first part for each step.
    """
    batch, time, features = ops.shape(inputs)
    turns = -(-time // steps)
    padded = ops.pad(inputs, [[0, 0], [0, turns * steps - time], [0, 0]])
    loop = keras.layers.RNN(
        SeveralSteps(cell, steps), return_sequences=True, dtype=cell.dtype_policy
    )
    after = loop(
        ops.reshape(padded, (batch, turns, steps * features)), initial_state=state
    )
    width = sum(part.shape[-1] for part in state)
    after = ops.reshape(after, (batch, turns * steps, width))
    return ops.split(after[:, :time], len(state), axis=-1)  # each (batch, time, units)


class SeveralSteps(keras.layers.Layer):
    """Run several steps of a cell as one step, and return the state after each.

    Args:
        cell: built Keras cell, see `run_loop`.
        steps: int, number of steps.

    Call arguments:
        inputs: float `(batch, steps * features)`.
        states: list of float `(batch, units)`, the parts of the cell's state.

    Returns:
        outputs: float `(batch, steps * parts * units)`, the parts of the state after
            the first step, then after the second, and so on.
        states: like `states`, after the last step.
    """

    def __init__(self, cell: keras.layers.Layer, steps: int) -> None:
        super().__init__(dtype=cell.dtype_policy)
        self.cell = cell
        self.steps = steps
        self.state_size = cell.state_size
        self.built = True

    def call(self, inputs, states):
        after = []
        for step in ops.split(inputs, self.steps, axis=-1):
            _, states = self.cell(step, states)
            after.extend(states)
        return ops.concatenate(after, axis=-1), states
