"""Coloured words as a figure."""

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from seqkit.plot.drawing.colours import FAINT
from seqkit.plot.drawing.colours import FAINTEST
from seqkit.plot.drawing.colours import colour_of
from seqkit.plot.drawing.colours import scaled
from seqkit.plot.drawing.colours import strongest_of
from seqkit.plot.drawing.fonts import BOX
from seqkit.plot.drawing.fonts import drawable
from seqkit.plot.drawing.fonts import measure
from seqkit.plot.drawing.line_breaks import break_lines
from seqkit.plot.drawing.new_figure import new_figure
from seqkit.plot.drawing.page import POINTS
from seqkit.plot.drawing.page import Page
from seqkit.plot.drawing.reading_direction import order_by_eye
from seqkit.plot.drawing.reading_direction import reads_leftward
from seqkit.plot.drawing.running_text import MOST_WORDS
from seqkit.plot.drawing.running_text import gaps
from seqkit.plot.drawing.running_text import shortened
from seqkit.plot.drawing.running_text import spell_weight
from seqkit.plot.drawing.running_text import visible
from seqkit.plot.drawing.running_text import weighted_words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# All lengths are points.
MARGIN = 18
BOTTOM = 14
TITLE = 24  # the baseline of the head
HEAD = 38
LINE = 22
RISE = 14  # from the top of a line to its baseline
SIZE = 12
SMALL = 8.5
GAP = 8
REACH = 2
BAR = 90
LONGEST = 32  # characters of a label


def words(
    words: Sequence[str],
    weights: Sequence[float] | np.ndarray,
    label: str | None = None,
    score: float | None = None,
    note: str = "",
    *,
    text: str | None = None,
    width: float = 8.0,
) -> "Figure":
    """Draw words on the colours of their weights, as running text.

    Blue is for `label`, orange against it; the strongest weight has the full colour.

    Args:
        words: list of str. Those after the first 2,000 are counted, not shown.
        weights: float `(time,)`; positive is for `label`, negative against it.
        label: str, what was answered.
        score: float, its probability.
        note: str, how the weights were found.
        text: str, what the words were split off; it says which of them touch.
        width: float, inches. The figure is as high as the words need.

    Returns:
        `matplotlib.figure.Figure`, which pyplot does not know: `savefig` it.

    Raises:
        ValueError: there are more or fewer weights than words.
        ImportError: Matplotlib is not installed.

    Example:
    >>> figure = words(["good", "film"], [0.9, 0.0], "positive", 0.97)
    >>> figure.savefig("why.png")
    """
    words, weights = weighted_words(words, weights)
    figure = new_figure(width, 1.0)  # as high as it must be, once that is known
    shown = [spelled(word) or BOX for word in words[:MOST_WORDS]]
    widths = functools.cache(functools.partial(measure, size=SIZE))
    across = POINTS * width - 2 * MARGIN
    lines = break_lines(shown, gaps(words[: len(shown)], text), widths, across)
    hidden = len(words) - len(shown)
    remark = f"… and {hidden:,} more" if hidden else "" if words else "no words"
    below = HEAD + LINE * len(lines)

    page = Page(figure, below + LINE * bool(remark) + BOTTOM)
    label = "" if label is None else str(label)
    left = draw_answer(page, shortened(spelled(label), LONGEST), score)
    right = draw_scale(page, weights, left, MARGIN + across)
    note = spelled(note)
    if left + measure(note, SMALL) < right:
        page.write(left, TITLE, note, SMALL, colour=FAINT)
    # The words themselves: a box has no direction.
    leftward, shares = reads_leftward("".join(words)), scaled(weights)
    for row, line in enumerate(lines):
        placed = place_line(line, words, widths(" "), across, leftward)
        draw_line(page, placed, shares, HEAD + LINE * row)
    page.write(MARGIN, below + RISE, remark, SIZE, colour=FAINT)
    return figure


def spelled(text):
    """Return a text so that it can be seen in a figure."""
    return drawable(visible(text))


def draw_answer(page, label, score):
    """Write label and score, and returns where they end."""
    left = MARGIN
    number = "" if score is None else f"p = {score:.3f}"
    for text, weight in ((label, "bold"), (number, "normal")):
        page.write(left, TITLE, text, SIZE + 2, weight=weight)
        left += measure(text, SIZE + 2, weight) + (GAP if text else 0)
    return left


def draw_scale(page, weights, left, right):
    """Draw the colours and their numbers if there is room; returns where they begin.

    They go from the strongest against to the strongest for, or from 0 if none is.
    """
    strongest = strongest_of(weights)
    both = np.any(weights < 0)
    low = f"against {spell_weight(-strongest, strongest)}" if both else "0"
    high = spell_weight(strongest, strongest, sign=both) + (" for" if both else "")
    begin = right - measure(low, SMALL) - BAR - measure(high, SMALL) - GAP
    if not strongest or begin < left:
        return right
    bar = begin + measure(low, SMALL) + GAP / 2
    page.write(begin, TITLE, low, SMALL, colour=FAINT)
    page.paint_scale(bar, TITLE - SMALL * 0.8, BAR, SMALL, -1.0 if both else 0.0)
    page.write(bar + BAR + GAP / 2, TITLE, high, SMALL, colour=FAINT)
    return begin - GAP


def place_line(line, words, space, across, leftward):
    """List the words of a line with their left edges and how far a colour reaches.

    Gaps are ordered with the words, and a colour reaches into a gap or a margin.
    """
    pieces = []
    for piece in line:
        if piece.gap and pieces:
            pieces.append(None)
        pieces.append(piece)
    order = order_by_eye(
        [words[piece.word] if piece else " " for piece in pieces], leftward
    )
    pieces = [pieces[place] for place in order]
    edges = np.cumsum([0.0, *(piece.width if piece else space for piece in pieces)])
    edges += MARGIN + (across - edges[-1] if leftward else 0.0)
    around = zip([None, *pieces], pieces, [*pieces[1:], None], edges, strict=False)
    return [
        (piece, left, 0.0 if before else REACH, 0.0 if after else REACH)
        for before, piece, after, left in around
        if piece
    ]


def draw_line(page, placed, shares, top):
    """Paint and writes the words of a line."""
    for piece, left, before, after in placed:
        share = shares[piece.word]
        if abs(share) > FAINTEST:
            across = before + piece.width + after
            page.paint(left - before, top, across, LINE - 3, colour_of(share))
        page.write(left, top + RISE, piece.text, SIZE)
