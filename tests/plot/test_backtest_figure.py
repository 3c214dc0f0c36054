import numpy as np
import pytest

from seqkit.plot import backtest
from seqkit.plot.drawing.fan import FORECAST
from seqkit.plot.drawing.fan import HISTORY
from seqkit.plot.drawing.panels import ORIGIN
from tests.plot.forecasts import DAYS
from tests.plot.forecasts import bands_of
from tests.plot.forecasts import forecast_of
from tests.plot.forecasts import lines_of
from tests.plot.forecasts import texts_of

pytest.importorskip("matplotlib")

TRUTH, TIMES = np.arange(60.0), DAYS + np.arange(60)
FORECASTS = [forecast_of(5, steps) for steps in (20, 40, 30)]


def test_each_forecast_lies_on_the_series_at_its_time():
    figure = backtest(FORECASTS, TRUTH, TIMES, title="Three origins")
    (truth,), lines = lines_of(figure, HISTORY), lines_of(figure, FORECAST)
    assert len(lines) == 3 and len(bands_of(figure)) == 6
    known = dict(zip(truth.get_xdata().round(6), truth.get_ydata(), strict=True))
    for line in lines:  # the forecasts are the truth
        places = line.get_xdata().round(6)
        np.testing.assert_allclose([known[x] for x in places], line.get_ydata())
    firsts = [line.get_xdata()[0] for line in lines]
    assert firsts == sorted(firsts)
    # From one horizon before the first forecast to the end of the last one.
    assert len(truth.get_xdata()) == 45 - 20 + 6
    origins = [line.get_xdata()[0] for line in lines_of(figure, ORIGIN)]
    step = np.diff(truth.get_xdata())[0]
    np.testing.assert_allclose(origins, np.array(firsts) - step)
    assert {"truth", "forecast", "50 %", "80 %"} <= {*texts_of(figure)}
    assert "history" not in texts_of(figure)


def test_forecasts_without_history_have_their_origin_at_the_first_step():
    single = forecast_of(1, 0)
    figure = backtest([single], [np.nan], single.times)
    (origin,) = lines_of(figure, ORIGIN)
    assert origin.get_xdata()[0] == lines_of(figure, FORECAST)[0].get_xdata()[0]


def test_forecasts_of_one_step_are_joined():
    singles = [forecast_of(1, steps) for steps in range(20, 35)]
    figure = backtest(singles, TRUTH, TIMES)
    (line,) = lines_of(figure, FORECAST)
    assert len(line.get_xdata()) == 15 and len(lines_of(figure, ORIGIN)) == 1
    # Two forecasts of the same time cannot be joined.
    twice = backtest([*singles, singles[0]], TRUTH, TIMES)
    assert len(lines_of(twice, ORIGIN)) == 16


def test_many_origins_have_no_lines():
    figure = backtest([forecast_of(2, steps) for steps in range(5, 50)], TRUTH, TIMES)
    assert len(lines_of(figure, FORECAST)) == 45 and not lines_of(figure, ORIGIN)


def test_each_target_has_a_panel():
    several = [forecast_of(5, steps, targets=2) for steps in (20, 30)]
    truth = np.stack([TRUTH, TRUTH + 100], axis=1)
    assert len(lines_of(backtest(several, truth, TIMES), FORECAST)) == 4
    chosen = backtest(several, truth, TIMES, target="y1")
    assert len(lines_of(chosen, FORECAST)) == 2


@pytest.mark.parametrize(
    ("forecasts", "truth", "times", "error", "message"),
    [
        ([], TRUTH, TIMES, ValueError, "at least one. Received 0"),
        (FORECASTS[0], TRUTH, TIMES, TypeError, "`forecasts` are a list"),
        ([1.0], TRUTH, TIMES, TypeError, "float without values and times"),
        (FORECASTS, TRUTH[:9], TIMES, ValueError, "`truth` has 60 steps"),
        (FORECASTS, TRUTH, TIMES[::-1], ValueError, "`times` are rising times"),
        (FORECASTS, TRUTH, np.arange(60), ValueError, "Received numbers as `times`"),
        (
            [forecast_of(5, 9), forecast_of(5, 9, names=["other"])],
            TRUTH,
            TIMES,
            ValueError,
            "of the same targets",
        ),
    ],
)
def test_forecasts_that_do_not_fit_the_truth_are_refused(
    forecasts, truth, times, error, message
):
    with pytest.raises(error, match=message):
        backtest(forecasts, truth, times)
