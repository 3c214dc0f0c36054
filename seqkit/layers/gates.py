"""The gates of recurrent cells, and their gradients, as functions of tensors."""

from collections.abc import Callable
from dataclasses import dataclass

from keras import ops

from seqkit.backend.slopes import through_sigmoid
from seqkit.backend.slopes import through_tanh
from seqkit.types import Tensor

Tensors = tuple[Tensor, ...]


@dataclass(frozen=True)
class Gates:
    """Describe how a cell computes its state from two products.

    The products are that of the inputs, `inputs · kernel + bias`, and that of h,
    `h · recurrent_kernel + recurrent_bias`, each float `(batch, gates * units)`.

    Args:
        forward: function `(of_inputs, of_h, state) -> state, kept`, of the two products
            and the state, a tuple of float `(batch, units)` that begins with h. `kept`
            is a tuple of tensors for `backward`.
        backward: function `(of_state, kept) -> of_products, of_state`, from the
            gradients of the state after a step to those of the products, a tuple of
            two or, if both have equal gradients, of one; and of the state before the
            step, without the part that goes through the product of h.
        two_biases: bool, whether the cell's bias is float `(2, gates * units)`, of
            which the second one is `recurrent_bias`. False: that one is zero.
    """

    forward: Callable[[Tensor, Tensor, Tensors], tuple[Tensors, Tensors]]
    backward: Callable[[Tensors, Tensors], tuple[Tensors, Tensors]]
    two_biases: bool = False


def _rnn(of_inputs, of_h, state):
    h = ops.tanh(of_inputs + of_h)
    return (h,), (h,)


def _of_rnn(of_state, kept):
    (of_h,), (h,) = of_state, kept
    return (through_tanh(h, of_h),), (None,)


def _lstm(of_inputs, of_h, state):
    sums = of_inputs + of_h  # (batch, 4 * units)
    units, before = sums.shape[-1] // 4, state[1]
    put_in, forget = ops.split(ops.sigmoid(sums[:, : 2 * units]), 2, axis=-1)
    candidate = ops.tanh(sums[:, 2 * units : 3 * units])  # (batch, units)
    put_out = ops.sigmoid(sums[:, 3 * units :])
    c = forget * before + put_in * candidate
    shown = ops.tanh(c)
    return (put_out * shown, c), (put_in, forget, candidate, put_out, shown, before)


def _of_lstm(of_state, kept):
    of_h, of_c = of_state
    put_in, forget, candidate, put_out, shown, before = kept
    of_c = of_c + through_tanh(shown, of_h * put_out)
    of_sums = ops.concatenate(
        [
            through_sigmoid(put_in, of_c * candidate),
            through_sigmoid(forget, of_c * before),
            through_tanh(candidate, of_c * put_in),
            through_sigmoid(put_out, of_h * shown),
        ],
        axis=-1,
    )  # (batch, 4 * units)
    return (of_sums,), (None, of_c * forget)


def _gru(of_inputs, of_h, state):
    (before,), units = state, of_h.shape[-1] // 3
    sums = of_inputs[:, : 2 * units] + of_h[:, : 2 * units]
    keep, reset = ops.split(ops.sigmoid(sums), 2, axis=-1)  # (batch, units)
    hidden = of_h[:, 2 * units :]
    candidate = ops.tanh(of_inputs[:, 2 * units :] + reset * hidden)
    change = before - candidate
    return (candidate + keep * change,), (keep, reset, hidden, candidate, change)


def _of_gru(of_state, kept):
    (of_h,), (keep, reset, hidden, candidate, change) = of_state, kept
    of_before = of_h * keep
    of_candidate = through_tanh(candidate, of_h - of_before)
    of_gates = ops.concatenate(
        [
            through_sigmoid(keep, of_h * change),
            through_sigmoid(reset, of_candidate * hidden),
        ],
        axis=-1,
    )  # (batch, 2 * units)
    of_products = tuple(
        ops.concatenate([of_gates, last], axis=-1)
        for last in (of_candidate, of_candidate * reset)
    )  # (batch, 3 * units)
    return of_products, (of_before,)


RNN = Gates(_rnn, _of_rnn)
LSTM = Gates(_lstm, _of_lstm)
GRU = Gates(_gru, _of_gru, two_biases=True)
