import numpy as np
import pytest
from keras import ops

from seqkit.explain.gate_equations import EQUATIONS
from seqkit.explain.stack_activations import stack_activations
from seqkit.layers import RecurrentStack
from seqkit.layers.cells import CELLS

RANDOM = np.random.default_rng(0)
INPUTS = RANDOM.normal(size=(1, 6, 3)).astype("float32")
UNITS = 4


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def built(cell, **arguments):
    """A stack of one layer with wild weights, and these weights."""
    stack = RecurrentStack(UNITS, cell=cell, **arguments)
    stack.build(INPUTS.shape)
    for weight in stack.trainable_variables:
        weight.assign(RANDOM.normal(size=weight.shape))
    return stack, [ops.convert_to_numpy(w) for w in stack.trainable_variables]


def over_time(stack, inputs=INPUTS):
    (parts,), _ = stack_activations(stack, inputs, stack.start(len(inputs), 1))
    return {name: ops.convert_to_numpy(part)[0] for name, part in parts.items()}


def check(parts, twin):
    """Compare parts with a NumPy twin, `twin(x) -> dict` of one step."""
    for step, x in enumerate(INPUTS[0]):
        for name, expected in twin(x).items():
            np.testing.assert_allclose(
                parts[name][step], expected, rtol=1e-4, atol=1e-5
            )


def test_rnn_is_a_tanh():
    stack, (kernel, recurrent, bias) = built("rnn")
    h = np.zeros(UNITS)

    def twin(x):
        nonlocal h
        h = np.tanh(x @ kernel + h @ recurrent + bias)
        return {"h": h}

    check(over_time(stack), twin)


def test_lstm_has_three_gates_and_a_candidate():
    stack, (kernel, recurrent, bias) = built("lstm")
    h = c = np.zeros(UNITS)

    def twin(x):
        nonlocal h, c
        write, keep, new, show = np.split(x @ kernel + h @ recurrent + bias, 4)
        write, keep, show, new = *map(sigmoid, (write, keep, show)), np.tanh(new)
        c = keep * c + write * new
        h = show * np.tanh(c)
        gates = {"input": write, "forget": keep, "output": show, "candidate": new}
        return {"h": h, "c": c, **gates}

    parts = over_time(stack)
    assert list(parts) == ["h", "c", "input", "forget", "output", "candidate"]
    check(parts, twin)


def test_layer_norm_gives_every_gate_a_mean_and_a_deviation_of_its_own():
    stack, _ = built("lstm_layer_norm")
    cell = stack.recurrences[0][0].layer.cell
    cell.gain.assign(np.full((5, UNITS), 0.5))
    cell.bias.assign(np.arange(5.0)[:, None] * np.ones(UNITS))
    parts = over_time(stack)
    assert list(parts) == ["h", "c", "input", "forget", "output", "candidate"]
    for name, mean in {"input": 0, "forget": 1, "output": 3}.items():
        sums = np.log(parts[name] / (1 - parts[name]))  # before the sigmoid
        np.testing.assert_allclose(sums.mean(axis=1), mean, atol=1e-4)
        np.testing.assert_allclose(sums.std(axis=1), 0.5, atol=1e-2)


@pytest.mark.parametrize("reset_after", [True, False])
def test_gru_resets_after_or_before_the_product(reset_after):
    stack, (kernel, recurrent, bias) = built("gru", reset_after=reset_after)
    bias_x, bias_h = bias if reset_after else (bias, np.zeros_like(bias))
    h = np.zeros(UNITS)

    def twin(x):
        nonlocal h
        update_x, reset_x, new_x = np.split(x @ kernel + bias_x, 3)
        update_h, reset_h, new_h = np.split(h @ recurrent + bias_h, 3)
        update, reset = sigmoid(update_x + update_h), sigmoid(reset_x + reset_h)
        before = (reset * h) @ recurrent[:, 2 * UNITS :]
        new = np.tanh(new_x + (reset * new_h if reset_after else before))
        h = update * h + (1 - update) * new
        return {"h": h, "update": update, "reset": reset, "candidate": new}

    parts = over_time(stack)
    assert list(parts) == ["h", "update", "reset", "candidate"]
    check(parts, twin)


@pytest.mark.parametrize("cell", CELLS)
def test_the_state_of_the_equations_is_that_of_the_table_of_cells(cell):
    stack, _ = built(cell)
    names = tuple(part.name for part in stack.recurrences[0][0].cell.state)
    assert EQUATIONS[cell].state == names
