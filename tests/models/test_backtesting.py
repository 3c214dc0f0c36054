"""Backtests: no leak, origins, refits, long tables, and one table of scores."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.text import Text

import seqkit
from seqkit import Series
from tests.checks import NEEDS_TENSORFLOW
from tests.models import small_forecaster as small
from tests.models.small_forecaster import FULL
from tests.models.small_forecaster import HORIZON
from tests.models.small_forecaster import SALES
from tests.models.small_forecaster import SEASONAL
from tests.models.small_forecaster import VALUES
from tests.models.small_forecaster import WINDOW
from tests.models.small_forecaster import build

pytestmark = pytest.mark.usefixtures("untraced")


@pytest.fixture(scope="module")
def model():
    """No test may change it."""
    return build(SEASONAL, cell="rnn")


@pytest.fixture(scope="module")
def full():
    """No test may change it."""
    return build(FULL, cell="rnn")


@pytest.fixture(scope="module")
def found(model):
    return seqkit.backtest(model, VALUES, start=9)


def test_each_window_is_a_forecast_from_its_origin(model, found):
    assert len(found) == 3
    assert found.times.tolist() == [[31, 32, 33], [34, 35, 36], [37, 38, 39]]
    np.testing.assert_allclose(found.targets[..., 0], VALUES[found.times], rtol=1e-6)
    for window in range(3):
        origin = found.times[window, 0]
        expected = model.forecast(VALUES[:origin])
        one = found[window]
        np.testing.assert_allclose(one.values, expected.values, rtol=1e-4)
        np.testing.assert_allclose(
            one.quantiles[0.9], expected.quantiles[0.9], rtol=1e-4
        )
        assert one.times.tolist() == expected.times.tolist()
        assert one.history_times.tolist() == list(range(origin - WINDOW, origin))
        np.testing.assert_allclose(
            one.history, VALUES[origin - WINDOW : origin], rtol=1e-6
        )


def test_nothing_after_an_origin_is_read(model, found):
    changed = VALUES.copy()
    changed[34:] += 1e3
    after = seqkit.backtest(model, changed, start=9)
    np.testing.assert_allclose(after.values[:2], found.values[:2], rtol=1e-5)
    assert np.abs(after.values[2] - found.values[2]).max() > 100


@NEEDS_TENSORFLOW
@pytest.mark.slow
def test_a_refit_reads_nothing_after_its_origin(model):
    before = [weight.copy() for weight in model.get_weights()]
    one = seqkit.backtest(model, VALUES, start=9, refit=True, epochs=2)
    changed = VALUES.copy()
    changed[37:] += 1e3
    two = seqkit.backtest(model, changed, start=9, refit=True, epochs=2)
    np.testing.assert_allclose(two.values, one.values, rtol=1e-4)
    fixed = seqkit.backtest(model, VALUES, start=9)
    np.testing.assert_allclose(one.values[0], fixed.values[0], rtol=1e-5)
    assert np.abs(one.values[1:] - fixed.values[1:]).max() > 1e-4
    for weight, old in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(weight, old)


def test_starts_are_steps_or_times(full):
    by_steps = seqkit.backtest(full, SALES, start=5, stride=1)
    by_time = seqkit.backtest(full, SALES, start="2024-03-12", stride=1)
    by_day = seqkit.backtest(full, SALES, start=np.datetime64("2024-03-12"), stride=1)
    assert len(by_steps) == 2 * 3
    assert by_steps.series == ["north"] * 3 + ["south"] * 3
    for other in (by_time, by_day):
        np.testing.assert_array_equal(other.times, by_steps.times)
        np.testing.assert_allclose(other.values, by_steps.values, rtol=1e-5)
    past, future = small.part(SALES, 0, 15), small.part(SALES, 15, 18)
    for place, forecast in zip((0, 3), full.forecast(past, future), strict=True):
        one = by_steps[place]
        assert one.series == forecast.series
        np.testing.assert_allclose(one.values, forecast.values, rtol=1e-4)
        assert one.times.tolist() == forecast.times.tolist()
        times = forecast.history_times[-WINDOW:]
        assert one.history_times.tolist() == times.tolist()


def test_months_keep_their_times():
    months = np.datetime64("2019-01") + np.arange(40)
    table = {"month": months, "0": VALUES}
    codec = Series.from_table({k: v[:30] for k, v in table.items()}, "0", time="month")
    found = seqkit.backtest(build(codec, cell="rnn"), table, start="2022-01")
    one = found[0]
    assert [str(each)[:7] for each in one.times] == ["2022-01", "2022-02", "2022-03"]
    shown = [str(each)[:10] for each in one.history_times]
    assert shown[0] == "2021-07-01" and shown[-1] == "2021-12-01"


def test_a_print_is_one_table(found):
    text = str(found)
    assert "seasonal naive" in text and "ridge" in text
    assert text.startswith(str(found.report))
    assert "<table" in found._repr_html_()


def test_a_plot_shows_forecasts_that_do_not_overlap(model):
    found = seqkit.backtest(model, VALUES, start=9, stride=1)
    assert len(found) == 7
    figure = found.plot(title="backtest", most=2)
    assert "backtest" in [each.get_text() for each in figure.findobj(Text)]
    plt.close(figure)


def test_starts_that_leave_nothing_are_refused(model, full):
    for start in (HORIZON - 1, 40, 41):
        with pytest.raises(ValueError):
            seqkit.backtest(model, VALUES, start=start)
    for start in ("2030-01-01", "2020-01-01"):
        with pytest.raises(ValueError, match="at least one step"):
            seqkit.backtest(full, SALES, start=start)
    with pytest.raises(ValueError, match="`stride`"):
        seqkit.backtest(model, VALUES, start=9, stride=0)


def test_paths_are_tested_by_their_seed():
    model = build(SEASONAL, cell="rnn", autoregressive=True, output="normal")
    one = seqkit.backtest(model, VALUES, start=6, seed=1)
    two = seqkit.backtest(model, VALUES, start=6, seed=1)
    np.testing.assert_array_equal(one.values, two.values)


def test_values_far_from_training_are_flagged(model):
    far = seqkit.backtest(model, 1e6 * VALUES, start=9)
    assert np.isfinite(far.values).all()
    assert "far" in str(far).lower()


def test_windows_in_the_training_data_are_said_to_be_no_test(found):
    """The codec of the small models was made from all values."""
    assert any("no test: 3 of 3 windows" in remark for remark in found.remarks)
    honest = build(Series.from_table(VALUES[:-9], "0"), cell="rnn")
    assert not seqkit.backtest(honest, VALUES, start=9).remarks
    said = str(seqkit.backtest(honest, VALUES, start=11)).splitlines()[-1]
    assert "no test: 1 of 3 windows" in said  # the first origin is 2 steps earlier


def test_dates_in_the_training_data_are_known_too():
    days = np.datetime64("2024-01-01") + np.arange(len(VALUES))
    table = {"day": days, "value": VALUES}
    train = {name: column[:-9] for name, column in table.items()}
    codec = Series.from_table(train, "value", time="day")
    again = Series.from_config(codec.get_config())
    assert again.trained(days).tolist() == [True] * 31 + [False] * 9


def test_a_ridge_regression_without_windows_is_said_to_be_left_out():
    model = build(Series.from_table(VALUES[:7], "0"), cell="rnn")
    found = seqkit.backtest(model, VALUES, start=33)
    assert "ridge" not in found.report.baselines
    assert any("no ridge" in remark for remark in found.remarks)


def test_the_usual_season_of_the_days_is_a_baseline():
    days = np.datetime64("2024-01-01") + np.arange(len(VALUES))
    table = {"day": days, "value": VALUES}
    codec = Series.from_table(table, "value", time="day")
    assert codec.season == 7 and SEASONAL.season == small.SEASON
    report = seqkit.backtest(build(codec, cell="rnn"), table, start=9).report
    assert {"seasonal naive", "drift + seasonal"} <= set(report.baselines)
