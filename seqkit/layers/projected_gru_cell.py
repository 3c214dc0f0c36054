import keras
from keras import ops

from seqkit.types import Tensor


class ProjectedGRUCell(keras.layers.Layer):
    """Moves a GRU one step, on inputs that were multiplied by its kernel beforehand.

    So all steps' inputs are one product, and one gradient, in place of one a step.

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
        # Taken once; the kernel is not, since without a variable in its loop an export
        # answers its first hundred requests slowly.
        self.bias = ops.cast(cell.bias[1], self.compute_dtype)
        self.built = True

    def project(self, inputs: Tensor) -> Tensor:
        """Multiplies `(batch, time, features)`: to `(batch, time, 3 * units)`."""
        return ops.matmul(inputs, self.cell.kernel) + self.cell.bias[0]

    def call(self, inputs, states):
        h = states[0]
        of_h = ops.matmul(h, self.cell.recurrent_kernel) + self.bias
        keep_x, reset_x, candidate_x = ops.split(inputs, 3, axis=-1)
        keep_h, reset_h, candidate_h = ops.split(of_h, 3, axis=-1)
        keep = ops.sigmoid(keep_x + keep_h)
        reset = ops.sigmoid(reset_x + reset_h)
        candidate = ops.tanh(candidate_x + reset * candidate_h)
        h = candidate + keep * (h - candidate)
        return h, [h]
