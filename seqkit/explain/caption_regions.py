"""Show which regions of an image a captioner attended to for each word."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any

import keras
import numpy as np

from seqkit.explain.alignment import words_and_end
from seqkit.images.read_image_file import read_image
from seqkit.plot.attended_regions_figure import attended_regions
from seqkit.plot.drawing.lit_regions import lit
from seqkit.plot.drawing.notebook_html import Html
from seqkit.plot.drawing.terminal_columns import cell
from seqkit.plot.drawing.terminal_columns import columns
from seqkit.plot.drawing.terminal_columns import pad
from seqkit.plot.html_gallery import gallery_html

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WORD = 24  # the most columns of a word in the printed table


@dataclass(frozen=True, eq=False)
class Regions:
    """The attention of each word of a caption to each place of its image.

    `print` shows for each word the place with the most attention.

    Args:
        image: uint8 `(height, width, 3)`.
        words: list of str, the words of the caption and its end token.
        weights: float `(words, rows, columns)`; the weights of a word sum to 1.
        score: float, log-probability of the caption, in nats.

    Example:
    >>> print(explain.regions(model, "dog.jpg"))
    a      row 2, column 3 of 7 x 7   0.08
    dog    row 4, column 3 of 7 x 7   0.31
    """

    image: np.ndarray
    words: list[str]
    weights: np.ndarray
    score: float

    def plot(
        self, *, title: str = "", width: float = 8.0, ax: "Axes | None" = None
    ) -> "Figure":
        """Draw the image once for each word, by `plot.attended_regions`."""
        return attended_regions(
            self.image, self.words, self.weights, title=title, width=width, ax=ax
        )

    def html(self) -> Html:
        """Return HTML with the image once for each word, lit by its attention."""
        pictures = [self.image, *(lit(self.image, grid) for grid in self.weights)]
        shares = [100.0, *(100 * grid.max() for grid in self.weights)]
        title = "light: where the model looked; %: the share of the strongest place"
        return gallery_html(
            pictures, ["image", *self.words], scores=shares, score="%", title=title
        )

    def _repr_html_(self):
        return self.html()

    def __str__(self):
        names = [cell(word, WORD) for word in self.words]
        widest = max(map(columns, names), default=0)
        return "\n".join(
            f"{pad(name, widest)}  {_strongest(weights)}"
            for name, weights in zip(names, self.weights, strict=True)
        )


def regions(model: keras.Model, image: Any, beams: int = 5) -> Regions:
    """Caption an image, and return the attention of each word to each place.

    The weights of a word that consists of several tokens are averaged.

    Args:
        model: `Captioner` with attention.
        image: path, bytes, PIL image or array, as in `images.read_image`.
        beams: int, of the search for the caption.

    Returns:
        `Regions`.

    Raises:
        TypeError: `model` does not caption images.
        ValueError: `model` has no attention, or the image cannot be read.

    Reference: Xu et al. 2015, figure 5, https://arxiv.org/abs/1502.03044.

    Example:
    >>> explain.regions(model, "dog.jpg").words
    ['a', 'dog', '[END]']
    """
    _check_captioner(model)
    pixels = read_image(image, model.encoder.size)
    (result,) = model.generate_n(pixels, beams=beams)[0]
    written = words_and_end(model.vocabulary, result.tokens)
    rows = [result.attention[places].mean(axis=0) for _, places in written]
    weights = np.reshape(rows, (len(written), *model.grid))  # (words, rows, columns)
    return Regions(pixels, [word for word, _ in written], weights, result.score)


def _strongest(weights):
    """Return the row and column of the highest weight of a grid, as text."""
    rows, across = weights.shape
    row, column = np.unravel_index(weights.argmax(), weights.shape)
    most = f"{weights[row, column]:.2f}"
    return f"row {row + 1}, column {column + 1} of {rows} x {across}   {most}"


def _check_captioner(model):
    """Raise an error unless the model captions images, and has attention."""
    if not hasattr(model, "grid"):
        raise TypeError(
            "`explain.regions` explains models that caption images. "
            f"Received {type(model).__name__}. Give a `Captioner`."
        )
    if model.attention is None:
        raise ValueError(
            "`explain.regions` needs a model with attention. Received a model with "
            'attention=None. Build it with `attention="soft"`.'
        )
