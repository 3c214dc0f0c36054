"""A layer-normalised LSTM that gets the inputs of all steps multiplied at once."""

import keras
from keras import ops

from seqkit.layers.layer_norm_lstm_cell import LayerNormLSTMCell
from seqkit.layers.layer_norm_lstm_cell import by_gate
from seqkit.layers.layer_norm_lstm_cell import centred
from seqkit.layers.layer_norm_lstm_cell import in_float32
from seqkit.types import Tensor


def projected_layer_norm_lstm(
    cell: LayerNormLSTMCell, inputs: Tensor
) -> tuple[keras.layers.Layer, Tensor]:
    """Multiply the inputs of all steps by the cell's kernel, in one product.

    The loop over the steps then has one product less in each step, and computes no mean
    over the units of a gate: the kernels have that mean subtracted beforehand.

    Args:
        cell: built `LayerNormLSTMCell`.
        inputs: float `(batch, time, features)`.

    Returns:
        cell: Keras cell that runs one step of the returned inputs.
        inputs: float `(batch, time, 4 * units)`.
    """
    kernel, recurrent_kernel = centred_kernels(cell)
    inputs = ops.matmul(inputs, kernel)  # (batch, time, 4 * units)
    return ProjectedLayerNormLSTMCell(cell, recurrent_kernel), inputs


class ProjectedLayerNormLSTMCell(keras.layers.Layer):
    """Run one step of a layer-normalised LSTM, on inputs that are multiplied.

    Args:
        cell: built `LayerNormLSTMCell`.
        recurrent_kernel: float `(units, 4 * units)`, from `centred_kernels`.

    Call arguments:
        inputs: float `(batch, 4 * units)`, one step of the inputs of
            `projected_layer_norm_lstm`.
        states: list of h and c, float `(batch, units)`, before the step.

    Returns:
        outputs: float `(batch, units)`, h after the step.
        states: list of h and c after the step.

    Reference: see `RecurrentStack`, lstm_layer_norm.
    """

    def __init__(self, cell: LayerNormLSTMCell, recurrent_kernel: Tensor) -> None:
        super().__init__(dtype=cell.dtype_policy)
        self.cell = cell
        self.state_size = cell.state_size
        self.recurrent_kernel = recurrent_kernel
        self.built = True

    def call(self, inputs, states):
        h, c = states
        sums = in_float32(inputs) + in_float32(ops.matmul(h, self.recurrent_kernel))
        return self.cell.move(by_gate(sums), c)


def centred_kernels(cell: LayerNormLSTMCell) -> list[Tensor]:
    """Return both kernels of a cell, minus their mean over the units of each gate.

    A product with such a kernel has a mean of zero over the units of each gate, as the
    product with the kernel itself has after the first step of a normalisation.

    Args:
        cell: built `LayerNormLSTMCell`.

    Returns:
        list of the kernel, float `(features, 4 * units)`, and of the recurrent kernel,
        float `(units, 4 * units)`.
    """
    kernels = [in_float32(each) for each in (cell.kernel, cell.recurrent_kernel)]
    return [
        ops.cast(ops.reshape(centred(by_gate(each)), each.shape), cell.compute_dtype)
        for each in kernels
    ]
