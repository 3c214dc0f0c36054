"""Shares between the words of two texts, as a figure."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from seqkit.plot.drawing.colours import grey_of
from seqkit.plot.drawing.matrix_frame import MARGIN
from seqkit.plot.drawing.matrix_frame import SIZE
from seqkit.plot.drawing.matrix_frame import frame
from seqkit.plot.drawing.matrix_frame import left_of
from seqkit.plot.drawing.matrix_frame import spelled
from seqkit.plot.drawing.new_figure import new_figure
from seqkit.plot.drawing.page import POINTS
from seqkit.plot.drawing.running_text import spelled_words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# All lengths are points.
SMALLEST = 15  # of a cell, whose words can still be read
LARGEST = 36
EMPTY = "#f3f3f2"
FAINTEST = 0.02  # a share that cannot be told from none, and is not painted
ROUNDING = 1e-3  # by which a share may be beyond 0 and 1


def heatmap(
    weights: np.ndarray,
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    width: float = 6.0,
) -> "Figure":
    """Draw shares in grey: the darker, the more; nothing is pale, all is black.

    So it shows an alignment, what was written down the side and what was read along the
    top, each in the order of the words, as Bahdanau et al. 2015 in figure 3
    (https://arxiv.org/abs/1409.0473), who have white for black.

    Args:
        weights: float `(rows, columns)`, from 0 to 1, such as the attention of each
            word that was written.
        rows: list of str.
        columns: list of str.
        width: float, inches to fill. The figure is wider where the words of so many
            columns could not be read, and narrower where they are few.

    Returns:
        `matplotlib.figure.Figure`, which pyplot does not know: `savefig` it.

    Raises:
        ValueError: `weights` have another shape, or are not between 0 and 1; there are
            no rows or no columns.
        ImportError: Matplotlib is not installed.

    Example:
    >>> heatmap([[0.9, 0.1], [0, 1]], ["two", "dogs"], ["zwei", "Hunde"])
    """
    weights = np.asarray(weights, float)
    rows, columns = spelled_words(rows, "rows"), spelled_words(columns, "columns")
    _check(weights, rows, columns)
    figure = new_figure(width, 1.0)  # as large as it must be, once that is known
    rows, columns = spelled(rows), spelled(columns)
    room = POINTS * width - left_of(rows, SIZE) - MARGIN
    cell = min(LARGEST, max(SMALLEST, room / len(columns)))
    page, left, top = frame(figure, rows, columns, cell)
    sides = cell * len(columns), cell * len(rows)
    page.paint(left, top, *sides, EMPTY)
    for row, column in np.argwhere(weights > FAINTEST):
        x, y = left + cell * column, top + cell * row
        page.paint(x, y, cell, cell, grey_of(weights[row, column], EMPTY))
    return figure


def _check(weights, rows, columns):
    shape = len(rows), len(columns)
    if weights.shape != shape or 0 in shape:
        raise ValueError(
            "A heatmap has a weight for each of its rows and columns, and one of each "
            f"at least. Received shape {weights.shape}, {shape[0]} rows and {shape[1]} "
            "columns. Give all of one alignment; words that are columns come last."
        )
    # NaN is not in any range.
    if not np.all((weights >= -ROUNDING) & (weights <= 1 + ROUNDING)):
        raise ValueError(
            "A heatmap shows shares, from 0 to 1. "
            f"Received weights from {weights.min()} to {weights.max()}. "
            "Divide them by the largest, say, or give logits through a softmax."
        )
