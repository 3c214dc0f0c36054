"""`Backtest`: forecasts from many origins, and their scores."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any

import numpy as np

from seqkit.arguments import whole_number
from seqkit.models.answers import Forecast
from seqkit.plot.backtest_figure import backtest as draw_backtest
from seqkit.reports.report_of_forecasts import ForecastReport

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, eq=False)
class Backtest:
    """The forecasts of several origins, and their scores; `print` shows one table.

    Below the table it says if the test is none, since windows lie in the training data.

    Args:
        report: `ForecastReport`, the scores beside baselines of the same windows.
        values: float `(windows, horizon, targets)`, the point forecasts.
        quantiles: float `(windows, horizon, targets, levels)`, or None.
        levels: list of float, the levels of the quantiles.
        targets: float `(windows, horizon, targets)`, what happened; NaN is unknown.
        history: float `(windows, window, targets)`, the past of each window.
        times: array `(windows, horizon)`, datetime64 or the numbers of steps.
        history_times: array `(windows, window)`, like `times`.
        names: list of str, the names of the targets.
        series: list, the id of the series of each window, None if there is one.
        remarks: list of str, what a reader of the scores has to know.
    """

    report: ForecastReport
    values: np.ndarray
    quantiles: np.ndarray | None
    levels: list[float]
    targets: np.ndarray
    history: np.ndarray
    times: np.ndarray
    history_times: np.ndarray
    names: list[str]
    series: list[Any]
    remarks: list[str]

    def __len__(self) -> int:
        """Count the windows."""
        return len(self.values)

    def __getitem__(self, window: int) -> Forecast:
        """Return the forecast of one window."""
        single = len(self.names) == 1
        spread = (
            () if self.quantiles is None else np.moveaxis(self.quantiles[window], -1, 0)
        )
        return Forecast(
            _plain(self.values[window], single),
            {
                level: _plain(each, single)
                for level, each in zip(self.levels, spread, strict=True)
            },
            self.times[window],
            self.names,
            _plain(self.history[window], single),
            self.history_times[window],
            series=self.series[window],
        )

    def __str__(self):
        return "\n".join([str(self.report), *self.remarks])

    def _repr_html_(self):
        return self.report.html()

    def plot(self, most: int = 12, *, title: str = "", ax: Any = None) -> "Figure":
        """Draw the forecasts of the first series over what happened.

        Args:
            most: int, the most origins that are drawn: the last ones that do not
                overlap.
            title: str, written above.
            ax: `matplotlib.axes.Axes` to draw into. None: a new figure.

        Returns:
            `matplotlib.figure.Figure`.
        """
        most = whole_number("most", most)
        own = [row for row, name in enumerate(self.series) if name == self.series[0]]
        apart, last = [], None
        for row in reversed(own):
            if last is None or self.times[row, -1] < self.times[last, 0]:
                apart.append(row)
                last = row
        rows = apart[:most][::-1]
        truth = {}
        for row in own:
            truth |= dict(zip(self.times[row].tolist(), self.targets[row], strict=True))
        times = np.array(sorted(truth), self.times.dtype)
        values = np.stack([truth[time] for time in sorted(truth)])
        return draw_backtest(
            [self[row] for row in rows], values, times, title=title, ax=ax
        )


def _plain(values, single):
    """Return values without the axis of targets if there is one target."""
    return values[..., 0] if single else values
