"""Pictures as arrays, for what is drawn of them."""

from typing import Any

import numpy as np

FINEST = 400  # pixels of the longer side: as many as print on a quarter of a page


def as_pixels(image: Any) -> np.ndarray:
    """Makes an array of a picture.

    Args:
        image: PIL image of any kind, or uint8 `(height, width, 3)`.

    Returns:
        uint8 `(height, width, 3)`.

    Raises:
        ValueError: it is something else.
    """
    if hasattr(image, "convert"):
        image = image.convert("RGB")
    pixels = None if isinstance(image, str | bytes) else np.asarray(image)
    fits = pixels is not None and pixels.ndim == 3 and pixels.shape[2] == 3
    if not fits or pixels.dtype != "uint8" or not pixels.size:
        received = getattr(pixels, "shape", repr(image)[:80])
        raise ValueError(
            "A picture is a PIL image, or uint8 of shape (height, width, 3). "
            f"Received {received}{'' if pixels is None else f' of {pixels.dtype}'}. "
            "`seqkit.data.read_image(path)` makes one of a file."
        )
    return pixels


def reduced(pixels: np.ndarray) -> np.ndarray:
    """Shrinks a large picture to what can be seen of it: 400 pixels at most."""
    from PIL import Image

    picture = Image.fromarray(pixels)
    picture.thumbnail((FINEST, FINEST))
    return np.asarray(picture)


def box_of(pixels: np.ndarray, across: float) -> tuple[float, float]:
    """Gives width and height of a picture in a column; twice as high at most."""
    height, width = pixels.shape[:2]
    scale = min(across / width, 2 * across / height)
    return width * scale, height * scale
