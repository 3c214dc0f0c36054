"""Draw words as running text, each on the colour of its weight."""

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from seqkit.arguments import whole_number
from seqkit.plot.drawing.colours import FAINT
from seqkit.plot.drawing.colours import FAINTEST
from seqkit.plot.drawing.colours import INK
from seqkit.plot.drawing.colours import colour_of
from seqkit.plot.drawing.colours import scaled
from seqkit.plot.drawing.colours import strongest_of
from seqkit.plot.drawing.excerpt import passages
from seqkit.plot.drawing.fonts import BOX
from seqkit.plot.drawing.fonts import measure
from seqkit.plot.drawing.legend import FIRST_LINE
from seqkit.plot.drawing.legend import SIZE as SMALL
from seqkit.plot.drawing.legend import ColourScale
from seqkit.plot.drawing.legend import Remark
from seqkit.plot.drawing.line_breaks import break_lines
from seqkit.plot.drawing.page import Page
from seqkit.plot.drawing.reading_direction import order_by_eye
from seqkit.plot.drawing.reading_direction import reads_leftward
from seqkit.plot.drawing.running_text import gaps
from seqkit.plot.drawing.running_text import left_out
from seqkit.plot.drawing.running_text import spell_weight
from seqkit.plot.drawing.running_text import weighted_words
from seqkit.plot.drawing.text_lines import cut
from seqkit.plot.drawing.text_lines import shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# All lengths are points.
MARGIN = 18
BOTTOM = 14
BASELINE = 24  # of the label
HEAD = 38  # height of the line with the label
LINE = 22
RISE = 14  # from the top of a line to its baseline
SIZE = 12
GAP = 8
REACH = 2  # by which a colour extends beyond its word, if a space is beside the word


def words(
    words: Sequence[str],
    weights: Sequence[float] | np.ndarray,
    label: str | None = None,
    score: float | None = None,
    note: str = "",
    *,
    text: str | None = None,
    most: int = 900,
    title: str = "",
    width: float = 8.0,
    ax: "Axes | None" = None,
) -> "Figure":
    """Draw words on the colours of their weights, as running text.

    Words with positive weights are blue, words with negative weights orange; the
    strongest word has the full colour. Of a long text up to three passages with the
    strongest words are shown, with the number of words that are left out between them.

    Args:
        words: list of str.
        weights: float `(time,)`; positive is for `label`, negative against it.
        label: str, the answer that is explained. None: no label.
        score: float, the probability of `label`. None: no probability.
        note: str, how the weights were computed.
        text: str, from which the words were split. Words that have no space between
            them in `text` are drawn without a space.
        most: int, about how many characters of the text are shown.
        title: str, written above.
        width: float, inches. The height depends on the number of words.
        ax: `matplotlib.axes.Axes` to draw into. None: a new figure.

    Returns:
        `matplotlib.figure.Figure`; write it to a file by `savefig`.

    Raises:
        ValueError: there are more or fewer weights than words.
        ImportError: Matplotlib is not installed.

    Example:
    >>> figure = words(["good", "film"], [0.9, 0.0], "positive", 0.97)
    >>> figure.savefig("why.png")
    """
    words, weights = weighted_words(words, weights)
    most = whole_number("most", most)
    page = Page(width, title, ax)
    pieces, colours = _excerpt(words, scaled(weights), text, most)
    widths = functools.cache(functools.partial(measure, size=SIZE))

    def lay_out(page_width):
        """Return the lines of words, the head above them, and the height of both."""
        across = page_width - 2 * MARGIN
        texts, spaces = [piece[0] for piece in pieces], [piece[1] for piece in pieces]
        lines = break_lines(texts, spaces, widths, across)
        head = _Head(label, score, note, weights, across)
        return lines, head, head.height + LINE * max(len(lines), 1) + BOTTOM

    page_width = page.across_for(lambda width: lay_out(width)[-1])
    lines, head, height = lay_out(page_width)
    page.open(height, page_width)
    head.draw(page)
    if not words:
        page.write(MARGIN, head.height + RISE, "no words", SIZE, colour=FAINT)
    # Read from `words`: `pieces` may have boxes in place of letters.
    leftward, texts = reads_leftward("".join(words)), [text for *_, text in pieces]
    across = page_width - 2 * MARGIN
    for row, line in enumerate(lines):
        placed = _place_line(line, texts, widths(" "), across, leftward)
        _draw_line(page, placed, colours, head.height + LINE * row)
    return page.figure


def _excerpt(words, shares, text, most):
    """Return the words and ellipses that are drawn, and the colour of each.

    Returns:
        list of (str as it is drawn, gap before it, str of the text), one for each shown
        word and each ellipsis; and a list with the weight of each, divided by the
        strongest, or None for an ellipsis.
    """
    between, pieces, colours, end = gaps(words, text), [], [], 0
    parts = passages(words, shares, most)
    for first, last in [*parts, (len(words), len(words))]:
        if first > end:
            ellipsis = left_out(words[end:first])
            pieces.append((ellipsis, " " if end else "", ellipsis))
            colours.append(None)
        for place in range(first, last):
            gap = between[place] or (" " if place == first and place else "")
            pieces.append((shown(words[place]) or BOX, gap, words[place]))
            colours.append(shares[place])
        end = last
    return pieces, colours


class _Head:
    """The lines above the words: label, score, note and the scale of the colours."""

    def __init__(self, label, score, note, weights, across):
        self.number = "" if score is None else f"p = {score:.3f}"
        label = "" if label is None else shown(label)
        room = across - measure(self.number, SIZE + 2) - GAP
        self.label = cut(label, SIZE + 2, room, "bold")
        self.scale = _scale_of(weights)
        self.left = MARGIN + sum(
            measure(text, SIZE + 2, weight) + (GAP if text else 0)
            for text, weight in ((self.label, "bold"), (self.number, "normal"))
        )
        right = MARGIN + across
        self.scale_left = right - self.scale.width if self.scale else right
        # The scale and the note are beside the label if they fit, else below.
        scale_above = bool(self.scale) and self.scale_left < self.left
        room = (right if scale_above else self.scale_left) - GAP - self.left
        self.remark = Remark(shown(note), across)
        note_above = measure(shown(note), SMALL) <= room
        self.note_top = None if note_above else HEAD - GAP
        self.height = HEAD + (0 if note_above else self.remark.height)
        self.scale_top = BASELINE
        if scale_above:
            self.scale_left, self.scale_top = MARGIN, self.height + RISE - GAP
            self.height += LINE

    def draw(self, page):
        page.write(MARGIN, BASELINE, self.label, SIZE + 2, weight="bold")
        begin = MARGIN + measure(self.label, SIZE + 2, "bold")
        begin += GAP if self.label else 0
        page.write(begin, BASELINE, self.number, SIZE + 2)
        if self.scale:
            self.scale.draw(page, self.scale_left, self.scale_top)
        if self.note_top is None:
            self.remark.draw(page, self.left, BASELINE - FIRST_LINE)
        else:
            self.remark.draw(page, MARGIN, self.note_top)


def _scale_of(weights):
    """Return the legend of the colours, or None if all weights are 0.

    The scale begins at 0 if no weight is negative.
    """
    strongest = strongest_of(weights)
    if not strongest:
        return None
    both = bool(np.any(weights < 0))
    low = f"against {spell_weight(-strongest, strongest)}" if both else "0"
    high = spell_weight(strongest, strongest, sign=both) + (" for" if both else "")
    return ColourScale(low, high, colour_of, begin=-1.0 if both else 0.0)


def _place_line(line, words, space, across, leftward):
    """Return (piece, left edge, reach leftward, reach rightward) for a line's pieces.

    A reach is the number of points by which the colour of a word extends into the gap
    or the margin beside the word. Gaps are ordered together with the words.
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


def _draw_line(page, placed, shares, top):
    """Paint and write the words of a line."""
    for piece, left, before, after in placed:
        share = shares[piece.word]
        if share is not None and abs(share) > FAINTEST:
            across = before + piece.width + after
            page.paint(left - before, top, across, LINE - 3, colour_of(share))
        ink = FAINT if share is None else INK
        page.write(left, top + RISE, piece.text, SIZE, colour=ink)
