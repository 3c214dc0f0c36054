"""Recurrent stacks of all cells, with random weights, and inputs for them."""

import numpy as np
import pytest

from seqkit.layers import RecurrentStack
from seqkit.layers.cells import find_cell

UNITS = 5
INPUTS = np.random.default_rng(0).normal(size=(4, 6, 3)).astype("float32")
LENGTHS = np.array([6, 4, 1, 0], "int32")
CELLS = {
    "rnn": {"cell": "rnn"},
    "lstm": {"cell": "lstm"},
    "lstm_layer_norm": {"cell": "lstm_layer_norm"},
    "gru": {"cell": "gru"},
    "gru_of_cho": {"cell": "gru", "reset_after": False},
}
ROW = np.zeros((4, UNITS), "float32")
each_cell = pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
# For long tests, of which an LSTM stands for both.
each_cell_once = pytest.mark.parametrize(
    "cell",
    [
        pytest.param(cell, marks=[pytest.mark.slow] * (name == "lstm_layer_norm"))
        for name, cell in CELLS.items()
    ],
    ids=CELLS,
)


def make_stack(**arguments):
    """A built stack with random weights, biases too."""
    stack = RecurrentStack(UNITS, **arguments)
    stack.build((None, None, 3))
    random = np.random.default_rng(1)
    for weight in stack.trainable_variables:
        weight.assign(random.normal(size=weight.shape))
    return stack


def make_state(batch=4, depth=1, cell="lstm", **_):
    parts = len(find_cell(cell).state)
    state = np.random.default_rng(2).normal(size=(depth, parts, batch, UNITS))
    return tuple(map(tuple, state.astype("float32")))
