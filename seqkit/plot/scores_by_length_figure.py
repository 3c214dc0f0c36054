"""Draw how a score depends on the length of texts, with a line for each model."""

from collections.abc import Mapping
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from seqkit.arguments import list_of
from seqkit.plot.drawing.colours import FAINT
from seqkit.plot.drawing.fonts import measure
from seqkit.plot.drawing.named_lines import LINE
from seqkit.plot.drawing.named_lines import MIDDLE
from seqkit.plot.drawing.named_lines import SIZE
from seqkit.plot.drawing.named_lines import draw_named_lines
from seqkit.plot.drawing.page import Page
from seqkit.plot.drawing.running_text import spelled_words
from seqkit.plot.drawing.text_lines import cut
from seqkit.plot.drawing.text_lines import shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# All lengths are points.
MARGIN = 16
GAP = 8
SMALL = 8.5
HEIGHT = 200
NAMES = 0.4  # the largest share of the width for the names of the lines
TICKS = 5  # about how many horizontal grid lines
GRID = "#d3d6da"


def scores_by_length(
    lengths: Sequence[str],
    scores: dict[str, Sequence[float | None]],
    *,
    score: str = "BLEU",
    length: str = "words",
    title: str = "",
    width: float = 6.0,
    ax: "Axes | None" = None,
) -> "Figure":
    """Draw a score for each class of text lengths, with a line for each model.

    The figure can show why attention helps: without attention the score of long
    sentences is lower (Bahdanau et al. 2015, figure 2,
    https://arxiv.org/abs/1409.0473).

    Args:
        lengths: list of str, the names of the classes of length, shortest first, such
            as "1-10" and "11-20", as in `TranslationReport.by_length`.
        scores: dict from the name of a line to its scores, one for each class; None or
            NaN if a class has no score.
        score: str, the name of the scores.
        length: str, the unit of the lengths.
        title: str, written above.
        width: float, inches.
        ax: `matplotlib.axes.Axes` to draw into. None: a new figure.

    Returns:
        `matplotlib.figure.Figure`; write it to a file by `savefig`.

    Raises:
        TypeError: `scores` are not a dict.
        ValueError: there is no length or no line, or a line has no score, or more or
            fewer scores than there are lengths.
        ImportError: Matplotlib is not installed.

    Example:
    >>> lengths, attending, without = ["1-10", "11-20"], [39.0, 38.5], [38.0, 24.1]
    >>> lines = {"with attention": attending, "without": without}
    >>> scores_by_length(lengths, lines).savefig("why_attention.png")
    """
    lengths = spelled_words(lengths, "lengths")
    values = _values(lengths, scores)
    page = Page(width, title, ax)
    high = max(HEIGHT, LINE * len(scores))
    page.open(2 * MARGIN + 3 * LINE + high, page.across)
    names = [cut(shown(name), SIZE, NAMES * page.across) for name in scores]
    ticks = _ticks(values)
    left = MARGIN + max(measure(f"{tick:g}", SMALL) for tick in ticks) + GAP
    right = page.across - MARGIN - max(measure(name, SIZE) for name in names) - GAP
    top, bottom = MARGIN + LINE, MARGIN + LINE + high
    # Half a step is left free at the left and at the right.
    across = left + (right - left) * (np.arange(len(lengths)) + 0.5) / len(lengths)
    down = bottom - (values - ticks[0]) / (ticks[-1] - ticks[0]) * high

    page.write(MARGIN, top - GAP, shown(score), SMALL, colour=FAINT)
    for tick, y in zip(ticks, np.linspace(bottom, top, len(ticks)), strict=True):
        page.draw_line([left, right], [y, y], GRID, 0.6)
        text, baseline = f"{tick:g}", y + SMALL * MIDDLE
        page.write(left - GAP, baseline, text, SMALL, colour=FAINT, align="right")
    _write_lengths(page, lengths, across, (right - left) / len(lengths), bottom)
    middle, below = (left + right) / 2, bottom + 2 * LINE
    page.write(middle, below, shown(length), SMALL, colour=FAINT, align="center")
    draw_named_lines(page, names, across, down, right + GAP, bottom)
    return page.figure


def _write_lengths(page, lengths, across, step, bottom):
    """Write the classes of length below the lines; leave some out if they overlap."""
    lengths = [*map(shown, lengths)]
    widest = max(measure(each, SMALL) for each in lengths) + GAP
    every = max(1, int(np.ceil(widest / step)))
    for name, x in list(zip(lengths, across, strict=True))[::every]:
        page.write(x, bottom + LINE, name, SMALL, align="center")


def _values(lengths, scores):
    """Return the scores as float `(lines, lengths)`, NaN for a missing score.

    Raise an error unless there is a line, each with a score or None for each length.
    """
    if not isinstance(scores, Mapping):
        raise TypeError(
            "`scores` are a dict from the name of a line to its scores. Received "
            f"{scores!r:.80} of type {type(scores).__name__}. "
            'Give `{"a model": scores}`.'
        )
    values = {
        name: np.array(list_of(row, f"scores[{name!r}]", "float"), float)
        for name, row in scores.items()
    }
    counts = {name: len(row) for name, row in values.items()}
    if not len(lengths) or not scores or {*counts.values()} != {len(lengths)}:
        raise ValueError(
            "Each line has a score for each length, and there is at least one line. "
            f"Received {len(lengths)} lengths, and scores: {counts}. "
            "Give None where a model has no score for a length."
        )
    missing = [name for name, row in values.items() if not np.isfinite(row).any()]
    if missing:
        raise ValueError(
            f"A line needs at least one score. Received no score for {missing}. "
            "Leave these lines out."
        )
    return np.stack([*values.values()])


def _ticks(values):
    """Return round numbers for the grid lines, from at most 0 to above all values."""
    from matplotlib.ticker import MaxNLocator

    lowest = min(np.nanmin(values), 0.0)
    highest = max(np.nanmax(values), lowest + 1e-9)
    return MaxNLocator(TICKS).tick_values(lowest, highest)
