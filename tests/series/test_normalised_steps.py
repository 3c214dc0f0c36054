import numpy as np

from seqkit import Series
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


def test_calendar_numbers_become_sine_and_cosine_and_targets_are_transformed():
    inputs = np.random.default_rng(1).uniform(0, 20, (2, 5, 4)).astype("float32")
    mean, deviation = [1.0, 2.0, 0.0, 3.0], [2.0, 3.0, 1.0, 4.0]
    arguments = {
        "transform": "log1p",
        "targets": 1,
        "periods": [None, None, 24.0, None],
    }
    twin = np.array(inputs, "float64")
    twin[..., 0] = np.log1p(twin[..., 0])
    angles = twin[..., 2:3] * 2 * np.pi / 24
    plain = ((twin - mean) / deviation)[..., [0, 1, 3]]
    expected = np.concatenate([plain, np.sin(angles), np.cos(angles)], axis=-1)
    assert_same(NormalisedSteps(mean, deviation, **arguments)(inputs), expected)
    check_layer(lambda: NormalisedSteps(mean, deviation, **arguments), inputs)
    observed = (inputs > 5).astype("float32")
    missing = NormalisedSteps(mean, deviation, missing=True, **arguments)
    plain = np.where(observed[..., [0, 1, 3]] > 0, plain, 0)
    expected = np.concatenate(
        [plain, np.sin(angles), np.cos(angles), observed], axis=-1
    )
    assert_same(missing(np.concatenate([inputs, observed], axis=-1)), expected)


def test_the_layer_of_a_codec_measures_its_training_data():
    table = {"y": [1.0, 10.0, 100.0], "x": [2.0, 4.0, 6.0]}
    codec = Series.from_table(table, "y", past="x", transform="log")
    steps = numbers(codec.embed()(codec.encode(table)[None]))[0][0]
    np.testing.assert_allclose(steps.mean(axis=0), 0, atol=1e-6)
    np.testing.assert_allclose(steps.std(axis=0), 1, rtol=1e-5)
