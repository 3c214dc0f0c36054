"""Build the cards that `gallery` and `gallery_html` show.

A card is a picture with its caption, references and score.
"""

from collections.abc import Sequence
from typing import Any
from typing import NamedTuple

import numpy as np

from seqkit.arguments import is_several
from seqkit.arguments import list_of
from seqkit.plot.drawing.image_arrays import as_pixels
from seqkit.plot.drawing.image_arrays import reduced
from seqkit.plot.drawing.running_text import spelled_words


class Card(NamedTuple):
    """A picture with its texts.

    Args:
        pixels: uint8 `(height, width, 3)`.
        caption: str.
        references: list of str.
        score: str, the name of the score and its number, or None.
    """

    pixels: np.ndarray
    caption: str
    references: list[str]
    score: str | None


def cards_of(
    images: Sequence[Any],
    captions: Sequence[str],
    references: Sequence[str | Sequence[str]] | None,
    scores: Sequence[float] | None,
    score: str,
) -> list[Card]:
    """Return a card for each picture; the arguments are those of `gallery`.

    Raises:
        TypeError: an argument is not a list, or is a set.
        ValueError: the lists are not equally long, or an image is no picture.
    """
    if not is_several(images):
        raise TypeError(
            "`images` are a list of pictures. "
            f"Received {images!r:.80} of type {type(images).__name__}. Give a list."
        )
    images, captions = list(images), spelled_words(captions, "captions")
    references = (
        [[]] * len(images)
        if references is None
        else [
            spelled_words(texts, "references") if is_several(texts) else [str(texts)]
            for texts in list_of(references, "references")
        ]
    )
    scores = [None] * len(images) if scores is None else list_of(scores, "scores")
    counts = [*map(len, (images, captions, references, scores))]
    if len(set(counts)) > 1 or not images:
        raise ValueError(
            "Each picture has one caption, and one list of references and one score "
            f"if these are given. Received {counts[0]} images, {counts[1]} captions, "
            f"{counts[2]} references and {counts[3]} scores. "
            "Give lists of equal length, with one picture at least."
        )
    return [
        Card(
            reduced(as_pixels(image)),
            caption,
            texts,
            None if number is None else f"{score} {number:.1f}".strip(),
        )
        for image, caption, texts, number in zip(
            images, captions, references, scores, strict=True
        )
    ]
