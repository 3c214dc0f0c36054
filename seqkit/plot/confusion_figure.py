"""Which labels are taken for which, as a figure."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from seqkit.plot.drawing.colours import colour_of
from seqkit.plot.drawing.fonts import measure
from seqkit.plot.drawing.matrix_frame import GAP
from seqkit.plot.drawing.matrix_frame import MIDDLE
from seqkit.plot.drawing.matrix_frame import SIZE
from seqkit.plot.drawing.matrix_frame import frame
from seqkit.plot.drawing.matrix_frame import spelled
from seqkit.plot.drawing.new_figure import new_figure
from seqkit.plot.drawing.running_text import spelled_words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# All lengths are points.
MATRIX = 420  # across, of many labels
SMALLEST = 22
LARGEST = 56
EMPTY = "#f6f6f5"
DOWN, ACROSS = "true ↓", "predicted →"


def confusion(matrix: np.ndarray, labels: Sequence[str]) -> "Figure":
    """Draw a confusion matrix: what is right in blue, what is mistaken in orange.

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
    matrix, labels = np.asarray(matrix), spelled_words(labels, "labels")
    if not len(labels) or matrix.shape != (len(labels), len(labels)):
        raise ValueError(
            "A confusion matrix has a row and a column for each label. Received shape "
            f"{matrix.shape} and {len(labels)} labels. "
            "Give both of one `classification_report`."
        )
    others = matrix[~are_counts(matrix)]
    if others.size:
        raise ValueError(
            "A confusion matrix counts examples: whole numbers, 0 or more. "
            f"Received {others[:3].tolist()}. Give it as it was counted, not divided."
        )
    matrix = matrix.astype(int)
    figure = new_figure(1.0, 1.0)  # as large as it must be, once that is known
    names = spelled(labels)
    cell = min(LARGEST, max(SMALLEST, MATRIX / len(names)))
    page, left, top = frame(figure, names, names, cell, corner=(DOWN, ACROSS))
    paint_cells(page, matrix, cell, left, top)
    return figure


def are_counts(matrix) -> np.ndarray:
    """Say which cells are whole numbers of 0 or more: bool, of the same shape."""
    if matrix.dtype.kind not in "biuf":
        return np.zeros(matrix.shape, bool)
    matrix = matrix.astype(float)
    with np.errstate(invalid="ignore"):  # infinity has no remainder
        return (matrix >= 0) & (matrix % 1 == 0)


def paint_cells(page, matrix, cell, left, top):
    """Paint the cells in the colours of their shares, and writes the counts."""
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
