"""Draw an image once for each word of its caption, lit by the attention of the word."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from typing import Any

import numpy as np

from seqkit.arguments import whole_number
from seqkit.plot.drawing.colours import FAINT
from seqkit.plot.drawing.fonts import measure
from seqkit.plot.drawing.image_arrays import as_pixels
from seqkit.plot.drawing.image_arrays import box_of
from seqkit.plot.drawing.image_arrays import column_width
from seqkit.plot.drawing.image_arrays import reduced
from seqkit.plot.drawing.legend import Remark
from seqkit.plot.drawing.lit_regions import as_grids
from seqkit.plot.drawing.lit_regions import lit
from seqkit.plot.drawing.page import Page
from seqkit.plot.drawing.running_text import check_words
from seqkit.plot.drawing.running_text import spelled_words
from seqkit.plot.drawing.text_lines import cut
from seqkit.plot.drawing.text_lines import shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# All lengths are points.
MARGIN = 12
GAP = 8
HEAD = 16  # height of the line above a picture, for its word
SIZE = 11
SMALL = 7
WHOLE = "image"  # written above the first, unchanged picture
LEGEND = (
    "light: where the model looked as it wrote the word; dark: where it did not; "
    "number: the share of its strongest place"
)


def attended_regions(
    image: Any,
    words: Sequence[str],
    weights: np.ndarray,
    *,
    columns: int = 5,
    title: str = "",
    width: float = 8.0,
    ax: "Axes | None" = None,
) -> "Figure":
    """Draw an image once for each word of its caption, light where the model looked.

    The first picture is the unchanged image. If the attention of a word is equal over
    the whole image, the picture of this word is equally dim everywhere.

    Args:
        image: PIL image, or uint8 `(height, width, 3)`.
        words: list of str, the words of the caption.
        weights: float `(words, rows, columns)`, the attention of each word to each
            place of the image; or `(words, places)` if the grid is square.
        columns: int, the number of pictures in a row.
        title: str, written above.
        width: float, inches. The height depends on the number of pictures.
        ax: `matplotlib.axes.Axes` to draw into. None: a new figure.

    Returns:
        `matplotlib.figure.Figure`; write it to a file by `savefig`.

    Raises:
        ValueError: there are more or fewer weights than words, the weights form no
            grid, or `image` is no picture.
        ImportError: Matplotlib is not installed.

    Reference: Xu et al. 2015, figure 5, https://arxiv.org/abs/1502.03044.

    Example:
    >>> (result,) = model.generate_n(["dog.jpg"])[0]
    >>> words = [*result.text.split(), "[END]"]
    >>> image = seqkit.images.read_image("dog.jpg")
    >>> attended_regions(image, words, result.attention).savefig("dog.png")
    """
    words, weights = spelled_words(words), as_grids(weights)
    check_words(words, weights)
    columns = whole_number("columns", columns)
    page = Page(width, title, ax)
    pixels = reduced(as_pixels(image))
    across = column_width(page.across, columns, MARGIN, GAP)
    box = box_of(pixels, across)
    row_height = HEAD + box[1] + GAP
    rows = -(-(len(words) + 1) // columns)
    legend = Remark(LEGEND, page.across - 2 * MARGIN)
    page.open(2 * MARGIN + rows * row_height + legend.height - GAP)
    for place, word in enumerate([WHOLE, *words]):
        row, column = divmod(place, columns)
        left = MARGIN + column * (across + GAP)
        top = MARGIN + row * row_height + HEAD
        if not place:
            page.place(pixels, left, top, *box)
            page.write(left, top - 4, cut(WHOLE, SMALL, across), SMALL, colour=FAINT)
            continue
        grid = weights[place - 1]
        page.place(lit(pixels, grid), left, top, *box)
        _write_above(page, word, f"{np.max(grid):.2f}", left, top - 4, across)
    legend.draw(page, MARGIN, MARGIN + rows * row_height - GAP / 2)
    return page.figure


def _write_above(page, word, number, left, baseline, across):
    """Write a word above the left of its picture, and a number above the right."""
    room = across - measure(number, SMALL) - 2
    word, size = _fitted(shown(word), room)
    page.write(left, baseline, word, size)
    end = left + across
    page.write(end, baseline, number, SMALL, colour=FAINT, align="right")


def _fitted(word, room):
    """Return a word and the size of its letters, so that it is at most `room` wide.

    The letters are made smaller first; if that is not enough, the word is cut.
    """
    size = SIZE
    while size > SMALL and measure(word, size) > room:
        size -= 0.5
    return cut(word, size, room), size
