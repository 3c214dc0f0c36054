"""Draw a forecast as a fan: the history, the forecast, and bands of its quantiles."""

from typing import TYPE_CHECKING
from typing import Any

import numpy as np

from seqkit.arguments import whole_number
from seqkit.plot.drawing.fan import TRUTH
from seqkit.plot.drawing.fan import draw_series
from seqkit.plot.drawing.fan import fan_of
from seqkit.plot.drawing.fan import truth_of
from seqkit.plot.drawing.panels import Panels

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TIMES = 4  # as many steps of the history as of the forecast are shown
FEWEST = 48  # steps of the history, even if the forecast is short


def forecast(
    forecast: Any,
    truth: np.ndarray | None = None,
    *,
    target: str | int | None = None,
    steps: int | None = None,
    title: str = "",
    width: float = 7.0,
    ax: "Axes | None" = None,
) -> "Figure":
    """Draw a forecast as a fan: the history, the forecast, and bands of its quantiles.

    Each pair of quantiles is a band; the inner bands are darker. A thin vertical line
    is the origin: the time of the last value that was known. Missing values interrupt a
    line; a value between two missing ones is a dot. A forecast of one step is a box.

    Args:
        forecast: `Forecast`, or an object with its fields `values`, `quantiles`,
            `times`, `history`, `history_times` and `names`. All but `values` and
            `times` may be None.
        truth: float `(horizon,)` or `(horizon, targets)`, the true values; NaN if
            unknown. None: no truth is drawn.
        target: str or int, the name or the index of the target to draw. None: all, each
            in a panel of its own.
        steps: int, the most steps of the history to draw, the last ones. None: four
            times as many as the forecast has, and at least 48.
        title: str, written above.
        width: float, inches.
        ax: `matplotlib.axes.Axes` to draw into. None: a new figure.

    Returns:
        `matplotlib.figure.Figure`; write it to a file by `savefig`.

    Raises:
        TypeError: `forecast` has no values or no times.
        ValueError: the fields do not agree, `truth` has another shape, or there is no
            such target.
        ImportError: Matplotlib is not installed.

    Example:
    >>> plot.forecast(model.forecast(table), truth).savefig("forecast.png")
    """
    fan = fan_of(forecast)
    horizon, targets = fan.values.shape
    steps = max(TIMES * horizon, FEWEST) if steps is None else steps
    steps = whole_number("steps", steps, least=0)
    after = None if truth is None else truth_of(truth, horizon, targets)
    past, history = fan.past, fan.history
    first = max(len(past) - steps, 0)
    past, history = past[first:], history[first:]

    values = [history, fan.values, *fan.quantiles, *([] if truth is None else [after])]
    panels = Panels(fan.names, target, width, title, ax)
    legend = panels.legend_of([fan], bool(len(past)), truth is not None)
    panels.open([*past, *fan.positions], values, legend, fan.calendar)
    for place, frame in panels.frames:
        if len(past):
            panels.draw_origin(frame, past[-1])
            panels.draw_history(frame, past, history[:, place])
        fan.draw(panels.page, frame, place)
        if truth is not None:
            line = after[:, place]
            draw_series(panels.page, frame, fan.positions, line, TRUTH, 1.4)
    return panels.page.figure
