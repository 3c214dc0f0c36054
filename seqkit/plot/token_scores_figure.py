"""Draw each step of a language model: the right token and the predicted token."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from seqkit.plot.drawing.colours import FAINT
from seqkit.plot.drawing.colours import INK
from seqkit.plot.drawing.colours import colour_of
from seqkit.plot.drawing.fonts import measure
from seqkit.plot.drawing.legend import LINE as LEGEND_LINE
from seqkit.plot.drawing.legend import ColourScale
from seqkit.plot.drawing.page import Page
from seqkit.plot.drawing.running_text import left_out
from seqkit.plot.drawing.text_lines import cut
from seqkit.plot.drawing.text_lines import shown
from seqkit.plot.drawing.token_steps import NAMES
from seqkit.plot.drawing.token_steps import step_colours
from seqkit.plot.drawing.token_steps import token_steps

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# All lengths are points.
MARGIN = 16
GAP = 10
LINE = 19
SIZE = 10
SMALL = 8.5
RISE = 13  # from the top of a line to its baseline
NARROWEST = 30  # width of a column
WIDEST = 216
MOST = 100  # the most steps that are drawn
LEGEND = "probability of the token: wrong 1", "1 right"


def token_scores(
    tokens: Sequence[str],
    nats: Sequence[float] | np.ndarray,
    predicted: Sequence[str],
    probabilities: Sequence[float] | np.ndarray,
    *,
    title: str = "",
    width: float = 8.0,
    ax: "Axes | None" = None,
) -> "Figure":
    """Draw how well a language model predicted each token of a text.

    A column is a step. It shows the token before, the right token with its nats, and
    the predicted token with its probability. The predicted token is the likeliest one.
    A right token is on blue, deeper if it is likelier; a wrong prediction is on orange.

    Args:
        tokens: list of str, the right token of each step. Of steps after the first 100
            only the number is written.
        nats: float `(time,)`, -log probability of each right token.
        predicted: list of str, the likeliest token of each step.
        probabilities: float `(time,)`, the probability of each predicted token.
        title: str, written above.
        width: float, inches. Steps that do not fit into the width are drawn in another
            row below; the figure of a few steps is narrower.
        ax: `matplotlib.axes.Axes` to draw into. None: a new figure.

    Returns:
        `matplotlib.figure.Figure`; write it to a file by `savefig`.

    Raises:
        ValueError: the four lists are not equally long, or are empty.
        ImportError: Matplotlib is not installed.

    Example:
    >>> token_scores(["h", "[END]"], [1.2, 0.1], ["a", "[END]"], [0.4, 0.9])
    """
    steps = token_steps(tokens, nats, predicted, probabilities)
    page = Page(width, title, ax)
    hidden, steps = steps[MOST:], steps[:MOST]
    left = MARGIN + max(measure(name, SMALL) for name in NAMES) + GAP
    room = page.across - left - MARGIN
    columns = [_column(step, min(room, WIDEST)) for step in steps]
    bands = _bands(columns, room)
    high = len(NAMES) * LINE + GAP
    below = MARGIN + high * len(bands) + LINE * bool(hidden)
    legend = ColourScale(*LEGEND, colour_of, begin=-1.0)
    widest = max(sum(wide for *_, wide in band) for band in bands)
    across = max(left + widest, MARGIN + legend.width) + MARGIN
    page.open(below + LEGEND_LINE + MARGIN / 2, across)
    for row, band in enumerate(bands):
        _draw_band(page, band, left, MARGIN + high * row)
    if hidden:
        rest = left_out([token for _, token, *_ in hidden], "step")
        page.write(MARGIN, below - LINE + RISE / 2, rest, SIZE, colour=FAINT)
    legend.draw(page, MARGIN, below + SMALL)
    return page.figure


def _column(step, widest):
    """Return the five texts of a step, their colours, and the width of the column."""
    before, token, nats, predicted, probability = step
    before, token, predicted = (
        cut(shown(each), SIZE, widest - GAP) for each in (before, token, predicted)
    )
    texts = before, token, f"{nats:.2f}", predicted, f"{probability:.2f}"
    width = max(NARROWEST, *(measure(text, SIZE) + GAP for text in texts))
    return texts, step_colours(*step), width


def _bands(columns, room):
    """Divide the columns of all steps into bands of at most `room` points.

    A band is a row of the figure.
    """
    bands, used = [[]], 0.0
    for column in columns:
        if used + column[-1] > room and bands[-1]:
            bands.append([])
            used = 0.0
        bands[-1].append(column)
        used += column[-1]
    return bands


def _draw_band(page, band, left, top):
    """Draw one band: the names of the five values, and the steps at their right."""
    for row, name in enumerate(NAMES):
        x, y = left - GAP, top + LINE * row + RISE
        page.write(x, y, name, SMALL, colour=FAINT, align="right")
    for texts, colours, width in band:
        for row, (text, colour) in enumerate(zip(texts, colours, strict=True)):
            if colour:
                page.paint(left + 1, top + LINE * row, width - 2, LINE - 2, colour)
            middle, y = left + width / 2, top + LINE * row + RISE
            size, ink = (SIZE, INK) if colour else (SMALL, FAINT)
            page.write(middle, y, text, size, colour=ink, align="center")
        left += width
