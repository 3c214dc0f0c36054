"""Pictures as arrays of pixels, and the room that they take in a figure."""

from typing import Any

import numpy as np

from seqkit.plot.drawing.page import POINTS

NARROWEST = 10  # points
FINEST = 400  # pixels of the longer side, which print well at a quarter of a page


def as_pixels(image: Any) -> np.ndarray:
    """Return the array of a picture.

    Args:
        image: PIL image of any kind, or uint8 `(height, width, 3)`.

    Returns:
        uint8 `(height, width, 3)`.

    Raises:
        ValueError: `image` is neither.
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
            "`seqkit.images.read_image(path)` reads one from a file."
        )
    return pixels


def reduced(pixels: np.ndarray) -> np.ndarray:
    """Return a picture of at most 400 pixels a side; larger ones are shrunk."""
    from PIL import Image

    picture = Image.fromarray(pixels)
    picture.thumbnail((FINEST, FINEST))
    return np.asarray(picture)


def column_width(page: float, columns: int, margin: float, gap: float) -> float:
    """Return the width of one column, where several stand beside one another.

    Args:
        page: float, points from edge to edge.
        columns: int.
        margin: float, points at either edge.
        gap: float, points between two columns.

    Returns:
        float, points.

    Raises:
        ValueError: there is no room for so many columns.
    """
    across = (page - 2 * margin - (columns - 1) * gap) / columns
    if across < NARROWEST:
        raise ValueError(
            f"A picture is {NARROWEST} points wide at least, of which an inch has "
            f"{POINTS}. Received columns={columns} and a width of {page / POINTS:.1f} "
            f"inches, which leave {across:.1f} points to each. "
            "Give fewer columns, or more inches."
        )
    return across


def box_of(pixels: np.ndarray, across: float) -> tuple[float, float]:
    """Return width and height of a picture in a column of so many points.

    A very high picture is narrower than the column: it is twice as high at most.
    """
    height, width = pixels.shape[:2]
    scale = min(across / width, 2 * across / height)
    return width * scale, height * scale
