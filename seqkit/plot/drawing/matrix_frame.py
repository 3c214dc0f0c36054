"""The frame of a matrix: names down its side, and names along its top."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from seqkit.plot.drawing.colours import FAINT
from seqkit.plot.drawing.fonts import BOX
from seqkit.plot.drawing.fonts import drawable
from seqkit.plot.drawing.fonts import measure
from seqkit.plot.drawing.page import POINTS
from seqkit.plot.drawing.page import Page
from seqkit.plot.drawing.running_text import shortened
from seqkit.plot.drawing.running_text import visible

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# All lengths are points.
MARGIN = 16
GAP = 8
LINE = 18
SIZE = 10
SMALL = 8.5
MIDDLE = 0.36  # of a letter's size, from the middle of a cell to the baseline
TILT = 50.0  # degrees, of names that are wider than a cell
LONGEST = 24  # characters of a name


def spelled(names: Sequence[str]) -> list[str]:
    """Return names so that they can be seen beside a matrix."""
    return [shortened(drawable(visible(name)), LONGEST) or BOX for name in names]


def left_of(rows: Sequence[str], size: float, corner: Sequence[str] = ()) -> float:
    """Return how far from the edge a matrix begins: points, for names of its rows."""
    widths = [measure(name, size) for name in rows]
    return MARGIN + max([*widths, *(measure(name, SMALL) for name in corner)]) + GAP


def frame(
    figure: "Figure",
    rows: Sequence[str],
    columns: Sequence[str],
    cell: float,
    size: float = SIZE,
    corner: Sequence[str] = (),
) -> tuple[Page, float, float]:
    """Build a page of the size that a matrix needs, with the names around it.

    Args:
        figure: `Figure`, empty.
        rows: list of str, `spelled`, from top to bottom.
        columns: list of str, `spelled`, from left to right.
        cell: float, points, of either side of a cell.
        size: float, points, of the names.
        corner: what rows and columns are, or nothing.

    Returns:
        `Page`, and where the matrix begins, from the left and from the top.
    """
    widths = [measure(name, size) for name in columns]
    angle = TILT if max(widths) > cell - GAP else 0.0
    upward, onward = math.sin(math.radians(angle)), math.cos(math.radians(angle))
    ends = [cell * (i + 0.5) + onward * width for i, width in enumerate(widths)]
    left = left_of(rows, size, corner)
    top = MARGIN + max(LINE, upward * max(widths)) + size + GAP
    right = max(cell * len(columns), max(ends) if angle else 0.0)
    figure.set_figwidth((left + right + MARGIN) / POINTS)
    page = Page(figure, top + cell * len(rows) + MARGIN)
    for raised, name in enumerate(corner):
        x, y = left - GAP, top - GAP - raised * LINE
        page.write(x, y, name, SMALL, colour=FAINT, align="right")
    for place, name in enumerate(rows):
        down = top + cell * (place + 0.5) + size * MIDDLE
        page.write(left - GAP, down, name, size, align="right")
    for place, name in enumerate(columns):
        # Tilted letters lean over the middle of their cell.
        x = left + cell * (place + 0.5) + (size * MIDDLE if angle else 0.0)
        align = "left" if angle else "center"
        page.write(x, top - GAP, name, size, align=align, angle=angle)
    return page, left, top
