"""A score against the length of what it is of, as a figure."""

from collections.abc import Mapping
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from seqkit.arguments import list_of
from seqkit.plot.drawing.colours import AGAINST
from seqkit.plot.drawing.colours import FAINT
from seqkit.plot.drawing.colours import FOR
from seqkit.plot.drawing.fonts import drawable
from seqkit.plot.drawing.fonts import measure
from seqkit.plot.drawing.new_figure import new_figure
from seqkit.plot.drawing.page import POINTS
from seqkit.plot.drawing.page import Page
from seqkit.plot.drawing.running_text import shortened
from seqkit.plot.drawing.running_text import spelled_words
from seqkit.plot.drawing.running_text import visible

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# All lengths are points.
MARGIN = 16
GAP = 8
LINE = 15
SIZE = 10
SMALL = 8.5
MIDDLE = 0.36  # of a letter's size, from the middle of a line to the baseline
HEIGHT = 200
LONGEST = 32  # characters of a name
TICKS = 5  # about so many lines across
COLOURS = FOR, AGAINST, FAINT
STYLES = "-", "--", ":"


def scores_by_length(
    lengths: Sequence[str],
    scores: dict[str, Sequence[float | None]],
    *,
    score: str = "BLEU",
    length: str = "words",
    width: float = 6.0,
) -> "Figure":
    """Draw a score against length, a line for each model.

    So one sees why attention: without it long sentences fall off (Bahdanau et al. 2015,
    figure 2, https://arxiv.org/abs/1409.0473).

    Args:
        lengths: sequence of str, the lengths that texts are sorted by, short ones
            first, as the `by_length` of a report has them.
        scores: dict from name to sequence of float, a score for each length; None or
            NaN where there is none.
        score: str, what the scores are.
        length: str, what the lengths count.
        width: float, inches.

    Returns:
        `matplotlib.figure.Figure`, which pyplot does not know: `savefig` it.

    Raises:
        ValueError: there is no length or no line, or one has not as many scores.
        ImportError: Matplotlib is not installed.

    Example:
    >>> lengths, attending, without = ["1-10", "11-20"], [39.0, 38.5], [38.0, 24.1]
    >>> lines = {"with attention": attending, "without": without}
    >>> scores_by_length(lengths, lines).savefig("why_attention.png")
    """
    lengths = spelled_words(lengths, "lengths")
    values = _values(lengths, scores)
    figure = new_figure(width, 1.0)  # as high as it must be, once that is known
    high = max(HEIGHT, LINE * len(scores))
    page = Page(figure, 2 * MARGIN + 3 * LINE + high)
    names, ticks = [*map(_spelled, scores)], _ticks(values)
    left = MARGIN + measure(f"{ticks[-1]:g}", SMALL) + GAP
    right = POINTS * width - MARGIN - max(measure(name, SIZE) for name in names) - GAP
    top, bottom = MARGIN + LINE, MARGIN + LINE + high
    # Half a step of room at either end, as for bars.
    across = left + (right - left) * (np.arange(len(lengths)) + 0.5) / len(lengths)
    down = bottom - (values - ticks[0]) / (ticks[-1] - ticks[0]) * high

    page.write(left, top - GAP, _spelled(score), SMALL, colour=FAINT)
    for tick, y in zip(ticks, np.linspace(bottom, top, len(ticks)), strict=True):
        page.axes.plot([left, right], [y, y], color=FAINT, alpha=0.3, linewidth=0.6)
        text, baseline = f"{tick:g}", y + SMALL * MIDDLE
        page.write(left - GAP, baseline, text, SMALL, colour=FAINT, align="right")
    for name, x in zip(lengths, across, strict=True):
        page.write(x, bottom + LINE, _spelled(name), SMALL, align="center")
    middle, below = (left + right) / 2, bottom + 2 * LINE
    page.write(middle, below, _spelled(length), SMALL, colour=FAINT, align="center")
    _draw_lines(page, names, across, down, right + GAP, bottom)
    return figure


def _spelled(text):
    """Return a text so that it can be seen in a figure."""
    return shortened(drawable(visible(str(text))), LONGEST)


def _draw_lines(page, names, across, down, right, bottom):
    """Draw the lines, and writes each name where its line ends, or near."""
    lasts = [np.flatnonzero(np.isfinite(line))[-1] for line in down]
    ends = np.array([line[last] for line, last in zip(down, lasts, strict=True)])
    beside = _apart(ends, bottom)
    for place, (line, last) in enumerate(zip(down, lasts, strict=True)):
        colour = COLOURS[place % len(COLOURS)]
        style = STYLES[place // len(COLOURS) % len(STYLES)]
        page.axes.plot(across, line, style, color=colour, marker="o", markersize=4)
        x, y = [across[last], right - 2], [ends[place], beside[place]]
        page.axes.plot(x, y, color=colour, linewidth=0.6)
        page.write(right, beside[place] + SIZE * MIDDLE, names[place], SIZE)


def _apart(ends, bottom):
    """Move names so far down that none covers another, then up from the bottom."""
    steps = LINE * np.arange(len(ends))
    order = np.argsort(ends, kind="stable")
    placed = np.maximum.accumulate(ends[order] - steps) + steps
    placed = np.minimum(placed, bottom - steps[::-1])
    return placed[np.argsort(order)]


def _values(lengths, scores):
    """Check scores: float `(lines, lengths)`, NaN where there is none."""
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
            "Each line has a score for each length, and there is one of both at least. "
            f"Received {len(lengths)} lengths, and scores: {counts}. "
            "Give None where a model has no score for a length."
        )
    missing = [name for name, row in values.items() if not np.isfinite(row).any()]
    if missing:
        raise ValueError(
            f"A line has a score somewhere. Received none of {missing}. "
            "Leave such lines out."
        )
    return np.stack([*values.values()])


def _ticks(values):
    """Choose round numbers from 0, or below, to above all values."""
    from matplotlib.ticker import MaxNLocator

    lowest = min(np.nanmin(values), 0.0)
    highest = max(np.nanmax(values), lowest + 1e-9)
    return MaxNLocator(TICKS).tick_values(lowest, highest)
