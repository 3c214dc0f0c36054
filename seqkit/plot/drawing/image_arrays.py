"""Convert pictures to arrays of pixels, and compute their size in a figure."""

from typing import Any

import numpy as np

from seqkit.plot.drawing.page import POINTS

NARROWEST = 10  # points, the least width of a picture
FINEST = 400  # pixels of the longer side; enough to print on a quarter of a page


def as_pixels(image: Any) -> np.ndarray:
    """Return the pixels of a picture as an array.

    Args:
        image: PIL image of any kind, or uint8 `(height, width, 3)`.

    Returns:
        uint8 `(height, width, 3)`.

    Raises:
        ValueError: `image` is neither a PIL image nor an array of that kind.
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
    """Return a picture shrunk, if necessary, to at most 400 pixels on each side.

    Args:
        pixels: uint8 `(height, width, 3)`.

    Returns:
        uint8 `(height, width, 3)`, with the proportions of `pixels`.
    """
    from PIL import Image

    picture = Image.fromarray(pixels)
    picture.thumbnail((FINEST, FINEST))
    return np.asarray(picture)


def column_width(page: float, columns: int, margin: float, gap: float) -> float:
    """Return the width of each of several columns that are beside one another.

    Args:
        page: float, points, the width of the page.
        columns: int, the number of columns.
        margin: float, points at either edge.
        gap: float, points between two columns.

    Returns:
        float, points.

    Raises:
        ValueError: the columns would be narrower than 10 points.
    """
    across = (page - 2 * margin - (columns - 1) * gap) / columns
    if across < NARROWEST:
        raise ValueError(
            f"A picture is at least {NARROWEST} points wide; an inch has {POINTS} "
            f"points. Received columns={columns} and a width of {page / POINTS:.1f} "
            f"inches, so that each picture is {across:.1f} points wide. "
            "Give fewer columns, or more inches."
        )
    return across


def box_of(pixels: np.ndarray, across: float) -> tuple[float, float]:
    """Return the size at which a picture is drawn in a column.

    A picture is as wide as its column. A very high picture is narrower: its height is
    at most twice the width of the column.

    Args:
        pixels: uint8 `(height, width, 3)`.
        across: float, points, the width of the column.

    Returns:
        float, float: width and height in points.
    """
    height, width = pixels.shape[:2]
    scale = min(across / width, 2 * across / height)
    return width * scale, height * scale
