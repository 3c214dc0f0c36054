import keras
from keras import ops

from seqkit.types import Tensor


class ProjectedGRUCell(keras.layers.Layer):
    """Moves a GRU one step, on inputs that were multiplied by its kernel beforehand.

    All steps' inputs are multiplied at once, and both gates are one operation: where
    one text is served, operations are what takes the time.

    Args:
        cell: built `keras.layers.GRUCell` with `reset_after=True`, tanh and sigmoid.

    Call arguments:
        inputs: float `(batch, 3 * units)`, as `project` gives each step.
        states: list of one float `(batch, units)`.

    Returns:
        outputs: float `(batch, units)`.
        states: list of the same.

    Reference: as `RecurrentStack`, gru.
    """

    def __init__(self, cell):
        super().__init__(dtype=cell.dtype_policy)
        self.cell = cell
        self.state_size = cell.state_size
        self.built = True

    def project(self, inputs: Tensor) -> Tensor:
        """Multiplies `(batch, time, features)`: to `(batch, time, 3 * units)`."""
        return ops.matmul(inputs, self.cell.kernel) + self.cell.bias[0]

    def call(self, inputs, states):
        h = states[0]
        of_h = ops.matmul(h, self.cell.recurrent_kernel) + self.cell.bias[1]
        gates = [2 * self.cell.units]
        gates_of_x, candidate_of_x = ops.split(inputs, gates, axis=-1)
        gates_of_h, candidate_of_h = ops.split(of_h, gates, axis=-1)
        keep, reset = ops.split(ops.sigmoid(gates_of_x + gates_of_h), 2, axis=-1)
        candidate = ops.tanh(candidate_of_x + reset * candidate_of_h)
        h = candidate + keep * (h - candidate)
        return h, [h]
