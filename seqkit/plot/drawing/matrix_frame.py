"""Draw the names and the legend around a matrix, for `heatmap` and `confusion`."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from seqkit.plot.drawing.colours import FAINT
from seqkit.plot.drawing.fonts import BOX
from seqkit.plot.drawing.fonts import measure
from seqkit.plot.drawing.legend import ColourScale
from seqkit.plot.drawing.page import Page
from seqkit.plot.drawing.text_lines import cut
from seqkit.plot.drawing.text_lines import shown

# All lengths are points.
MARGIN = 16
GAP = 8
LINE = 18
SIZE = 10
SMALL = 8.5
MIDDLE = 0.36  # of a letter's size, from the middle of a cell to the baseline
TILT = 50.0  # degrees, of names that are wider than a cell
WIDEST = 216  # of a name: about forty letters


def matrix_names(names: Sequence[str]) -> list[str]:
    """Return names as `MatrixFrame` writes them: cut if too long, a box if empty."""
    return [cut(shown(name), SIZE, WIDEST) or BOX for name in names]


@dataclass(frozen=True)
class MatrixFrame:
    """The names of rows and columns around a matrix, and the legend below it.

    Args:
        rows: list of str from `matrix_names`, from top to bottom.
        columns: list of str from `matrix_names`, from left to right.
        axes: pair of str, what the rows are and what the columns are, such as
            `("true", "predicted")`.
        legend: `ColourScale`.
    """

    rows: Sequence[str]
    columns: Sequence[str]
    axes: tuple[str, str]
    legend: ColourScale

    @property
    def corner(self) -> tuple[str, str]:
        """The names of the two axes, with arrows down and to the right."""
        return f"{self.axes[0]} ↓", f"{self.axes[1]} →"

    @property
    def left(self) -> float:
        """Points from the edge of the page to the first column."""
        widths = [measure(name, SIZE) for name in self.rows]
        corner = [measure(name, SMALL) for name in self.corner]
        return MARGIN + max(widths + corner) + GAP

    def draw(self, page: Page, cell: float) -> tuple[float, float]:
        """Open the page, and write the names and the legend.

        The cells of the matrix are painted by the caller.

        Args:
            page: `Page`, not yet open.
            cell: float, points, width and height of a cell.

        Returns:
            float, float: the left and the upper edge of the matrix, in points.
        """
        widths = [measure(name, SIZE) for name in self.columns]
        angle = TILT if max(widths) > cell - GAP else 0.0
        upward, onward = math.sin(math.radians(angle)), math.cos(math.radians(angle))
        ends = [cell * (i + 0.5) + onward * width for i, width in enumerate(widths)]
        top = MARGIN + max(LINE, upward * max(widths)) + SIZE + GAP
        wide = max([cell * len(self.columns), *(ends if angle else [])])
        below = top + cell * len(self.rows)
        across = max(self.left + wide, MARGIN + self.legend.width) + MARGIN
        page.open(below + GAP + LINE + MARGIN / 2, across)
        # The legend begins under the matrix, or further left if it is too wide there.
        begin = max(MARGIN, min(self.left, across - MARGIN - self.legend.width))
        self.legend.draw(page, begin, below + GAP + SIZE)
        self._write_names(page, cell, top, angle)
        return self.left, top

    def _write_names(self, page, cell, top, angle):
        for raised, name in enumerate(self.corner):
            x, y = self.left - GAP, top - GAP - raised * LINE
            page.write(x, y, name, SMALL, colour=FAINT, align="right")
        for place, name in enumerate(self.rows):
            down = top + cell * (place + 0.5) + SIZE * MIDDLE
            page.write(self.left - GAP, down, name, SIZE, align="right")
        for place, name in enumerate(self.columns):
            # A tilted name begins over the middle of its cell.
            x = self.left + cell * (place + 0.5) + (SIZE * MIDDLE if angle else 0.0)
            align = "left" if angle else "center"
            page.write(x, top - GAP, name, SIZE, align=align, angle=angle)
