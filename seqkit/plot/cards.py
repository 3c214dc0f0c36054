"""What a gallery shows of one picture."""

from collections.abc import Sequence
from typing import Any
from typing import NamedTuple

import numpy as np

from seqkit.plot.pictures import as_pixels
from seqkit.plot.pictures import reduced


class Card(NamedTuple):
    """A picture with its texts.

    Args:
        pixels: uint8 `(height, width, 3)`.
        caption: str.
        references: list of str.
        score: str or None.
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
) -> list[Card]:
    """Brings together what belongs to each picture; arguments as of `gallery`.

    Raises:
        ValueError: there are more or fewer of one than of another, or an image is no
            picture.
    """
    images, captions = list(images), list(captions)
    references = [[]] * len(images) if references is None else list(references)
    scores = [None] * len(images) if scores is None else list(scores)
    counts = [*map(len, (images, captions, references, scores))]
    if len(set(counts)) > 1 or not images:
        raise ValueError(
            "Each picture has a caption and, where they are given, references and a "
            f"score. Received {counts[0]} images, {counts[1]} captions, {counts[2]} "
            f"references and {counts[3]} scores. Give as many of each, one at least."
        )
    return [
        Card(
            reduced(as_pixels(image)),
            caption,
            [texts] if isinstance(texts, str) else [*texts],
            None if score is None else f"{score:.1f}",
        )
        for image, caption, texts, score in zip(
            images, captions, references, scores, strict=True
        )
    ]
