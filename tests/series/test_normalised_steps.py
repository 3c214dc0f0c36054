import numpy as np

from seqkit.series.normalised_steps import NormalisedSteps
from tests.checks import assert_same
from tests.checks import check_layer
from tests.checks import numbers

INPUTS = np.random.default_rng(0).normal(10, 3, size=(2, 3, 2)).astype("float32")
MEAN, DEVIATION = [10.0, -1.0], [3.0, 0.5]


def test_keeps_what_every_layer_owes():
    check_layer(lambda: NormalisedSteps(MEAN, DEVIATION), INPUTS)
    observed = np.concatenate([INPUTS, INPUTS > 10], axis=-1)
    check_layer(lambda: NormalisedSteps(MEAN, DEVIATION, missing=True), observed)


def test_each_feature_has_mean_0_and_deviation_1():
    layer = NormalisedSteps(INPUTS.mean(axis=(0, 1)), INPUTS.std(axis=(0, 1)))
    outputs = numbers(layer(INPUTS))[0]
    np.testing.assert_allclose(outputs.mean(axis=(0, 1)), 0, atol=1e-5)
    np.testing.assert_allclose(outputs.std(axis=(0, 1)), 1, rtol=1e-5)


def test_a_missing_value_is_the_mean_and_says_so():
    inputs = np.array([[[16.0, 0.0, 1.0, 0.0]]], "float32")
    layer = NormalisedSteps(MEAN, DEVIATION, missing=True)
    assert_same(layer(inputs), np.array([[[2.0, 0.0, 1.0, 0.0]]]))
