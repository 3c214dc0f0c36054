"""Draw the lines of a chart, each with its name beside its end."""

from collections.abc import Sequence

import numpy as np

from seqkit.plot.drawing.colours import AGAINST
from seqkit.plot.drawing.colours import FAINT
from seqkit.plot.drawing.colours import FOR
from seqkit.plot.drawing.page import Page

# All lengths are points.
LINE = 15  # from the name of a line to the name below it
SIZE = 10  # of the letters of the names
MIDDLE = 0.36  # times the size of letters: from the middle of a line to the baseline
COLOURS = FOR, AGAINST, FAINT
STYLES = "-", "--", ":"


def draw_named_lines(
    page: Page,
    names: Sequence[str],
    across: np.ndarray,
    down: np.ndarray,
    right: float,
    bottom: float,
    dots: float = 4.0,
) -> None:
    """Draw lines, and write each name beside the end of its line.

    Args:
        page: `Page`, opened.
        names: list of str, one for each line.
        across: float `(positions,)`, points from the left edge of the page.
        down: float `(lines, positions)`, points from the top; NaN interrupts a line,
            which has at least one number.
        right: float, points from the left edge to the names.
        bottom: float, points from the top to the lower edge of the chart.
        dots: float, points, the diameter of a dot at each position. 0: no dots.
    """
    lasts = [np.flatnonzero(np.isfinite(line))[-1] for line in down]
    ends = np.array([line[last] for line, last in zip(down, lasts, strict=True)])
    beside = _apart(ends, bottom)
    for place, (line, last) in enumerate(zip(down, lasts, strict=True)):
        colour = COLOURS[place % len(COLOURS)]
        style = STYLES[place // len(COLOURS) % len(STYLES)]
        page.draw_line(across, line, colour, 1.5, style, dots=dots)
        x, y = [across[last], right - 2], [ends[place], beside[place]]
        page.draw_line(x, y, colour, 0.6)
        page.write(right, beside[place] + SIZE * MIDDLE, names[place], SIZE)


def _apart(ends, bottom):
    """Return the heights of the names of lines, so that no name covers another.

    Each name is moved down until it is below the name above it. Names that would be
    below `bottom` are moved up again.
    """
    steps = LINE * np.arange(len(ends))
    order = np.argsort(ends, kind="stable")
    placed = np.maximum.accumulate(ends[order] - steps) + steps
    placed = np.minimum(placed, bottom - steps[::-1])
    return placed[np.argsort(order)]
