"""Draw shares between the words of two texts as a matrix of greys."""

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
SMALLEST = 15  # of a cell, so that the words beside it can still be read
LARGEST = 36
EMPTY = "#f3f3f2"
FAINTEST = 0.02  # a smaller share cannot be told from 0, and is not painted
ROUNDING = 1e-3  # how far a share may lie outside of 0 to 1


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
    """Draw a matrix of shares: pale grey is 0, black is 1.

    An alignment is drawn so: the written words down the side, the read words along the
    top, both in the order of their texts, and in each cell the attention. Bahdanau et
    al. 2015 do the same in figure 3, https://arxiv.org/abs/1409.0473, with white for
    black.

    Args:
        weights: float `(rows, columns)`, from 0 to 1.
        rows: list of str.
        columns: list of str.
        axis_names: pair of str, what the rows are and what the columns are.
        shade: str, the name of the number that a grey stands for.
        title: str, written above.
        width: float, inches. Few columns make a narrower figure; a wider one comes
            from so many columns that their words could not be read.
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
    """Raise ValueError unless weights are shares, one for each row and column."""
    shape = len(rows), len(columns)
    if weights.shape != shape or 0 in shape:
        raise ValueError(
            "`weights` have shape (rows, columns), with one row and one column at "
            f"least. Received shape {weights.shape}, {shape[0]} rows and {shape[1]} "
            "columns. Give the weights, rows and columns of one alignment."
        )
    # NaN is not in any range.
    if not np.all((weights >= -ROUNDING) & (weights <= 1 + ROUNDING)):
        raise ValueError(
            "`weights` are shares, from 0 to 1. "
            f"Received weights from {weights.min()} to {weights.max()}. "
            "Divide them by their largest, or apply a softmax to logits first."
        )
