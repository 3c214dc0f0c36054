"""Draw how often targets are below each quantile, against its level."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from seqkit.arguments import list_of
from seqkit.arguments import whole_number
from seqkit.plot.drawing.chart_frame import LINE
from seqkit.plot.drawing.chart_frame import SMALL
from seqkit.plot.drawing.chart_frame import ChartFrame
from seqkit.plot.drawing.colours import FAINT
from seqkit.plot.drawing.colours import INK
from seqkit.plot.drawing.fan import FORECAST
from seqkit.plot.drawing.fonts import measure
from seqkit.plot.drawing.legend import Remark
from seqkit.plot.drawing.page import Page

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# All lengths are points.
MARGIN = 16
TICKS = 0.0, 0.25, 0.5, 0.75, 1.0
NOISE = "#e6e8eb"
NORMAL = 1.96  # deviations around the mean that hold 95 % of a normal distribution


def calibration(
    levels: Sequence[float],
    shares: Sequence[float],
    *,
    count: int | None = None,
    title: str = "",
    width: float = 4.0,
    ax: "Axes | None" = None,
) -> "Figure":
    """Draw how often targets are at or below each quantile, against its level.

    Of a calibrated model all dots lie on the diagonal. Dots below the diagonal at low
    levels and above it at high ones: the intervals are too wide. Above it at low levels
    and below it at high ones: too narrow.

    Args:
        levels: list of float between 0 and 1, rising: the levels of the quantiles.
        shares: list of float from 0 to 1, the share of the targets at or below each
            quantile, as `ForecastReport.shares`.
        count: int, number of targets. A grey band then holds 95 % of the dots of a
            calibrated model, if the targets are independent; the steps of overlapping
            windows are not, and scatter more. None: there is no band.
        title: str, written above.
        width: float, inches.
        ax: `matplotlib.axes.Axes` to draw into. None: a new figure.

    Returns:
        `matplotlib.figure.Figure`; write it to a file by `savefig`.

    Raises:
        ValueError: there is no level or another number of shares, or a number is not
            between 0 and 1, or levels do not rise.
        ImportError: Matplotlib is not installed.

    Reference: Kuleshov et al. 2018, section 3.5, https://arxiv.org/abs/1807.00263.

    Example:
    >>> calibration([0.1, 0.5, 0.9], [0.14, 0.5, 0.83]).savefig("calibration.png")
    """
    levels, shares = _checked(levels, shares)
    count = None if count is None else whole_number("count", count)
    page = Page(width, title, ax)
    left = MARGIN + SMALL + LINE / 2 + measure("0.75", SMALL)
    side = page.across - left - 1.5 * MARGIN
    text = "share of the targets at or below the quantile of each level"
    text += "" if count is None else f"; grey: chance, for {count:,} targets"
    remark = Remark(text, side)
    top = MARGIN
    page.open(top + side + 2 * LINE + remark.height + MARGIN, page.across)
    frame = ChartFrame(left, left + side, top, top + side, 0.0, 1.0, TICKS)
    if count is not None:
        _paint_noise(page, frame, count)
    frame.draw_grid(page)
    for tick in TICKS:
        x = float(frame.across(tick))
        page.draw_line([x, x], [frame.top, frame.bottom], NOISE, 0.6)
    frame.write_below(page, TICKS, [f"{tick:g}" for tick in TICKS])
    page.draw_line(frame.across([0, 1]), frame.down([0, 1]), INK, 0.8, "--")
    page.draw_line(frame.across(levels), frame.down(shares), FORECAST, 1.4, dots=5.0)
    x, y = MARGIN + SMALL / 2, frame.bottom
    page.write(x, y, "observed share", SMALL, colour=FAINT, angle=90)
    x, y = left + side, frame.bottom + 2 * LINE - 2
    page.write(x, y, "level", SMALL, colour=FAINT, align="right")
    remark.draw(page, left, frame.bottom + 2 * LINE + 2)
    return page.figure


def _paint_noise(page, frame, count):
    """Paint where 95 % of the dots of a calibrated model lie."""
    levels = np.linspace(0, 1, 101)
    noise = NORMAL * np.sqrt(levels * (1 - levels) / count)
    above, below = np.minimum(levels + noise, 1), np.maximum(levels - noise, 0)
    page.paint_area(frame.across(levels), frame.down(above), frame.down(below), NOISE)


def _checked(levels, shares):
    """Return levels and shares as arrays; raise an error if they do not agree."""
    levels = np.array(list_of(levels, "levels", "float"), float)
    shares = np.array(list_of(shares, "shares", "float"), float)
    if not len(levels) or levels.shape != shares.shape or levels.ndim > 1:
        raise ValueError(
            "Each level has one share, and there is at least one. "
            f"Received {levels.shape} levels and {shares.shape} shares. "
            "Give `report.levels` and `report.shares` of one `forecast_report`."
        )
    inside = ((0 < levels) & (levels < 1) & (0 <= shares) & (shares <= 1)).all()
    if not inside or (np.diff(levels) <= 0).any():
        raise ValueError(
            "Levels lie between 0 and 1 and rise, and shares lie from 0 to 1. "
            f"Received {levels.tolist()!r:.80} and {shares.tolist()!r:.80}. "
            "Sort both by level, and divide percents by 100."
        )
    return levels, shares
