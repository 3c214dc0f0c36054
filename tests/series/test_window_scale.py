"""The scale of windows against a loop over rows, steps and phases."""

import numpy as np
import pytest

from seqkit.series.window_scale import WindowScale
from tests.checks import numbers

NAN = np.nan
RNG = np.random.default_rng(3)
PAST = RNG.uniform(1, 9, (3, 11, 2)).astype("float32")
LENGTHS = np.array([11, 7, 0])
PAST[1, 7:] = PAST[2] = NAN
PAST[0, 10, 0] = PAST[0, 3, 0] = PAST[0, 9, 1] = PAST[1, 5, 1] = NAN
MEAN, DEVIATION, CHANGE = [5.0, 4.0], [2.0, 3.0], [1.5, 2.5]
FUNCTIONS = {None: (lambda v: v), "log": np.log, "sqrt": np.sqrt}


def build(difference=None, own=False, transform=None, horizon=5):
    change = CHANGE if difference else None
    return WindowScale(horizon, MEAN, DEVIATION, change, transform, difference, own=own)


def scaled_of(layer):
    scaled = layer(PAST, LENGTHS)
    return {name: numbers(each)[0] for name, each in scaled.items()}


def naive(values, season, horizon, otherwise):
    """Return the seasonal naive forecast of one series, by its definition."""
    found = []
    for step in range(horizon):
        place = len(values) + step % season - season
        while place >= 0 and np.isnan(values[place]):
            place -= season
        known = values[~np.isnan(values)]
        last = known[-1] if len(known) else otherwise
        found.append(values[place] if place >= 0 else last)
    return found


@pytest.mark.parametrize("own", [False, True])
@pytest.mark.parametrize("season", [1, 3, 8])
def test_anchors_are_the_seasonal_naive_forecast(season, own):
    anchors = scaled_of(build(season, own))["anchors"]
    for row, length in enumerate(LENGTHS):
        for target in range(2):
            values = PAST[row, :length, target]
            expected = naive(values, season, 5, MEAN[target])
            np.testing.assert_allclose(anchors[row, :, target], expected, rtol=1e-6)


@pytest.mark.parametrize("transform", FUNCTIONS)
def test_without_difference_anchors_are_the_centre(transform):
    scaled = scaled_of(build(own=True, transform=transform))
    for row, length in enumerate(LENGTHS[:2]):
        values = FUNCTIONS[transform](PAST[row, :length].astype("float64"))
        centre, deviation = np.nanmean(values, 0), np.nanstd(values, 0)
        np.testing.assert_allclose(scaled["anchors"][row], [centre] * 5, rtol=1e-5)
        expected = np.nan_to_num((values - centre) / deviation)
        np.testing.assert_allclose(
            scaled["values"][row, :length], expected, rtol=1e-3, atol=1e-4
        )


def test_changes_are_differences_of_known_values():
    scaled = scaled_of(build(3, own=True))
    for row, length in enumerate(LENGTHS[:2]):
        changes = PAST[row, 3:length] - PAST[row, : length - 3]
        reach = np.sqrt(np.nanmean(changes**2, axis=0))
        np.testing.assert_allclose(scaled["reach"][row, 0], reach, rtol=1e-4)
        expected = np.nan_to_num(changes / reach)
        np.testing.assert_allclose(
            scaled["changes"][row, 3:length], expected, rtol=1e-3, atol=1e-5
        )
        np.testing.assert_allclose(scaled["last"][row, 0], expected[-1], atol=1e-4)
    assert (scaled["changes"][:, :3] == 0).all()


def test_a_row_without_values_has_the_scale_of_the_training_data():
    scaled = scaled_of(build(1, own=True))
    for name, expected in (("centre", MEAN), ("deviation", DEVIATION)):
        np.testing.assert_allclose(scaled[name][2, 0], expected)
    np.testing.assert_allclose(scaled["reach"][2, 0], CHANGE)


def test_a_constant_row_has_the_deviation_of_the_training_data():
    layer = build(own=True)
    constant = np.full((1, 6, 2), 3.0, "float32")
    scaled = layer(constant, np.array([6]))
    np.testing.assert_allclose(numbers(scaled["deviation"])[0][0, 0], DEVIATION)


@pytest.mark.parametrize("transform", [None, "log", "log1p", "sqrt"])
@pytest.mark.parametrize("difference", [None, 1, 4])
def test_restore_is_the_inverse_of_scale(difference, transform):
    layer = build(difference, own=True, transform=transform)
    scaled = layer(PAST, LENGTHS)
    targets = RNG.uniform(0.5, 20, (3, 5, 2)).astype("float32")
    back = layer.restore(layer.scale(targets, scaled), scaled)
    np.testing.assert_allclose(numbers(back)[0], targets, rtol=1e-4)


def test_quantiles_are_restored_like_values():
    layer = build(1)
    scaled = layer(PAST, LENGTHS)
    values = RNG.normal(size=(3, 5, 2, 4)).astype("float32")
    together = numbers(layer.restore(values, scaled))[0]
    for level in range(4):
        alone = numbers(layer.restore(values[..., level], scaled))[0]
        np.testing.assert_allclose(together[..., level], alone, rtol=1e-6)


def test_other_units_give_the_same_scaled_values():
    """A series of any level is read alike, so unseen series work."""
    layer = build(3, own=True)
    one = layer(PAST, LENGTHS)
    other = layer(PAST * 1000 + 7, LENGTHS)
    for name in ("values", "changes", "last"):
        np.testing.assert_allclose(
            numbers(one[name])[0][:2], numbers(other[name])[0][:2], atol=2e-3
        )
