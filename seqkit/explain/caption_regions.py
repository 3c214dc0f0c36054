"""Where a captioner looked as it wrote each word."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any

import keras
import numpy as np

from seqkit.explain.alignment import words_and_end
from seqkit.images.read_image_file import read_image
from seqkit.plot.drawing.terminal_columns import cell
from seqkit.plot.drawing.terminal_columns import columns
from seqkit.plot.drawing.terminal_columns import pad

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WORD = 24  # columns of a word that prints


@dataclass(frozen=True, eq=False)
class Regions:
    """Which places of an image each word of its caption looked at.

    It prints as a table: for each word the place that it looked at most.

    Args:
        image: uint8 `(height, width, 3)`.
        words: list of str, of the caption and the end.
        weights: float `(words, rows, columns)`; those of a word sum to 1.
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

    def plot(self, width: float = 8.0) -> "Figure":
        """Draw the image once for each word: `plot.attended_regions`.

        Args:
            width: float, inches.

        Returns:
            `matplotlib.figure.Figure`; `savefig` it.

        Raises:
            ImportError: Matplotlib is not installed.
        """
        from seqkit.plot.regions_figure import attended_regions

        return attended_regions(self.image, self.words, self.weights, width=width)

    def __str__(self):
        names = [cell(word, WORD) for word in self.words]
        widest = max(map(columns, names), default=0)
        return "\n".join(
            f"{pad(name, widest)}  {strongest(weights)}"
            for name, weights in zip(names, self.weights, strict=True)
        )


def regions(model: keras.Model, image: Any, beams: int = 5) -> Regions:
    """Caption an image, and show where each word looked.

    Words of several pieces are one: their looks are averaged.

    Args:
        model: `Captioner` with attention.
        image: path, bytes, PIL image or array, as `images.read_image` takes it.
        beams: int, of the search.

    Returns:
        `Regions`.

    Raises:
        TypeError: `model` captions no images.
        ValueError: it has no attention, or the image cannot be read.

    Reference: Xu et al. 2015, figure 5, https://arxiv.org/abs/1502.03044.

    Example:
    >>> explain.regions(model, "dog.jpg").words
    ['a', 'dog', '[END]']
    """
    check_captioner(model)
    pixels = read_image(image, model.encoder.size)
    (result,) = model.generate_n(pixels, beams=beams)[0]
    written = words_and_end(model.vocabulary, result.tokens)
    looks = [result.attention[places].mean(axis=0) for _, places in written]
    weights = np.reshape(looks, (len(written), *model.grid))
    return Regions(pixels, [word for word, _ in written], weights, result.score)


def strongest(weights):
    """Names the place of a grid that has the most."""
    rows, across = weights.shape
    row, column = np.unravel_index(weights.argmax(), weights.shape)
    most = f"{weights[row, column]:.2f}"
    return f"row {row + 1}, column {column + 1} of {rows} x {across}   {most}"


def check_captioner(model):
    """Raise unless a model looks at images as it writes."""
    if not hasattr(model, "grid"):
        raise TypeError(
            "`explain.regions` explains models that caption images. "
            f"Received {type(model).__name__}. Give a `Captioner`."
        )
    if model.attention is None:
        raise ValueError(
            "Attention is read off a model that has one. Received one with "
            'attention=None. Build it with `attention="soft"`.'
        )
