"""The published equations of the cells, in NumPy; gates stand as Keras keeps them."""

import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def rnn(x, state, kernel, recurrent, bias):
    """Elman 1990."""
    return (np.tanh(x @ kernel + state[0] @ recurrent + bias),)


def lstm(x, state, kernel, recurrent, bias):
    """Hochreiter & Schmidhuber 1997 with the forget gate of Gers et al. 2000."""
    h, c = state
    gates = np.split(x @ kernel + h @ recurrent + bias, 4, axis=-1)
    in_gate, forget_gate, out_gate = (sigmoid(gates[gate]) for gate in (0, 1, 3))
    c = forget_gate * c + in_gate * np.tanh(gates[2])
    return out_gate * np.tanh(c), c


def normalised(values):
    """Layer normalisation of one vector, with the epsilon of sketch-rnn."""
    return (values - values.mean()) / np.sqrt(values.var() + 1e-3)


def lstm_layer_norm(x, state, kernel, recurrent, gain, bias):
    """Ba et al. 2016, eq. 20 to 22, with one normalisation for both products."""
    h, c = state
    sums = np.split(x @ kernel + h @ recurrent, 4)
    gates = [gain[i] * normalised(part) + bias[i] for i, part in enumerate(sums)]
    in_gate, forget_gate, out_gate = (sigmoid(gates[gate]) for gate in (0, 1, 3))
    c = forget_gate * c + in_gate * np.tanh(gates[2])
    return out_gate * np.tanh(gain[4] * normalised(c) + bias[4]), c


def gru(x, state, kernel, recurrent, bias):
    """The variant of cuDNN: the reset gate after the product, with a bias inside."""
    h = state[0]
    of_x = np.split(x @ kernel + bias[0], 3, axis=-1)
    of_h = np.split(h @ recurrent + bias[1], 3, axis=-1)
    keep, reset = sigmoid(of_x[0] + of_h[0]), sigmoid(of_x[1] + of_h[1])
    return (keep * h + (1 - keep) * np.tanh(of_x[2] + reset * of_h[2]),)


def gru_of_cho(x, state, kernel, recurrent, bias):
    """Cho et al. 2014, eq. 5 to 8, where `keep` is their z."""
    h = state[0]
    of_x = np.split(x @ kernel + bias, 3, axis=-1)
    of_keep, of_reset, of_candidate = np.split(recurrent, 3, axis=-1)
    keep, reset = sigmoid(of_x[0] + h @ of_keep), sigmoid(of_x[1] + h @ of_reset)
    return (keep * h + (1 - keep) * np.tanh(of_x[2] + (reset * h) @ of_candidate),)


def run(equations, weights, inputs, state):
    """All steps of one row: `(time, features)` to `(time, units)` and the state."""
    outputs = np.zeros((len(inputs), len(state[0])))
    for time, x in enumerate(inputs):
        state = equations(x, state, *weights)
        outputs[time] = state[0]
    return outputs, state


EQUATIONS = {
    ("rnn",): rnn,
    ("lstm",): lstm,
    ("lstm_layer_norm",): lstm_layer_norm,
    ("gru",): gru,
    ("gru", False): gru_of_cho,
}
