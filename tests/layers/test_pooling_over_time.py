import keras
import numpy as np
import pytest

from seqkit.layers import AttentionOverTime
from seqkit.layers import LastOverTime
from seqkit.layers import MaxOverTime
from seqkit.layers import MeanOverTime
from tests.checks import assert_same
from tests.checks import check_layer
from tests.checks import numbers

INPUTS = np.random.default_rng(0).normal(size=(4, 3, 2)).astype("float32")
LENGTHS = np.array([3, 2, 1, 0], "int32")
POOLINGS = {
    "last": LastOverTime,
    "mean": MeanOverTime,
    "max": MaxOverTime,
    "attention": AttentionOverTime,
}
each_pooling = pytest.mark.parametrize("pooling", POOLINGS.values(), ids=POOLINGS)


def real(row):
    return INPUTS[row, : LENGTHS[row]]


@each_pooling
def test_keeps_what_every_layer_owes(pooling):
    check_layer(pooling, INPUTS, LENGTHS)


def test_the_last_is_the_last_real_step():
    expected = [INPUTS[0, 2], INPUTS[1, 1], INPUTS[2, 0], [0, 0]]
    assert_same(LastOverTime()(INPUTS, lengths=LENGTHS), np.array(expected))
    assert_same(LastOverTime()(INPUTS), INPUTS[:, -1])


def test_means_are_those_of_the_real_steps():
    expected = [real(row).mean(axis=0) for row in range(3)] + [[0, 0]]
    assert_same(MeanOverTime()(INPUTS, lengths=LENGTHS), np.array(expected))
    assert_same(MeanOverTime()(INPUTS), INPUTS.mean(axis=1))


def test_the_largest_are_those_of_the_real_steps_even_below_zero():
    below = INPUTS - 100
    expected = [real(row).max(axis=0) - 100 for row in range(3)] + [[0, 0]]
    assert_same(MaxOverTime()(below, lengths=LENGTHS), np.array(expected), atol=1e-4)
    assert_same(MaxOverTime()(INPUTS), INPUTS.max(axis=1))


def test_attention_follows_its_published_equations():
    layer = AttentionOverTime(5)
    pooled, weights = layer(INPUTS, lengths=LENGTHS)
    matrix, bias, context = numbers(layer.trainable_variables)
    for row in range(3):
        scores = np.exp(np.tanh(real(row) @ matrix + bias) @ context[:, 0])
        expected = np.zeros(3)
        expected[: LENGTHS[row]] = scores / scores.sum()
        assert_same(weights[row], expected)
        assert_same(pooled[row], expected @ INPUTS[row])
    assert not np.any(numbers(weights)[0][3]) and not np.any(numbers(pooled)[0][3])


@each_pooling
def test_it_is_configured_with_a_policy_too(pooling):
    layer = pooling(dtype=keras.DTypePolicy("mixed_float16"))
    copy = pooling.from_config(layer.get_config())
    assert copy.compute_dtype == "float16"


@each_pooling
def test_nothing_gives_zero(pooling):
    found = numbers(pooling()(INPUTS[:, :0]))[0]
    assert_same(found, np.zeros((4, 2)))


@each_pooling
def test_a_single_sequence_says_how_to_fix_it(pooling):
    with pytest.raises(ValueError, match=r"shape \(3, 2\).*`inputs\[None\]`"):
        pooling()(INPUTS[0])
