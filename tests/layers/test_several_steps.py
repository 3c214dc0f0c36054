import keras
import numpy as np
import pytest
from keras import ops

from seqkit.layers.cells import find_cell
from seqkit.layers.layer_norm_lstm_cell import LayerNormLSTMCell
from seqkit.layers.several_steps import run_loop
from tests.checks import assert_same
from tests.layers.equations import EQUATIONS
from tests.layers.equations import run

ROWS, UNITS, FEATURES = 2, 5, 3
CELLS = {
    ("rnn",): (keras.layers.SimpleRNNCell, {}, 1),
    ("lstm",): (keras.layers.LSTMCell, {}, 2),
    ("lstm_layer_norm",): (LayerNormLSTMCell, {}, 2),
    ("gru",): (keras.layers.GRUCell, {}, 1),
    ("gru", False): (keras.layers.GRUCell, {"reset_after": False}, 1),
}


def make_case(name, time, **arguments):
    """A built cell with random weights, biases too, its inputs and first state."""
    random = np.random.default_rng(0)

    def normal(*shape):
        return random.normal(size=shape).astype("float32")

    kind, own, parts = CELLS[name]
    cell = kind(UNITS, **own, **arguments)
    cell.build((None, FEATURES))
    for weight in cell.trainable_variables:
        weight.assign(normal(*weight.shape))
    start = [normal(ROWS, UNITS) for _ in range(parts)]
    return cell, normal(ROWS, time, FEATURES), start


def projected(name, cell, inputs):
    """A cell and its inputs as a stack gives them to the loop."""
    project = find_cell(name[0]).project
    return (cell, inputs) if project is None else project(cell, inputs)


@pytest.mark.parametrize(("time", "steps"), [(1, 8), (8, 8), (17, 8), (3, 1)])
@pytest.mark.parametrize("name", CELLS, ids=str)
def test_gives_each_part_of_the_state_after_each_step(name, time, steps):
    cell, inputs, start = make_case(name, time)
    parts = run_loop(*projected(name, cell, inputs), start, steps)
    weights = [ops.convert_to_numpy(weight) for weight in cell.trainable_variables]
    for row in range(ROWS):
        state = [part[row] for part in start]
        for step in range(time):
            now = inputs[row, step : step + 1]
            _, state = run(EQUATIONS[name], weights, now, state)
            assert_same([part[row, step] for part in parts], list(state))
    assert [part.shape for part in parts] == [(ROWS, time, UNITS)] * len(start)


@pytest.mark.parametrize("name", CELLS, ids=str)
def test_a_cell_in_half_precision_stays_so(name):
    halves, wholes = (
        run_loop(*projected(name, *case[:2]), case[2], 4)
        for case in (make_case(name, 9, dtype="mixed_float16"), make_case(name, 9))
    )
    for half, whole in zip(halves, wholes, strict=True):
        assert keras.backend.standardize_dtype(half.dtype) == "float16"
        np.testing.assert_allclose(half, whole, atol=0.02)
