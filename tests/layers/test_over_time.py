import types

import keras
import numpy as np
import pytest
from keras import ops

from seqkit.backend import run_halves
from seqkit.backend.gradient import gradient
from seqkit.layers import gates
from seqkit.layers.over_time import over_time
from tests.checks import NEEDS_TENSORFLOW
from tests.checks import assert_same

RANDOM = np.random.default_rng(0)
INPUTS = RANDOM.normal(size=(3, 5, 3)).astype("float32")
STATE = {part: RANDOM.normal(size=(3, 4)).astype("float32") for part in "hc"}
WANTED = RANDOM.normal(size=(2, 3, 5, 4)).astype("float32")
CELLS = {
    "rnn": (gates.RNN, keras.layers.SimpleRNNCell, "h"),
    "lstm": (gates.LSTM, keras.layers.LSTMCell, "hc"),
    "gru": (gates.GRU, keras.layers.GRUCell, "h"),
}
WEIGHTS = "kernel", "recurrent_kernel", "bias"
EACH = [
    (cell, name)
    for cell, (_, _, parts) in CELLS.items()
    for name in ("inputs", *parts, *WEIGHTS)
]


def tensors(cell):
    """Everything that a cell computes with, by name."""
    built = CELLS[cell][1](4)
    built.build((None, 3))
    drawn = {name: RANDOM.normal(size=getattr(built, name).shape) for name in WEIGHTS}
    named = {"inputs": INPUTS} | {part: STATE[part] for part in CELLS[cell][2]} | drawn
    return built, {k: ops.convert_to_tensor(v, "float32") for k, v in named.items()}


def ours(cell, given):
    weights = {name: given[name] for name in WEIGHTS}
    row = types.SimpleNamespace(compute_dtype="float32", **weights)
    state = [given[part] for part in CELLS[cell][2]]
    return over_time(CELLS[cell][0], row, given["inputs"], state)


def one_by_one(built, given, parts):
    """The state after each step, by Keras's cell, whose gradient the backend finds."""
    state, after = [given[part] for part in parts], []
    seeds = [variable.value for variable in built.non_trainable_variables]
    for step in range(given["inputs"].shape[1]):
        weights = [given[name] for name in WEIGHTS]
        (_, state), _ = built.stateless_call(
            weights, seeds, given["inputs"][:, step], state
        )
        after.append(ops.stack(list(state)))  # (parts, batch, units)
    return list(ops.moveaxis(ops.stack(after), 0, 2))  # (parts, batch, time, units)


@pytest.mark.parametrize("time", [1, 5])
@pytest.mark.parametrize("cell", CELLS)
def test_every_step_equals_keras_cell(cell, time):
    built, given = tensors(cell)
    given["inputs"] = given["inputs"][:, :time]
    assert_same(ours(cell, given), one_by_one(built, given, CELLS[cell][2]))


@pytest.mark.parametrize(("cell", "name"), EACH)
def test_gradient_is_that_of_the_backend(cell, name):
    built, given = tensors(cell)

    def loss(run):
        def of(tensor):
            after = run({**given, name: tensor})
            return ops.sum(ops.stack(after) * WANTED[: len(after)])

        return gradient(of, given[name])

    expected = loss(lambda given: one_by_one(built, given, CELLS[cell][2]))
    assert_same(loss(lambda given: ours(cell, given)), expected)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_cores_changes_nothing(rows, monkeypatch):
    _, given = tensors("lstm")
    given |= {name: given[name][:rows] for name in ("inputs", "h", "c")}

    def both():
        said = ours("lstm", given)
        return said, gradient(
            lambda inputs: ops.sum(ours("lstm", {**given, "inputs": inputs})[0] ** 3),
            given["inputs"],
        )

    monkeypatch.setattr(run_halves, "_cores", lambda: 1)
    alone = both()
    monkeypatch.setattr(run_halves, "_cores", lambda: 2)
    assert_same(both(), alone)


def test_mixed_precision_keeps_small_changes_of_c():
    cell = keras.layers.LSTMCell(1, dtype="mixed_bfloat16")
    cell.build((None, 1))
    # All gates are open; the candidate adds 0.01 to c in each step.
    cell.kernel.assign([[0.0, 0.0, 0.01, 0.0]])
    cell.recurrent_kernel.assign(np.zeros((1, 4)))
    cell.bias.assign([50.0, 50.0, 0.0, 50.0])
    zeros = [ops.zeros((1, 1), "bfloat16")] * 2
    inputs = ops.ones((1, 400, 1), "bfloat16")
    _, c = over_time(gates.LSTM, cell, inputs, zeros)
    # In bfloat16 c would stay at 2, whose neighbour is 2.0156.
    np.testing.assert_allclose(float(c[0, -1, 0]), 4.0, rtol=0.01)


@NEEDS_TENSORFLOW
def test_a_graph_that_was_traced_without_a_tape_is_differentiated_alike():
    import tensorflow as tf

    _, given = tensors("lstm")
    traced = tf.function(lambda inputs: ours("lstm", {**given, "inputs": inputs})[0])
    traced.get_concrete_function(given["inputs"])
    found, expected = (
        gradient(lambda inputs, run=run: ops.sum(run(inputs) ** 3), given["inputs"])
        for run in (traced, lambda inputs: ours("lstm", {**given, "inputs": inputs})[0])
    )
    assert_same(found, expected)
