"""The equations of recurrent cells, with their gates, from the weights of a layer."""

from collections.abc import Callable
from dataclasses import dataclass

import keras
from keras import ops

from seqkit.layers.layer_norm_lstm_cell import by_gate
from seqkit.layers.layer_norm_lstm_cell import centred
from seqkit.layers.layer_norm_lstm_cell import in_float32
from seqkit.layers.layer_norm_lstm_cell import of_unit_variance
from seqkit.types import Tensor


@dataclass(frozen=True)
class Equations:
    """The equations of one step of a cell.

    Args:
        state: tuple of str, the parts of the state, such as `("h", "c")`.
        gates: tuple of str, the other parts that a step computes: gates, whose values
            are between 0 and 1, and "candidate", between -1 and 1.
        step: function `(weights, of_inputs, state) -> list of tensors`, one for each
            part of `state` and of `gates`, all float `(batch, units)`. `of_inputs` is
            a step of the inputs times the kernel, plus the bias.
    """

    state: tuple[str, ...]
    gates: tuple[str, ...]
    step: Callable[["CellWeights", Tensor, list[Tensor]], list[Tensor]]

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of all parts, the parts of the state first."""
        return self.state + self.gates


class CellWeights:
    """The weights of a Keras cell, in the dtype in which the cell computes.

    Args:
        cell: built `keras.layers.LSTMCell`, `GRUCell` or `SimpleRNNCell`, or a
            `LayerNormLSTMCell`.

    Attributes:
        kernel: float `(features, gates * units)`.
        recurrent: float `(units, gates * units)`.
        bias: float `(gates * units,)`, added to the product with the kernel.
        recurrent_bias: float `(gates * units,)`, added to the product with `recurrent`,
            of a GRU with `reset_after=True`. None: the cell has no such bias.
        gain, shift: float `(5, units)`, of the normalised gates, in Keras's order, and
            of c; only of a `LayerNormLSTMCell`, whose `bias` here is zero.
        units: int.
    """

    def __init__(self, cell: keras.layers.Layer) -> None:
        def cast(weight):
            return ops.cast(weight, cell.compute_dtype)

        self.units = cell.units
        self.kernel = cast(cell.kernel)
        self.recurrent = cast(cell.recurrent_kernel)
        bias = cast(cell.bias)
        self.recurrent_bias = None
        if hasattr(cell, "gain"):
            self.gain, self.shift = in_float32(cell.gain), in_float32(cell.bias)
            bias = ops.zeros(self.kernel.shape[1:], cell.compute_dtype)
        elif len(bias.shape) == 2:
            bias, self.recurrent_bias = bias[0], bias[1]
        self.bias = bias


def _rnn(weights, of_inputs, state):
    return [ops.tanh(of_inputs + ops.matmul(state[0], weights.recurrent))]


def _lstm(weights, of_inputs, state):
    h, c = state
    both = of_inputs + ops.matmul(h, weights.recurrent)  # (batch, 4 * units)
    # Keras's order: input, forget, candidate, output.
    write, keep, candidate, show = ops.split(both, 4, axis=-1)  # (batch, units)
    write, keep, show = (ops.sigmoid(gate) for gate in (write, keep, show))
    candidate = ops.tanh(candidate)
    c = keep * c + write * candidate
    return [show * ops.tanh(c), c, write, keep, show, candidate]


def _lstm_layer_norm(weights, of_inputs, state):
    h, c = state
    sums = in_float32(of_inputs) + in_float32(ops.matmul(h, weights.recurrent))
    normal, _ = of_unit_variance(centred(by_gate(sums)))  # (batch, 4, units)
    gates = ops.unstack(normal * weights.gain[:4] + weights.shift[:4], 4, axis=1)
    write, keep, show = (ops.sigmoid(gates[gate]) for gate in (0, 1, 3))
    candidate = ops.tanh(gates[2])
    c = keep * in_float32(c) + write * candidate
    normal, _ = of_unit_variance(centred(c))
    h = show * ops.tanh(normal * weights.gain[4] + weights.shift[4])
    parts = h, c, write, keep, show, candidate
    return [ops.cast(part, of_inputs.dtype) for part in parts]


def _gru(weights, of_inputs, state):
    (h,) = state
    units = weights.units
    # Keras's order: update, reset, candidate.
    of_update, of_reset, of_candidate = ops.split(of_inputs, 3, axis=-1)
    if weights.recurrent_bias is None:
        gates = ops.matmul(h, weights.recurrent[:, : 2 * units])  # (batch, 2 * units)
        update = ops.sigmoid(of_update + gates[:, :units])
        reset = ops.sigmoid(of_reset + gates[:, units:])
        moved = ops.matmul(reset * h, weights.recurrent[:, 2 * units :])
    else:
        both = ops.matmul(h, weights.recurrent) + weights.recurrent_bias
        update_h, reset_h, candidate_h = ops.split(both, 3, axis=-1)  # (batch, units)
        update = ops.sigmoid(of_update + update_h)
        reset = ops.sigmoid(of_reset + reset_h)
        moved = reset * candidate_h
    candidate = ops.tanh(of_candidate + moved)
    return [update * h + (1 - update) * candidate, update, reset, candidate]


EQUATIONS = {
    "rnn": Equations(("h",), (), _rnn),
    "lstm": Equations(("h", "c"), ("input", "forget", "output", "candidate"), _lstm),
    "lstm_layer_norm": Equations(
        ("h", "c"), ("input", "forget", "output", "candidate"), _lstm_layer_norm
    ),
    "gru": Equations(("h",), ("update", "reset", "candidate"), _gru),
}
"""From the name of a cell, as in `RecurrentStack`, to its equations."""
