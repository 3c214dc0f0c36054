"""Draw the frame of a chart: a grid with numbers, and map values to points."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seqkit.plot.drawing.colours import FAINT
from seqkit.plot.drawing.fonts import measure
from seqkit.plot.drawing.page import Page

# All lengths are points.
SMALL = 8.5
GAP = 8
LINE = 15
MIDDLE = 0.36  # times the size of letters: from the middle of a line to the baseline
TICKS = 5  # about how many grid lines
GRID = "#d3d6da"
DIGITS = 15  # the most that a number of 64 bits has


@dataclass(frozen=True)
class ChartFrame:
    """A rectangle of a page in which values are drawn.

    Args:
        left: float, points from the left edge of the page.
        right: float, points from the left edge of the page.
        top: float, points from the top.
        bottom: float, points from the top.
        low: float, the horizontal value at the left edge.
        high: float, the horizontal value at the right edge.
        ticks: list of float, the vertical values of the grid lines; the first one is at
            the lower edge, the last one at the upper edge.
    """

    left: float
    right: float
    top: float
    bottom: float
    low: float
    high: float
    ticks: Sequence[float]

    def across(self, values: np.ndarray) -> np.ndarray:
        """Return the points from the left edge of the page of horizontal values."""
        share = (np.asarray(values, float) - self.low) / (self.high - self.low)
        return self.left + share * (self.right - self.left)

    def down(self, values: np.ndarray) -> np.ndarray:
        """Return the points from the top of the page of vertical values."""
        first, last = self.ticks[0], self.ticks[-1]
        share = (np.asarray(values, float) - first) / (last - first)
        return self.bottom - share * (self.bottom - self.top)

    def draw_grid(self, page: Page, name: str = "") -> None:
        """Draw the horizontal lines with their numbers, and `name` above them."""
        for tick, text in zip(self.ticks, tick_texts(self.ticks), strict=True):
            y = float(self.down(tick))
            page.draw_line([self.left, self.right], [y, y], GRID, 0.6)
            x, baseline = self.left - GAP / 2, y + SMALL * MIDDLE
            page.write(x, baseline, text, SMALL, colour=FAINT, align="right")
        if name:
            page.write(self.left, self.top - GAP / 2, name, SMALL, colour=FAINT)

    def write_below(self, page: Page, places: Sequence[float], texts: Sequence[str]):
        """Write the texts of the horizontal axis, without those that overlap.

        Args:
            page: `Page`, opened.
            places: list of float, rising, the horizontal value of each text.
            texts: list of str.
        """
        free = -math.inf
        for place, text in zip(places, texts, strict=True):
            x, half = float(self.across(place)), measure(text, SMALL) / 2
            if x - half < free:
                continue
            free = x + half + GAP / 2
            page.draw_line([x, x], [self.bottom, self.bottom + 3], GRID, 0.6)
            # A text at an edge stays inside of the page.
            x = min(max(x, half), page.across - half)
            y = self.bottom + LINE
            page.write(x, y, text, SMALL, colour=FAINT, align="center")


def value_ticks(values: Sequence[np.ndarray]) -> np.ndarray:
    """Return round numbers in equal steps around all finite values.

    Args:
        values: list of float arrays of any shapes, with at least one finite number.

    Returns:
        float64 `(ticks,)`, rising, at least two.

    Example:
    >>> value_ticks([np.array([1.0, 3.5])])
    array([1. , 1.5, 2. , 2.5, 3. , 3.5])
    """
    from matplotlib.ticker import MaxNLocator

    together = np.concatenate([np.ravel(each) for each in values])
    together = together[np.isfinite(together)]
    low, high = float(together.min()), float(together.max())
    if high - low <= 1e-9 * max(abs(low), abs(high)):
        margin = max(abs(low), 1.0) * 0.05
        low, high = low - margin, high + margin
    return MaxNLocator(TICKS).tick_values(low, high)


def tick_texts(ticks: Sequence[float]) -> list[str]:
    """Return the numbers of grid lines as texts, with as many digits as they differ by.

    Example:
    >>> tick_texts([0.0, 0.5, 1.0]), tick_texts([0, 50_000])
    (['0', '0.5', '1'], ['0', '50,000'])
    """
    step = float(np.min(np.diff(ticks)))
    largest = max(abs(float(tick)) for tick in ticks)
    if 1e-4 <= step and largest < 1e7:
        for decimals in range(6):
            if all(abs(round(t, decimals) - t) < step / 100 for t in ticks):
                break
        return [f"{tick:z,.{decimals}f}" for tick in ticks]
    digits = min(math.ceil(math.log10(largest / step)) + 2, DIGITS)
    return [f"{tick:.{digits}g}" for tick in ticks]
