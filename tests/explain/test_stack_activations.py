import keras
import numpy as np
import pytest
from keras import ops

from seqkit.explain.stack_activations import stack_activations
from seqkit.layers import RecurrentStack

INPUTS = np.random.default_rng(0).normal(size=(2, 5, 4)).astype("float32")
CELLS = ["rnn", "lstm", "gru", "lstm_layer_norm"]


def build_stack(**arguments):
    """A stack whose first width agrees with its inputs, so that residuals count."""
    stack = RecurrentStack(4, depth=2, **arguments)
    stack.build(INPUTS.shape)
    random = np.random.default_rng(1)
    for weight in stack.trainable_variables:
        weight.assign(random.normal(size=weight.shape))
    return stack


def assert_close(result, expected, **tolerances):
    result, expected = (
        keras.tree.map_structure(
            lambda part: ops.convert_to_numpy(ops.cast(part, "float32")), nest
        )
        for nest in (result, expected)
    )
    for one, other in zip(*map(keras.tree.flatten, (result, expected)), strict=True):
        np.testing.assert_allclose(
            one, other, **{"rtol": 1e-4, "atol": 1e-5} | tolerances
        )


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("residual", [False, True])
def test_equals_step_after_step(cell, residual):
    stack = build_stack(cell=cell, residual=residual)
    layers, last = stack_activations(stack, INPUTS, stack.start(2, 5))
    state = stack.start(2, 5)
    for step in range(INPUTS.shape[1]):
        _, state = stack.step(INPUTS[:, step], state)
        for parts, after in zip(layers, state, strict=True):
            names = ["h", "c"][: len(after)]
            assert_close([parts[name][:, step] for name in names], list(after))
    assert_close(last, state)


@pytest.mark.parametrize("cell", CELLS)
def test_both_directions_are_the_outputs_of_the_layer(cell):
    stack = build_stack(cell=cell, bidirectional=True)
    layers, last = stack_activations(stack, INPUTS, stack.start(2, 5))
    outputs, state = stack(INPUTS)
    assert_close(layers[-1]["h"], outputs)
    assert_close(last, state)


def test_two_parts_of_a_sequence_equal_the_whole():
    stack = build_stack(reset_after=False, cell="gru")
    whole, last = stack_activations(stack, INPUTS, stack.start(2, 5))
    first, state = stack_activations(stack, INPUTS[:, :2], stack.start(2, 5))
    second, state = stack_activations(stack, INPUTS[:, 2:], state)
    joined = [
        {name: ops.concatenate([one[name], two[name]], axis=1) for name in one}
        for one, two in zip(first, second, strict=True)
    ]
    assert_close(joined, whole)
    assert_close(state, last)


@pytest.mark.parametrize("cell", CELLS)
def test_mixed_precision_rounds_as_the_stack_does(cell):
    stack = build_stack(cell=cell, dtype="mixed_bfloat16")
    layers, last = stack_activations(stack, INPUTS, stack.start(2, 5))
    _, state = stack(INPUTS)
    assert all(
        keras.backend.standardize_dtype(part.dtype) == "bfloat16"
        for part in keras.tree.flatten(layers)
    )
    assert_close(last, state, rtol=0.05, atol=0.05)
