"""Which labels are taken for which, as a figure."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from seqkit.plot.colours import FAINT
from seqkit.plot.colours import colour_of
from seqkit.plot.letters import drawable
from seqkit.plot.letters import measure
from seqkit.plot.page import POINTS
from seqkit.plot.page import Page
from seqkit.plot.running_text import shortened
from seqkit.plot.running_text import visible
from seqkit.plot.style import new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# All lengths are points.
MARGIN = 16
GAP = 8
LINE = 18
SIZE = 10
SMALL = 8.5
MIDDLE = 0.36  # of a letter's size, from the middle of a cell to the baseline
MATRIX = 420  # across, of many labels
SMALLEST = 22
LARGEST = 56
TILT = 50.0  # degrees, of labels that are wider than a cell
LONGEST = 24  # characters of a label
EMPTY = "#f6f6f5"
DOWN, ACROSS = "true ↓", "predicted →"


def confusion(matrix: np.ndarray, labels: Sequence[str]) -> "Figure":
    """Draws a confusion matrix: what is right in blue, what is mistaken in orange.

    A colour is the square root of a cell's share of its row: rare labels show as much
    as frequent ones, and few mistakes show beside what is right.

    Args:
        matrix: int `(labels, labels)`, how often the true label of a row was predicted
            as that of a column.
        labels: list of str.

    Returns:
        `matplotlib.figure.Figure`, which pyplot does not know: `savefig` it.

    Raises:
        ValueError: `matrix` has another shape, or there are no labels.
        ImportError: Matplotlib is not installed.

    Example:
    >>> confusion([[9, 1], [2, 8]], ["neg", "pos"]).savefig("confusion.png")
    """
    matrix = np.asarray(matrix)
    if not len(labels) or matrix.shape != (len(labels), len(labels)):
        raise ValueError(
            "A confusion matrix has a row and a column for each label. Received shape "
            f"{matrix.shape} and {len(labels)} labels. "
            "Give both of one `classification_report`."
        )
    figure = new_figure(1.0, 1.0)  # as large as it must be, once that is known
    labels = [shortened(drawable(visible(label)), LONGEST) for label in labels]
    cell = min(LARGEST, max(SMALLEST, MATRIX / len(labels)))
    side = cell * len(labels)
    widths = [measure(label, SIZE) for label in labels]
    angle = TILT if max(widths) > cell - GAP else 0.0
    upward, onward = math.sin(math.radians(angle)), math.cos(math.radians(angle))
    ends = [cell * (i + 0.5) + onward * widths[i] for i in range(len(labels))]
    left = MARGIN + max(*widths, measure(ACROSS, SMALL)) + GAP
    top = MARGIN + max(LINE, upward * max(widths)) + SIZE + GAP

    right = max(side, max(ends)) if angle else side
    figure.set_figwidth((left + right + MARGIN) / POINTS)
    page = Page(figure, top + side + MARGIN)
    for raised, name in ((0, DOWN), (LINE, ACROSS)):
        x, y = left - GAP, top - GAP - raised
        page.write(x, y, name, SMALL, colour=FAINT, align="right")
    for place, label in enumerate(labels):
        middle = cell * (place + 0.5)
        page.write(left - GAP, top + middle + SIZE * MIDDLE, label, SIZE, align="right")
        align = "left" if angle else "center"
        page.write(left + middle, top - GAP, label, SIZE, align=align, angle=angle)
    paint_cells(page, matrix, cell, left, top)
    return figure


def paint_cells(page, matrix, cell, left, top):
    """Paints the cells in the colours of their shares, and writes the counts."""
    shares = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    counts = [[f"{count:,}" if count else "" for count in row] for row in matrix]
    widest = max(measure(count, SIZE) for row in counts for count in row)
    size = SIZE * min(1.0, (cell - GAP) / max(widest, 1.0))
    for row, column in np.ndindex(*matrix.shape):
        share = np.sqrt(shares[row, column]) * (1 if row == column else -1)
        x, y = left + cell * column, top + cell * row
        page.paint(x, y, cell, cell, colour_of(share, EMPTY))
        down = y + cell / 2 + size * MIDDLE
        page.write(x + cell / 2, down, counts[row][column], size, align="center")
