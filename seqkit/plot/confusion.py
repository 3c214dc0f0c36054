"""Which labels are taken for which, as a figure."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from seqkit.plot.colours import colour_of
from seqkit.plot.letters import measure
from seqkit.plot.matrix import GAP
from seqkit.plot.matrix import MIDDLE
from seqkit.plot.matrix import SIZE
from seqkit.plot.matrix import frame
from seqkit.plot.matrix import spelled
from seqkit.plot.style import new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# All lengths are points.
MATRIX = 420  # across, of many labels
SMALLEST = 22
LARGEST = 56
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
    names = spelled(labels)
    cell = min(LARGEST, max(SMALLEST, MATRIX / len(names)))
    page, left, top = frame(figure, names, names, cell, corner=(DOWN, ACROSS))
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
