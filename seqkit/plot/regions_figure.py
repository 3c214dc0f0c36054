"""Where in a picture a captioner looked as it wrote each word."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from typing import Any

import numpy as np

from seqkit.arguments import whole_number
from seqkit.plot.drawing.colours import FAINT
from seqkit.plot.drawing.fonts import drawable
from seqkit.plot.drawing.fonts import measure
from seqkit.plot.drawing.image_arrays import across_of
from seqkit.plot.drawing.image_arrays import as_pixels
from seqkit.plot.drawing.image_arrays import box_of
from seqkit.plot.drawing.image_arrays import reduced
from seqkit.plot.drawing.new_figure import new_figure
from seqkit.plot.drawing.page import Page
from seqkit.plot.drawing.running_text import check_words
from seqkit.plot.drawing.running_text import spelled_words
from seqkit.plot.drawing.running_text import visible

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# All lengths are points.
MARGIN = 12
GAP = 8
HEAD = 16  # above a picture, for its word
SIZE = 11
SMALL = 7
DARK = 0.4  # of the light of the picture that is left where nothing is looked at
WHITE = 0.55  # of white over it where most is looked at
SHARP = 4  # times what each place has of an even look; from there on it is white


def attended_regions(
    image: Any,
    words: Sequence[str],
    weights: np.ndarray,
    *,
    columns: int = 5,
    width: float = 8.0,
) -> "Figure":
    """Draw a picture once for each word, light where the model looked.

    The first is the picture as it is. In each other what was looked at is white, and
    what was not is dark; an even look at everything is as dim everywhere. The small
    number is the weight of the place that was looked at most.

    Args:
        image: PIL image, or uint8 `(height, width, 3)`.
        words: list of str.
        weights: float `(words, rows, columns)`, or `(words, places)` of a grid with as
            many rows as columns.
        columns: int, pictures beside one another.
        width: float, inches. The figure is as high as the pictures need.

    Returns:
        `matplotlib.figure.Figure`, which pyplot does not know: `savefig` it.

    Raises:
        ValueError: there are more or fewer weights than words, they are no grid, or
            `image` is no picture.
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
    figure = new_figure(width, 1.0)
    pixels = reduced(as_pixels(image))
    across = across_of(width, columns, MARGIN, GAP)
    box = box_of(pixels, across)
    down = box[1]
    rows = -(-(len(words) + 1) // columns)

    page = Page(figure, 2 * MARGIN + rows * (HEAD + down) + (rows - 1) * GAP)
    for place in range(len(words) + 1):
        row, column = divmod(place, columns)
        left = MARGIN + column * (across + GAP)
        top = MARGIN + row * (HEAD + down + GAP) + HEAD
        if not place:
            page.place(pixels, left, top, *box)
            continue
        grid = weights[place - 1]
        page.place(lit(pixels, grid), left, top, *box)
        note = f"{np.max(grid):.2f}"
        room = across - measure(note, SMALL) - 2
        word, size = fitted(drawable(visible(words[place - 1])), room)
        page.write(left, top - 4, word, size)
        end = left + across
        page.write(end, top - 4, note, SMALL, colour=FAINT, align="right")
    return figure


def as_grids(weights) -> np.ndarray:
    """Return float `(words, rows, columns)` of weights."""
    weights = np.asarray(weights, float)
    if weights.ndim == 2:
        side = round(weights.shape[1] ** 0.5)
        if side * side == weights.shape[1]:
            weights = weights.reshape(-1, side, side)
    if weights.ndim != 3 or not all(weights.shape[1:]):
        raise ValueError(
            "`weights` are a grid for each word: shape (words, rows, columns). "
            f"Received shape {weights.shape}. Where the grid is not as high as wide, "
            "reshape them: `weights.reshape(-1, rows, columns)`."
        )
    return np.nan_to_num(np.maximum(weights, 0.0), posinf=0.0)


def lit(pixels: np.ndarray, grid: np.ndarray) -> np.ndarray:
    """Darken a picture but where the weights of a grid are.

    Args:
        pixels: uint8 `(height, width, 3)`.
        grid: float `(rows, columns)`, 0 or more.

    Returns:
        uint8 `(height, width, 3)`.
    """
    from PIL import Image

    height, width = pixels.shape[:2]
    most = max(grid.max(), SHARP * grid.mean()) or 1.0
    values = Image.fromarray((grid / most).astype("float32"))
    # Cubic, which is smooth where a grid is coarse, and a little beyond its values.
    smooth = np.asarray(values.resize((width, height), Image.Resampling.BICUBIC))
    share = np.clip(smooth, 0.0, 1.0)[..., None]  # (height, width, 1)
    dark, white = DARK * pixels * (1 - share) + pixels * share, 255.0
    mixed = dark + share * WHITE * (white - dark)
    return mixed.round().astype("uint8")


def fitted(word: str, width: float) -> tuple[str, float]:
    """Choose the size of a word that fits, and shortens it where none does."""
    size = SIZE
    while size > SMALL and measure(word, size) > width:
        size -= 0.5
    while len(word) > 1 and measure(word, size) > width:
        word = word[:-2] + "…"
    return word, size
