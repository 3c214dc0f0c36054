import csv
import gzip

import numpy as np
import pytest

from seqkit.reports import naive_forecasts

NAN = np.nan


def slow_forecasts(history, horizon, season, training):
    """Forecasts one series, list of float with None where missing, by loops."""
    observed = [place for place, value in enumerate(history) if value is not None]
    mean = sum(training) / len(training)
    if not observed:
        rows = [mean] * horizon
        return rows, rows, rows, rows
    last = history[observed[-1]]
    change = 0.0
    if len(observed) > 1:
        change = (last - history[observed[0]]) / (observed[-1] - observed[0])
    seasonal = []
    for step in range(horizon):
        place = len(history) + step
        while place >= len(history) or history[place] is None:
            place -= season
            if place < 0:
                break
        seasonal.append(history[place] if place >= 0 else last)
    drift = [value + (step + 1) * change for step, value in enumerate(seasonal)]
    return [last] * horizon, seasonal, drift, [mean] * horizon


@pytest.mark.parametrize("season", [1, 3, 7, 20])
def test_forecasts_are_those_of_a_loop_over_windows_with_missing_values(season):
    rng = np.random.default_rng(season)
    history = rng.normal(size=(12, 17, 2))
    history[rng.random(history.shape) < np.linspace(0, 1, 12)[:, None, None]] = NAN
    training = [rng.normal(size=(9, 2)), rng.normal(size=(4, 2))]
    forecasts = naive_forecasts(history, 8, season, training)
    names = ["persistence", "seasonal naive", "drift + seasonal", "mean"]
    if season == 1:
        names = ["persistence", None, "drift", "mean"]
    assert list(forecasts) == [name for name in names if name]
    for window, target in np.ndindex(12, 2):
        series = [
            None if np.isnan(value) else value for value in history[window, :, target]
        ]
        known = np.concatenate(training)[:, target].tolist()
        expected = slow_forecasts(series, 8, season, known)
        for name, row in zip(names, expected, strict=True):
            if name:
                np.testing.assert_allclose(forecasts[name][window, :, target], row)


def test_a_history_without_targets_gives_forecasts_without_targets():
    forecasts = naive_forecasts([[1.0, 2.0, NAN]], 2, 2)
    assert forecasts["persistence"].tolist() == [[2.0, 2.0]]
    # The phase of the first step was last seen four steps before it.
    assert forecasts["seasonal naive"].tolist() == [[2.0, 1.0]]


def test_without_any_observed_value_the_mean_of_training_is_the_forecast():
    forecasts = naive_forecasts([[NAN, NAN]], 1, 2, [np.array([1.0, NAN, 3.0])])
    assert {each.item() for each in forecasts.values()} == {2.0}
    alone = naive_forecasts([[NAN, NAN]], 1, 2)
    assert all(np.isnan(each).all() for each in alone.values())


def test_each_window_may_have_the_mean_of_its_own_series():
    training = [np.array([1.0]), np.array([5.0, 7.0]), np.array([NAN])]
    forecasts = naive_forecasts(np.ones((3, 1)), 1, 1, training, np.array([1, 0, 2]))
    # The third series has no value: the mean of all series.
    np.testing.assert_allclose(forecasts["mean"][:, 0], [6.0, 1.0, 13 / 3])


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"horizon": 0}, "`horizon` is an int of at least 1. Received 0"),
        ({"season": 0}, "`season` is an int of at least 1. Received 0"),
        ({"season": -3}, "`season` is an int of at least 1. Received -3"),
        ({"history": [1.0]}, r"`history` have shape \(windows, steps\)"),
        ({"history": np.ones((0, 3))}, r"Received shape \(0, 3\)"),
        ({"history": [["a"]]}, "`history` are numbers"),
        ({"history": [[np.inf]]}, "finite numbers.*1 infinite"),
        ({"training": [np.array([NAN])]}, "at least one number. Received 1 series"),
        ({"training": []}, "Received 0 series"),
        ({"training": [np.ones((3, 2))]}, r"Received shape \(3, 2\)"),
        ({"training": [[1.0]], "series": [1]}, "an index of `training`"),
        ({"series": [0]}, "for 0 training series"),
    ],
)
def test_arguments_that_do_not_agree_are_refused(changed, message):
    given = {"history": [[1.0, 2.0]], "horizon": 2}
    with pytest.raises(ValueError, match=message):
        naive_forecasts(**given | changed)


@pytest.mark.dataset
def test_drift_and_season_have_the_known_error_on_airline_passengers(real_data):
    path = real_data / "timeseries" / "airline-passengers.csv.gz"
    with gzip.open(path, "rt") as lines:
        values = np.array([float(row[1]) for row in [*csv.reader(lines)][1:]])
    past, future = values[None, :108], values[None, 108:]
    forecasts = naive_forecasts(past, 36, 12)
    errors = {
        name: 100 * np.mean(np.abs(each - future) / future)
        for name, each in forecasts.items()
    }
    assert errors["drift + seasonal"] == pytest.approx(5.66, abs=0.005)
    assert errors["seasonal naive"] == pytest.approx(13.2, abs=0.05)
