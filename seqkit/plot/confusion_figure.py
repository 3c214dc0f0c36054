"""Draw a confusion matrix: how often each label was predicted for each true label."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from seqkit.plot.drawing.colours import colour_of
from seqkit.plot.drawing.fonts import measure
from seqkit.plot.drawing.legend import ColourScale
from seqkit.plot.drawing.matrix_frame import GAP
from seqkit.plot.drawing.matrix_frame import MIDDLE
from seqkit.plot.drawing.matrix_frame import SIZE
from seqkit.plot.drawing.matrix_frame import MatrixFrame
from seqkit.plot.drawing.matrix_frame import matrix_names
from seqkit.plot.drawing.page import Page
from seqkit.plot.drawing.running_text import spelled_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# All lengths are points.
MATRIX = (
    420  # width of the matrix, as long as cells are neither too small nor too large
)
SMALLEST = 22  # width of a cell
LARGEST = 56
EMPTY = "#f6f6f5"  # colour of a cell with the count 0
WIDTH = 6.0  # inches, before the size of the matrix is computed


def confusion(
    matrix: np.ndarray,
    labels: Sequence[str],
    *,
    title: str = "",
    ax: "Axes | None" = None,
) -> "Figure":
    """Draw a confusion matrix: right predictions in blue, mistakes in orange.

    The strength of a cell's colour is the square root of the cell's share of its row.
    So rare labels are as visible as frequent ones, and a few mistakes are visible
    beside many right answers.

    Args:
        matrix: int `(labels, labels)`; each cell is the number of examples with the
            true label of its row and the predicted label of its column.
        labels: list of str.
        title: str, written above.
        ax: `matplotlib.axes.Axes` to draw into. None: a new figure.

    Returns:
        `matplotlib.figure.Figure`; write it to a file by `savefig`.

    Raises:
        ValueError: `matrix` has another shape, or there are no labels.
        ImportError: Matplotlib is not installed.

    Example:
    >>> confusion([[9, 1], [2, 8]], ["neg", "pos"]).savefig("confusion.png")
    """
    matrix, labels = np.asarray(matrix), spelled_words(labels, "labels")
    _check(matrix, labels)
    matrix = matrix.astype(int)
    page = Page(WIDTH, title, ax)
    names = matrix_names(labels)
    low, high = "wrong 100 %", "100 % right, of the true label"
    legend = ColourScale(low, high, confusion_colour, begin=-1.0)
    frame = MatrixFrame(names, names, ("true", "predicted"), legend)
    cell = min(LARGEST, max(SMALLEST, MATRIX / len(names)))
    left, top = frame.draw(page, cell)
    _paint_cells(page, matrix, cell, left, top)
    return page.figure


def confusion_colour(share: float) -> str:
    """Return the colour of a cell of a confusion matrix.

    Args:
        share: float, the share of the cell in its row from 0 to 1; negative for a
            mistake.

    Returns:
        str, `#rrggbb`.
    """
    return colour_of(np.sign(share) * np.sqrt(abs(share)), EMPTY)


def _check(matrix, labels):
    """Raise ValueError unless `matrix` has a count for each pair of labels."""
    if not len(labels) or matrix.shape != (len(labels), len(labels)):
        raise ValueError(
            "A confusion matrix has a row and a column for each label. Received shape "
            f"{matrix.shape} and {len(labels)} labels. "
            "Give the `confusion` and the `labels` of one `classification_report`."
        )
    others = matrix[~_are_counts(matrix)]
    if others.size:
        raise ValueError(
            "A confusion matrix counts examples: whole numbers, 0 or more. "
            f"Received {others[:3].tolist()}. Give counts instead of shares."
        )


def _are_counts(matrix):
    """Return which cells are whole numbers of 0 or more: bool, of the same shape."""
    if matrix.dtype.kind not in "biuf":
        return np.zeros(matrix.shape, bool)
    matrix = matrix.astype(float)
    with np.errstate(invalid="ignore"):  # infinity % 1 is NaN, with a warning
        return (matrix >= 0) & (matrix % 1 == 0)


def _paint_cells(page, matrix, cell, left, top):
    """Paint the cells in the colours of their shares, and write the counts."""
    shares = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    counts = [[f"{count:,}" if count else "" for count in row] for row in matrix]
    widest = max(measure(count, SIZE) for row in counts for count in row)
    size = SIZE * min(1.0, (cell - GAP) / max(widest, 1.0))
    for row, column in np.ndindex(*matrix.shape):
        share = shares[row, column] * (1 if row == column else -1)
        x, y = left + cell * column, top + cell * row
        page.paint(x, y, cell, cell, confusion_colour(share))
        down = y + cell / 2 + size * MIDDLE
        page.write(x + cell / 2, down, counts[row][column], size, align="center")
