"""Lighten and darken a picture by a grid of weights, as `attended_regions` draws it."""

import numpy as np

DARK = 0.4  # the brightness of a pixel is multiplied by this if its weight is 0
WHITE = 0.55  # the share of white that is mixed into the pixels of full weight
SHARP = 4  # a place with this many times the mean weight, or more, has full weight


def as_grids(weights: np.ndarray) -> np.ndarray:
    """Return the weights of each word as a grid of rows and columns.

    Args:
        weights: float `(words, rows, columns)`, or `(words, places)` of a square grid.

    Returns:
        float `(words, rows, columns)`, finite and 0 or more.

    Raises:
        ValueError: `weights` do not have one of these shapes.
    """
    weights = np.asarray(weights, float)
    if weights.ndim == 2:
        side = round(weights.shape[1] ** 0.5)
        if side * side == weights.shape[1]:
            weights = weights.reshape(-1, side, side)  # (words, rows, columns)
    if weights.ndim != 3 or not all(weights.shape[1:]):
        raise ValueError(
            "`weights` are a grid for each word: shape (words, rows, columns). "
            f"Received shape {weights.shape}. If the grid is not square, reshape the "
            "weights: `weights.reshape(-1, rows, columns)`."
        )
    return np.nan_to_num(np.maximum(weights, 0.0), posinf=0.0)


def lit(pixels: np.ndarray, grid: np.ndarray) -> np.ndarray:
    """Return a picture that is light where weights are high, and dark elsewhere.

    The grid is stretched over the whole picture and smoothed.

    Args:
        pixels: uint8 `(height, width, 3)`.
        grid: float `(rows, columns)`, 0 or more.

    Returns:
        uint8 `(height, width, 3)`, the changed picture.
    """
    from PIL import Image

    height, width = pixels.shape[:2]
    most = max(grid.max(), SHARP * grid.mean()) or 1.0
    values = Image.fromarray((grid / most).astype("float32"))
    # Cubic interpolation smooths a coarse grid, but can pass 0 and 1: hence `clip`.
    smooth = np.asarray(values.resize((width, height), Image.Resampling.BICUBIC))
    share = np.clip(smooth, 0.0, 1.0)[..., None]  # (height, width, 1)
    dark, white = DARK * pixels * (1 - share) + pixels * share, 255.0
    mixed = dark + share * WHITE * (white - dark)
    return mixed.round().astype("uint8")
