"""Draw a text with its own line breaks, each token on the colour of its value."""

import functools
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from seqkit.arguments import list_of
from seqkit.arguments import whole_number
from seqkit.plot.drawing.colours import FAINT
from seqkit.plot.drawing.colours import FAINTEST
from seqkit.plot.drawing.colours import colour_of
from seqkit.plot.drawing.colours import scaled
from seqkit.plot.drawing.colours import strongest_of
from seqkit.plot.drawing.fonts import BOX
from seqkit.plot.drawing.fonts import measure
from seqkit.plot.drawing.legend import ColourScale
from seqkit.plot.drawing.line_breaks import Piece
from seqkit.plot.drawing.line_breaks import break_lines
from seqkit.plot.drawing.page import Page
from seqkit.plot.drawing.reading_direction import order_by_eye
from seqkit.plot.drawing.reading_direction import reads_leftward
from seqkit.plot.drawing.running_text import left_out
from seqkit.plot.drawing.running_text import spell_weight
from seqkit.plot.drawing.running_text import spelled_words
from seqkit.plot.drawing.text_lines import shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# All lengths are points.
MARGIN = 16
LINE = 17
RISE = 12.5  # from the top of a line to its baseline
SIZE = 10.5
HEAD = 26  # height of the scale of colours


def running_text(
    text: str | Sequence[str],
    values: Sequence[float] | np.ndarray,
    *,
    most: int = 1500,
    title: str = "",
    width: float = 8.0,
    ax: "Axes | None" = None,
) -> "Figure":
    r"""Draw a text with its line breaks, each character on the colour of its value.

    Positive values are blue, negative ones orange; the strongest value has the full
    colour. Lines that are too wide are broken; newlines are shown as ↵. A paragraph
    whose first letter is of a script read from the right stands at the right.

    Args:
        text: str; or list of str, the tokens of a text, which are drawn without gaps
            and have one value each.
        values: float `(characters,)`, or `(tokens,)`, such as the activations of a cell
            in `explain.cells`.
        most: int, the most characters, or tokens, that are drawn.
        title: str, written above.
        width: float, inches. The height depends on the text.
        ax: `matplotlib.axes.Axes` to draw into. None: a new figure.

    Returns:
        `matplotlib.figure.Figure`; write it to a file by `savefig`.

    Raises:
        ValueError: there are more or fewer values than characters, or than tokens.
        ImportError: Matplotlib is not installed.

    Reference: Karpathy et al. 2015, figure 2, https://arxiv.org/abs/1506.02078.

    Example:
    >>> figure = running_text("if (a)\n", [0, 0, 0, 0.8, 0.9, -0.1, 0])
    >>> figure.savefig("cell.png")
    """
    # Of a str each character is a token.
    tokens = list(text) if isinstance(text, str) else spelled_words(text, "text")
    values = np.array(list_of(values, "values", "float"), float)
    if values.shape != (len(tokens),):
        raise ValueError(
            "Each character, or token, has one value. Received "
            f"{len(tokens):,} tokens and {len(values):,} values, of shape "
            f"{values.shape}. Give the values of one cell, over the whole text."
        )
    most = whole_number("most", most)
    page = Page(width, title, ax)
    characters = "".join(tokens[:most])
    shares = np.repeat(scaled(values)[:most], [*map(len, tokens[:most])])
    words = re.findall(r"\n|[^\S\n]|\S+", characters)
    widths = functools.cache(functools.partial(measure, size=SIZE))

    def lay_out(page_width):
        """Return the lines, and the height that the page needs."""
        lines = _lines(words, shares, widths, page_width - 2 * MARGIN)
        more = len(tokens) > most
        return lines, HEAD + LINE * (len(lines) + more) + MARGIN

    page_width = page.across_for(lambda width: lay_out(width)[-1])
    lines, height = lay_out(page_width)
    page.open(height, page_width)
    scale = _scale_of(values)
    scale.draw(page, page_width - MARGIN - scale.width, MARGIN)
    for row, line in enumerate(lines):
        _draw_line(page, line, widths, HEAD + LINE * row, page_width - 2 * MARGIN)
    if len(tokens) > most:
        bottom = HEAD + LINE * len(lines) + RISE
        page.write(MARGIN, bottom, left_out(tokens[most:]), SIZE, colour=FAINT)
    return page.figure


def _scale_of(values):
    """Return the legend of the colours."""
    strongest = strongest_of(values)
    both = bool(np.any(values < 0))
    low = spell_weight(-strongest, strongest) if both else "0"
    high = spell_weight(strongest, strongest, sign=both)
    return ColourScale(low, high, colour_of, begin=-1.0 if both else 0.0)


@dataclass(frozen=True)
class _Line:
    """A line: its pieces, the values of their characters, and its direction."""

    pieces: list[Piece]
    shares: list[np.ndarray]
    leftward: bool


def _lines(words, shares, widths, across):
    """Return the lines of words, each word a newline, one space, or visible signs."""
    drawn = [shown(word) or BOX for word in words]
    begins = [False, *(word == "\n" for word in words[:-1])]
    gaps = ["\n" if first else "" for first in begins[: len(words)]]
    ends = np.cumsum([0, *map(len, words)])
    of_words = [shares[first:end] for first, end in itertools.pairwise(ends)]
    paragraph = np.cumsum(begins[: len(words)])
    leftward = _directions(words, paragraph)
    lines, used = [], {}
    for pieces in break_lines(drawn, gaps, widths, across):
        parts = []
        for piece in pieces:
            first = used.get(piece.word, 0)
            used[piece.word] = first + len(piece.text)
            parts.append(of_words[piece.word][first : used[piece.word]])
        side = leftward[paragraph[pieces[0].word]]
        lines.append(_Line(pieces, parts, side))
    return lines


def _directions(words, paragraph):
    """Return whether each paragraph is read leftward, from its first letter."""
    groups = itertools.groupby(zip(paragraph, words, strict=True), lambda pair: pair[0])
    return {
        number: reads_leftward("".join(word for _, word in group))
        for number, group in groups
    }


def _draw_line(page, line, widths, top, across):
    """Paint the colours of a line, and write its words on them."""
    order = order_by_eye([piece.text for piece in line.pieces], line.leftward)
    edge = MARGIN
    if line.leftward:
        edge += across - sum(piece.width for piece in line.pieces)
    boxes, colours, written = [], [], []
    for place in order:
        piece, shares = line.pieces[place], line.shares[place]
        turned = reads_leftward(piece.text)
        for first, end, share in _runs(shares):
            begin, stop = widths(piece.text[:first]), widths(piece.text[:end])
            if turned:
                begin, stop = piece.width - stop, piece.width - begin
            boxes.append((edge + begin, top, stop - begin, LINE))
            colours.append(colour_of(share))
        written.append((edge, piece.text))
        edge += piece.width
    page.paint_boxes(boxes, colours)
    for left, text in written:
        if not text.isspace():
            colour = {"colour": FAINT} if text == "↵" else {}
            page.write(left, top + RISE, text, SIZE, **colour)


def _runs(shares):
    """Return (first, end, share) of neighbours with the same of 200 shades."""
    shades = np.round(np.asarray(shares) * 100).astype(int)
    changes = np.flatnonzero(np.diff(shades)) + 1
    bounds = [0, *changes.tolist(), len(shades)]
    return [
        (first, end, shades[first] / 100)
        for first, end in itertools.pairwise(bounds)
        if end > first and abs(shades[first]) > 100 * FAINTEST
    ]
