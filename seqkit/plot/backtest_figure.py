"""Draw the forecasts of several origins over the series that came true."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Any

import numpy as np

from seqkit.arguments import list_of
from seqkit.plot.drawing.fan import fan_of
from seqkit.plot.drawing.fan import truth_of
from seqkit.plot.drawing.panels import Panels
from seqkit.plot.drawing.time_axis import is_calendar
from seqkit.plot.drawing.time_axis import positions_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 40  # origins with a vertical line


def backtest(
    forecasts: Sequence[Any],
    truth: np.ndarray,
    times: np.ndarray,
    *,
    target: str | int | None = None,
    title: str = "",
    width: float = 9.0,
    ax: "Axes | None" = None,
) -> "Figure":
    """Draw the forecasts of several origins over the series that came true.

    Each forecast has its bands of quantiles, its line, and a thin vertical line at its
    origin: the last time of its history, or its first step if it has no history. Where
    two forecasts are of the same time, the later one covers the earlier one. More than
    40 origins have no lines; forecasts of one step are joined to one. The series is
    drawn from one horizon before the first forecast to the end of the last one.

    Args:
        forecasts: list of `Forecast`, or of objects with the fields `values`,
            `quantiles`, `times`, `history_times` and `names`.
        truth: float `(time,)` or `(time, targets)`, the true values; NaN if unknown.
        times: datetime64 or numbers `(time,)`, the rising times of `truth`; the same
            kind as the times of the forecasts.
        target: str or int, the name or the index of the target to draw. None: all, each
            in a panel of its own.
        title: str, written above.
        width: float, inches.
        ax: `matplotlib.axes.Axes` to draw into. None: a new figure.

    Returns:
        `matplotlib.figure.Figure`; write it to a file by `savefig`.

    Raises:
        TypeError: a forecast has no values or no times.
        ValueError: there is no forecast, the forecasts have different targets, `truth`
            has another shape, or the times are of two kinds.
        ImportError: Matplotlib is not installed.

    Example:
    >>> forecasts = [model.forecast(table[:end]) for end in (100, 112, 124)]
    >>> plot.backtest(forecasts, table["y"], table.index).savefig("backtest.png")
    """
    fans = [fan_of(each) for each in list_of(forecasts, "forecasts", "Forecast")]
    past = positions_of(times)
    _check(fans, is_calendar(times))
    fans = _joined(sorted(fans, key=lambda fan: fan.positions[0]))
    known = truth_of(truth, len(past), fans[0].values.shape[1])
    drawn = _drawn(past, fans)

    values = [known[drawn], *(fan.values for fan in fans)]
    values += [quantile for fan in fans for quantile in fan.quantiles]
    positions = [*past[drawn], *np.concatenate([fan.positions for fan in fans])]
    panels = Panels(fans[0].names, target, width, title, ax)
    legend = panels.legend_of(fans, history=True, truth=False, past="truth")
    panels.open(positions, values, legend, fans[0].calendar)
    for place, frame in panels.frames:
        for fan in fans:
            fan.draw(panels.page, frame, place)
            origin = fan.past[-1] if len(fan.past) else fan.positions[0]
            if len(fans) <= MOST:
                panels.draw_origin(frame, origin)
        panels.draw_history(frame, past[drawn], known[drawn, place])
    return panels.page.figure


def _joined(fans):
    """Return forecasts of one step each as one forecast, if their levels agree."""
    same = {(len(fan.positions), tuple(fan.levels)) for fan in fans}
    times = np.concatenate([fan.positions for fan in fans])
    if len(same) > 1 or len(fans[0].positions) > 1 or (np.diff(times) <= 0).any():
        return fans
    values = np.concatenate([fan.values for fan in fans])
    quantiles = np.concatenate([fan.quantiles for fan in fans], axis=1)
    joined = {"values": values, "quantiles": quantiles, "positions": times}
    return [replace(fans[0], **joined)]


def _drawn(past, fans):
    """Return which times of the series are drawn, bool `(time,)`."""
    first, last = fans[0].positions, max(fan.positions[-1] for fan in fans)
    step = np.diff(past).min() if len(past) > 1 else 1.0
    return (past >= first[0] - (len(first) + 1) * step) & (past <= last)


def _check(fans, calendar):
    """Raise ValueError unless all forecasts have the same targets and kind of times."""
    names = {tuple(fan.names) for fan in fans}
    if len(names) != 1:
        raise ValueError(
            "`forecasts` are of the same targets, and at least one. Received "
            f"{len(fans)} forecasts of {sorted(names)!r:.80}. "
            "Give the forecasts of one model."
        )
    if any(fan.calendar != calendar for fan in fans):
        raise ValueError(
            "`times` and the times of the forecasts are both datetime64, or both "
            f"numbers. Received {'datetime64' if calendar else 'numbers'} as `times`. "
            "Give the column of times of the table that was forecast."
        )
