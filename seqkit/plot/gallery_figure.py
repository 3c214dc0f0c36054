"""Pictures with what was said of them, what might have been, and how good it is."""

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING
from typing import Any

from seqkit.arguments import whole_number
from seqkit.plot.drawing.cards import Card
from seqkit.plot.drawing.cards import cards_of
from seqkit.plot.drawing.colours import FAINT
from seqkit.plot.drawing.colours import INK
from seqkit.plot.drawing.fonts import drawable
from seqkit.plot.drawing.fonts import measure
from seqkit.plot.drawing.image_arrays import across_of
from seqkit.plot.drawing.image_arrays import box_of
from seqkit.plot.drawing.line_breaks import break_lines
from seqkit.plot.drawing.new_figure import new_figure
from seqkit.plot.drawing.page import Page
from seqkit.plot.drawing.reading_direction import marked
from seqkit.plot.drawing.reading_direction import reads_leftward
from seqkit.plot.drawing.running_text import gaps
from seqkit.plot.drawing.running_text import visible

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# All lengths are points.
MARGIN = 14
GAP = 14
SIZE = 10
SMALL = 7.5
SPACING = 1.3  # from baseline to baseline, of the size
LIFT = 4  # from a picture to its caption, and from that to the references


def gallery(
    images: Sequence[Any],
    captions: Sequence[str],
    references: Sequence[str | Sequence[str]] | None = None,
    scores: Sequence[float] | None = None,
    *,
    columns: int = 4,
    width: float = 10.0,
) -> "Figure":
    """Draw pictures with their captions, in the order given.

    Args:
        images: list of PIL images, or of uint8 `(height, width, 3)`.
        captions: list of str.
        references: list of str, or of lists of them, what is right of each.
        scores: list of float, such as `caption_report(…).each`.
        columns: int, pictures beside one another.
        width: float, inches. The figure is as high as the pictures need.

    Returns:
        `matplotlib.figure.Figure`, which pyplot does not know: `savefig` it.

    Raises:
        ValueError: there are more or fewer of one than of another, or an image is no
            picture.
        ImportError: Matplotlib is not installed.

    Example:
    >>> report = reports.caption_report(references, captions)
    >>> best = np.argsort(-report.each)[:8]
    >>> figure = gallery([images[row] for row in best], [captions[row] for row in best])
    >>> figure.savefig("best.png")
    """
    cards = cards_of(images, captions, references, scores)
    columns = whole_number("columns", columns)
    figure = new_figure(width, 1.0)
    across = across_of(width, columns, MARGIN, GAP)
    rows = [cards[first : first + columns] for first in range(0, len(cards), columns)]
    drawn = [[lines_of(card, across) for card in row] for row in rows]
    heights = [
        max(
            box_of(card.pixels, across)[1] + text_height(lines)
            for card, lines in zip(row, texts, strict=True)
        )
        for row, texts in zip(rows, drawn, strict=True)
    ]

    gaps_between = max(len(rows) - 1, 0) * GAP
    page = Page(figure, 2 * MARGIN + sum(heights) + gaps_between)
    top = MARGIN
    for row, texts, height in zip(rows, drawn, heights, strict=True):
        for column, (card, lines) in enumerate(zip(row, texts, strict=True)):
            draw_card(page, card, lines, MARGIN + column * (across + GAP), top, across)
        top += height + GAP
    return figure


def lines_of(card: Card, across: float) -> list[tuple[str, float, str, bool]]:
    """Break the texts of a card: each line, its size, its colour, if it opens one."""
    score = [] if card.score is None else [(card.score, SMALL, INK)]
    texts = [(card.caption, SIZE, INK), *score]
    texts += [(each, SMALL, FAINT) for each in card.references]
    return [
        (line, size, colour, not place)
        for text, size, colour in texts
        for place, line in enumerate(broken(text, size, across))
    ]


def broken(text: str, size: float, across: float) -> list[str]:
    """Break a text into lines of so many points, as they are seen."""
    words = [word for word in text.split() if drawable(visible(word))] or ["–"]
    shown = [drawable(visible(word)) for word in words]
    width = functools.cache(functools.partial(measure, size=size))
    leftward = reads_leftward(text)
    # Matplotlib orders the words of a line by itself, once it knows the direction.
    return [
        marked(" ".join(piece.text for piece in line), leftward)
        for line in break_lines(shown, gaps(words), width, across)
    ]


def text_height(lines) -> float:
    """Return the height of the lines of a card."""
    return sum(SPACING * size + LIFT * opens for _, size, _, opens in lines)


def draw_card(page, card, lines, left, top, across):
    """Draw a picture, and writes its lines under it."""
    box = box_of(card.pixels, across)
    page.place(card.pixels, left, top, *box)
    baseline = top + box[1]
    for line, size, colour, opens in lines:
        baseline += SPACING * size + LIFT * opens
        page.write(left, baseline - 0.3 * size, line, size, colour=colour)
