"""Draw a matrix of numbers from 0 to 1 as greys, such as attention between texts."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from seqkit.plot.drawing.colours import grey_of
from seqkit.plot.drawing.legend import ColourScale
from seqkit.plot.drawing.matrix_frame import MARGIN
from seqkit.plot.drawing.matrix_frame import MatrixFrame
from seqkit.plot.drawing.matrix_frame import matrix_names
from seqkit.plot.drawing.page import Page
from seqkit.plot.drawing.running_text import spelled_words
from seqkit.plot.drawing.text_lines import shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# All lengths are points.
SMALLEST = 15  # width of a cell at which the words beside it can still be read
LARGEST = 36
EMPTY = "#f3f3f2"  # colour of 0
FAINTEST = 0.02  # up to this weight a grey looks like 0, and is not painted
ROUNDING = 1e-3  # by which a weight may be below 0 or above 1


def heatmap(
    weights: np.ndarray,
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    axis_names: tuple[str, str] = ("written", "read"),
    shade: str = "attention",
    title: str = "",
    width: float = 6.0,
    ax: "Axes | None" = None,
) -> "Figure":
    """Draw a matrix of numbers from 0 to 1: pale grey is 0, black is 1.

    To draw an alignment, give the written words as rows, the read words as columns, and
    the attention as weights. Bahdanau et al. 2015 draw it in figure 3,
    https://arxiv.org/abs/1409.0473, with white for 1 and black for 0.

    Args:
        weights: float `(rows, columns)`, from 0 to 1.
        rows: list of str, the names of the rows.
        columns: list of str, the names of the columns.
        axis_names: pair of str, what the rows are and what the columns are.
        shade: str, the name of the numbers, for the legend.
        title: str, written above.
        width: float, inches. A figure with few columns is narrower; a figure with many
            columns is wider, so that their names can be read.
        ax: `matplotlib.axes.Axes` to draw into. None: a new figure.

    Returns:
        `matplotlib.figure.Figure`; write it to a file by `savefig`.

    Raises:
        ValueError: `weights` have another shape or are not between 0 and 1, or there
            are no rows or no columns.
        ImportError: Matplotlib is not installed.

    Example:
    >>> heatmap([[0.9, 0.1], [0, 1]], ["two", "dogs"], ["zwei", "Hunde"])
    """
    weights = np.asarray(weights, float)
    rows, columns = spelled_words(rows, "rows"), spelled_words(columns, "columns")
    _check(weights, rows, columns)
    page = Page(width, title, ax)
    legend = ColourScale(f"{shown(shade)} 0", "1", _grey)
    axes = tuple(map(shown, axis_names))
    frame = MatrixFrame(matrix_names(rows), matrix_names(columns), axes, legend)
    room = page.across - frame.left - MARGIN
    cell = min(LARGEST, max(SMALLEST, room / len(columns)))
    left, top = frame.draw(page, cell)
    page.paint(left, top, cell * len(columns), cell * len(rows), EMPTY)
    for row, column in np.argwhere(weights > FAINTEST):
        x, y = left + cell * column, top + cell * row
        page.paint(x, y, cell, cell, _grey(weights[row, column]))
    return page.figure


def _grey(share):
    return grey_of(share, EMPTY)


def _check(weights, rows, columns):
    """Raise ValueError unless each row and column has a weight from 0 to 1."""
    shape = len(rows), len(columns)
    if weights.shape != shape or 0 in shape:
        raise ValueError(
            "`weights` have shape (rows, columns), with at least one row and one "
            f"column. Received shape {weights.shape}, {shape[0]} rows and {shape[1]} "
            "columns. Give the weights, rows and columns of one alignment."
        )
    # This condition is false for NaN too.
    if not np.all((weights >= -ROUNDING) & (weights <= 1 + ROUNDING)):
        raise ValueError(
            "`weights` are shares, from 0 to 1. "
            f"Received weights from {weights.min()} to {weights.max()}. "
            "Divide them by the largest weight, or apply a softmax to logits first."
        )
