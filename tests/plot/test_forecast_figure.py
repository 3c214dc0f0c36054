import io

import numpy as np
import pytest

from seqkit.plot import forecast
from seqkit.plot.drawing.fan import FORECAST
from seqkit.plot.drawing.fan import HISTORY
from seqkit.plot.drawing.fan import TRUTH
from seqkit.plot.drawing.panels import ORIGIN
from tests.plot.forecasts import bands_of
from tests.plot.forecasts import forecast_of
from tests.plot.forecasts import lines_of
from tests.plot.forecasts import texts_of
from tests.plot.logs import matplotlib_warnings

pytest.importorskip("matplotlib")


def test_the_forecast_continues_the_history_in_time_and_value():
    figure = forecast(forecast_of(4, 6), np.arange(6.0, 10) + 1, title="Visitors")
    (history,), (line,) = lines_of(figure, HISTORY), lines_of(figure, FORECAST)
    (truth,) = lines_of(figure, TRUTH)
    across = np.concatenate([history.get_xdata(), line.get_xdata()])
    down = np.concatenate([history.get_ydata(), line.get_ydata()])
    assert len(across) == 10
    np.testing.assert_allclose(np.diff(across), across[1] - across[0])
    np.testing.assert_allclose(np.diff(down), down[1] - down[0])
    assert down[1] < down[0]  # upward: points count downward
    np.testing.assert_allclose(truth.get_ydata(), line.get_ydata() + down[1] - down[0])
    (origin,) = lines_of(figure, ORIGIN)
    assert {*origin.get_xdata()} == {history.get_xdata()[-1]}
    texts = texts_of(figure)
    assert {"history", "forecast", "truth", "50 %", "80 %", "y0"} <= {*texts}


def test_inner_bands_are_painted_over_outer_ones_and_are_darker():
    figure = forecast(forecast_of(4, 6))
    outer, inner = bands_of(figure)
    assert np.ptp(outer[:, 1]) > np.ptp(inner[:, 1])
    colours = [area.get_facecolor()[0] for area in figure.axes[0].collections]
    assert colours[1][:3].sum() < colours[0][:3].sum()
    # Levels 0.1 and 0.9 are 8 apart, 0.25 and 0.75 are 5 apart.
    heights = [np.ptp(band[:, 1]) - 3 * step_of(figure) for band in (outer, inner)]
    np.testing.assert_allclose(heights[0] / heights[1], 8 / 5)


def step_of(figure):
    (line,) = lines_of(figure, FORECAST)
    return -np.diff(line.get_ydata())[0]


def test_a_long_history_is_cut():
    figure = forecast(forecast_of(24, 2_000))
    assert len(lines_of(figure, HISTORY)[0].get_xdata()) == 4 * 24
    figure = forecast(forecast_of(1, 2_000))
    assert len(lines_of(figure, HISTORY)[0].get_xdata()) == 48
    figure = forecast(forecast_of(24, 2_000), steps=7)
    assert len(lines_of(figure, HISTORY)[0].get_xdata()) == 7


def test_without_a_history_there_is_no_origin():
    for figure in (forecast(forecast_of(5, 0)), forecast(forecast_of(5, 9), steps=0)):
        assert not lines_of(figure, ORIGIN) and not lines_of(figure, HISTORY)
        assert "history" not in texts_of(figure)


def test_missing_values_interrupt_the_line_and_a_single_one_is_a_dot():
    history = np.array([1.0, np.nan, 3.0, np.nan, 5.0, 6.0])
    figure = forecast(forecast_of(2, 6, history=history))
    line, dots = lines_of(figure, HISTORY)
    assert np.isnan(line.get_ydata()).tolist() == np.isnan(history).tolist()
    np.testing.assert_allclose(dots.get_xdata(), line.get_xdata()[[0, 2]])
    assert dots.get_marker() == "o"


def test_one_step_is_a_dot_in_a_box():
    figure = forecast(forecast_of(1, 5), [7.0])
    assert [line.get_marker() for line in lines_of(figure, FORECAST)] == ["None", "o"]
    assert all(np.ptp(band[:, 0]) > 1 for band in bands_of(figure))


def test_each_target_has_a_panel_or_one_is_chosen():
    several = forecast_of(4, 6, targets=3)
    figure = forecast(several, np.zeros((4, 3)))
    assert len(lines_of(figure, FORECAST)) == 3
    assert {"y0", "y1", "y2"} <= {*texts_of(figure)}
    for target in ("y1", 1, np.int64(1)):
        figure = forecast(several, target=target)
        assert len(lines_of(figure, FORECAST)) == 1
        assert "y1" in texts_of(figure) and "y0" not in texts_of(figure)
        assert {"105", "108"} <= {*texts_of(figure)}


def test_times_are_dates_or_numbers_of_steps():
    dates = texts_of(forecast(forecast_of(30, 60)))
    assert {"2024", "Feb", "Mar"} <= {*dates}
    steps = forecast_of(3, 8, times=np.arange(8, 11), history_times=np.arange(8))
    assert {"0", "2", "4", "6", "8", "10"} <= {*texts_of(forecast(steps))}
    hours = np.datetime64("2024-05-06T20") + np.arange(11) * np.timedelta64(1, "h")
    later = forecast_of(3, 8, times=hours[8:], history_times=hours[:8])
    assert {"22:00", "2024-May-07"} <= {*texts_of(forecast(later))}


def test_any_numbers_are_drawn_without_a_warning(caplog):
    for given in (
        forecast_of(3, 4, history=np.full(4, np.nan)),
        forecast_of(3, 4, values=np.full(3, 3.0), history=np.full(4, 3.0), levels=()),
        forecast_of(3, 4, values=np.array([1e12, np.inf, -1e12]), quantiles=None),
        forecast_of(1, 0, levels=(0.5,), names=["$x$ 非常" * 30]),
        forecast_of(2, 3, values=np.array([1e-12, 2e-12]), history=np.zeros(3)),
        forecast_of(3, 0, names=None),
    ):
        figure = forecast(given, title="Many kinds")
        figure.savefig(io.BytesIO(), format="png", dpi=50)
    assert not matplotlib_warnings(caplog)


@pytest.mark.parametrize(
    ("changed", "error", "message"),
    [
        ({"values": np.ones((1, 1, 3))}, ValueError, r"Received shape \(1, 1, 3\)"),
        ({"values": np.ones(4)}, ValueError, r"`values` \(4, 1\), `times` \(3,\)"),
        ({"values": np.full(3, np.nan)}, ValueError, "with a finite value"),
        ({"quantiles": {0.5: np.ones(2)}}, ValueError, r"`quantiles` \[\(2, 1\)\]"),
        ({"quantiles": np.ones((3, 2))}, TypeError, "a dict from level to values"),
        ({"times": np.array([1, 3, 2])}, ValueError, "`times` are rising times"),
        ({"times": ["a", "b", "c"]}, ValueError, "`times` are rising times"),
        ({"times": np.arange(5, 8)}, ValueError, "both datetime64, or both numbers"),
        ({"history_times": None}, ValueError, "`history_times` are rising times"),
        ({"history": np.ones((5, 2))}, ValueError, r"`history` \(5, 2\)"),
        ({"names": ["a", "b"]}, ValueError, "names .'a', 'b'."),
    ],
)
def test_fields_that_do_not_agree_are_refused(changed, error, message):
    with pytest.raises(error, match=message):
        forecast(forecast_of(3, 5, **changed))


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"truth": np.ones(2)}, ValueError, r"`truth` has 3 steps of 1 targets"),
        ({"target": "y9"}, ValueError, "`target` is a name or an index of .'y0'."),
        ({"target": 1}, ValueError, "Received 1"),
        ({"steps": -1}, ValueError, "`steps` is an int of at least 0. Received -1"),
        ({"width": 0}, ValueError, "`width` is a number of inches"),
    ],
)
def test_settings_that_do_not_fit_are_refused(settings, error, message):
    with pytest.raises(error, match=message):
        forecast(forecast_of(3, 5), **settings)


def test_what_is_no_forecast_is_refused():
    with pytest.raises(TypeError, match="Received list without values and times"):
        forecast([forecast_of(3, 5)])
