"""Lay out charts over time, one below the other: a panel for each target."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from seqkit.plot.drawing.chart_frame import GAP
from seqkit.plot.drawing.chart_frame import LINE
from seqkit.plot.drawing.chart_frame import SMALL
from seqkit.plot.drawing.chart_frame import ChartFrame
from seqkit.plot.drawing.chart_frame import tick_texts
from seqkit.plot.drawing.chart_frame import value_ticks
from seqkit.plot.drawing.colours import FAINT
from seqkit.plot.drawing.fan import FORECAST
from seqkit.plot.drawing.fan import HISTORY
from seqkit.plot.drawing.fan import TRUTH
from seqkit.plot.drawing.fan import Fan
from seqkit.plot.drawing.fan import draw_series
from seqkit.plot.drawing.fonts import measure
from seqkit.plot.drawing.legend import Swatches
from seqkit.plot.drawing.page import Page
from seqkit.plot.drawing.text_lines import cut
from seqkit.plot.drawing.text_lines import shown
from seqkit.plot.drawing.time_axis import time_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# All lengths are points.
MARGIN = 16
HEIGHT = 190  # of one panel; several are lower
SEVERAL = 120
ORIGIN = FAINT


class Panels:
    """A page with a chart for each target, which have the same times.

    Args:
        names: list of str, the targets.
        target: str or int, the one target that is drawn. None: all.
        width: float, inches.
        title: str, written above.
        ax: `matplotlib.axes.Axes` to draw into. None: a new figure.

    Attributes:
        page: `Page`.
        frames: list of (int, `ChartFrame`), the index of a target and its chart; empty
            until `open` is called.
    """

    def __init__(
        self,
        names: Sequence[str],
        target: str | int | None,
        width: float,
        title: str,
        ax: "Axes | None",
    ):
        self.names = names
        self.targets = chosen_targets(names, target)
        self.page = Page(width, title, ax)
        self.frames = []

    def legend_of(
        self, fans: Sequence[Fan], history: bool, truth: bool, past: str = "history"
    ) -> Swatches:
        """Return the legend: boxes in the colours of the lines and the bands."""
        entries = {past: HISTORY} if history else {}
        entries |= {"forecast": FORECAST} | ({"truth": TRUTH} if truth else {})
        for fan in fans:
            bands = {name: colour for name, _, _, colour in reversed(fan.bands)}
            entries |= {name: bands[name] for name in bands if name not in entries}
        names = [*map(shown, entries)]
        return Swatches(names, [*entries.values()], self.page.across - 2 * MARGIN)

    def open(
        self,
        positions: Sequence[float],
        values: Sequence[np.ndarray],
        legend: Swatches,
        calendar: bool,
    ) -> None:
        """Set the size of the page, draw grids, times and legend, and set `frames`.

        Args:
            positions: list of float, all times that are drawn.
            values: list of float `(time, targets)`, all values that are drawn.
            legend: `Swatches`, drawn below the charts.
            calendar: bool, whether positions are days since 1970.
        """
        low, last = min(positions), max(positions)
        margin = max((last - low) * 0.02, 1e-3 if last > low else 0.5)
        low, last = low - margin, last + margin
        places, dates, year = time_ticks(low, last, calendar)
        high = SEVERAL if len(self.targets) > 1 else HEIGHT
        each = high + 2 * LINE
        down = MARGIN + each * len(self.targets)
        below = down + LINE / 2 + (LINE if year else 0)
        page = self.page
        page.open(below + legend.height + MARGIN, page.across)
        ticks = {
            place: value_ticks([each[:, place] for each in values])
            for place in self.targets
        }
        texts = [text for each in ticks.values() for text in tick_texts(each)]
        left = MARGIN + max(measure(text, SMALL) for text in texts) + GAP / 2
        right = page.across - MARGIN
        for row, place in enumerate(self.targets):
            top = MARGIN + each * row + LINE / 2
            frame = ChartFrame(left, right, top, top + high, low, last, ticks[place])
            name = cut(shown(self.names[place]), SMALL, right - left)
            frame.draw_grid(page, name)
            self.frames.append((place, frame))
        frame.write_below(page, places, dates)
        page.write(right, down + LINE / 2, year, SMALL, colour=FAINT, align="right")
        legend.draw(page, left, below)

    def draw_origin(self, frame: ChartFrame, position: float) -> None:
        """Draw a thin vertical line at the time of the last known value."""
        x = float(frame.across(position))
        self.page.draw_line([x, x], [frame.top, frame.bottom], ORIGIN, 0.6)

    def draw_history(
        self, frame: ChartFrame, positions: np.ndarray, values: np.ndarray
    ) -> None:
        """Draw the known values."""
        draw_series(self.page, frame, positions, values, HISTORY, 1.1)


def chosen_targets(names: Sequence[str], target: str | int | None) -> list[int]:
    """Return the indices of the targets to draw.

    Raises:
        ValueError: there is no such target.
    """
    if target is None:
        return list(range(len(names)))
    if target in names:
        return [list(names).index(target)]
    whole = isinstance(target, int | np.integer) and not isinstance(target, bool)
    if not whole or not 0 <= target < len(names):
        raise ValueError(
            f"`target` is a name or an index of {list(names)!r:.80}. "
            f"Received {target!r:.80}. Leave `target` out to draw all."
        )
    return [int(target)]
