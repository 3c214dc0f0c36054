"""Draw pictures in a grid, each above its caption, references and score."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from typing import Any

from seqkit.arguments import whole_number
from seqkit.plot.drawing.colours import FAINT
from seqkit.plot.drawing.colours import INK
from seqkit.plot.drawing.gallery_cards import Card
from seqkit.plot.drawing.gallery_cards import cards_of
from seqkit.plot.drawing.image_arrays import box_of
from seqkit.plot.drawing.image_arrays import column_width
from seqkit.plot.drawing.legend import Remark
from seqkit.plot.drawing.page import Page
from seqkit.plot.drawing.text_lines import broken

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# All lengths are points.
MARGIN = 14
GAP = 14
SIZE = 10
SMALL = 7.5
SPACING = 1.3  # times the size of letters: from one baseline to the next
LIFT = 4  # space above the caption, the score and each reference


def gallery(
    images: Sequence[Any],
    captions: Sequence[str],
    references: Sequence[str | Sequence[str]] | None = None,
    scores: Sequence[float] | None = None,
    *,
    score: str = "score",
    columns: int = 4,
    title: str = "",
    width: float = 10.0,
    ax: "Axes | None" = None,
) -> "Figure":
    """Draw pictures with their captions, in the order given.

    Args:
        images: list of PIL images, or of uint8 `(height, width, 3)`.
        captions: list of str.
        references: list of str, or of lists of str, the right captions of each image.
            None: no references.
        scores: list of float, one for each image, such as `caption_report(…).each`.
            None: no scores.
        score: str, the name of the scores.
        columns: int, the number of pictures in a row.
        title: str, written above.
        width: float, inches. The height depends on the pictures and texts.
        ax: `matplotlib.axes.Axes` to draw into. None: a new figure.

    Returns:
        `matplotlib.figure.Figure`; write it to a file by `savefig`.

    Raises:
        ValueError: the lists are not equally long, or an image is no picture.
        ImportError: Matplotlib is not installed.

    Example:
    >>> report = reports.caption_report(references, captions)
    >>> best = np.argsort(-report.each)[:8]
    >>> figure = gallery([images[row] for row in best], [captions[row] for row in best])
    >>> figure.savefig("best.png")
    """
    cards = cards_of(images, captions, references, scores, score)
    columns = whole_number("columns", columns)
    page = Page(width, title, ax)
    across = column_width(page.across, columns, MARGIN, GAP)
    rows = [cards[first : first + columns] for first in range(0, len(cards), columns)]
    drawn = [[_lines_of(card, across) for card in row] for row in rows]
    heights = [
        max(
            box_of(card.pixels, across)[1] + _text_height(lines)
            for card, lines in zip(row, texts, strict=True)
        )
        for row, texts in zip(rows, drawn, strict=True)
    ]
    named = any(card.references for card in cards)
    legend = "black: the caption; grey: references" if named else ""
    legend = Remark(legend, page.across - 2 * MARGIN)
    page.open(2 * MARGIN + sum(heights) + (len(rows) - 1) * GAP + legend.height)
    top = MARGIN
    for row, texts, height in zip(rows, drawn, heights, strict=True):
        for column, (card, lines) in enumerate(zip(row, texts, strict=True)):
            left = MARGIN + column * (across + GAP)
            _draw_card(page, card, lines, left, top, across)
        top += height + GAP
    legend.draw(page, MARGIN, top - GAP + LIFT)
    return page.figure


def _lines_of(card: Card, across: float) -> list[tuple[str, float, str, bool]]:
    """Return the lines of a card: text, size, colour, and whether a text begins."""
    score = [] if card.score is None else [(card.score, SMALL, INK)]
    texts = [(card.caption, SIZE, INK), *score]
    texts += [(each, SMALL, FAINT) for each in card.references]
    return [
        (line, size, colour, not place)
        for text, size, colour in texts
        for place, line in enumerate(broken(text, size, across))
    ]


def _text_height(lines) -> float:
    """Return the height of the lines of a card."""
    return sum(SPACING * size + LIFT * begins for _, size, _, begins in lines)


def _draw_card(page, card, lines, left, top, across):
    """Draw a picture, and write its texts below."""
    box = box_of(card.pixels, across)
    page.place(card.pixels, left, top, *box)
    baseline = top + box[1]
    for line, size, colour, begins in lines:
        baseline += SPACING * size + LIFT * begins
        page.write(left, baseline - 0.3 * size, line, size, colour=colour)
