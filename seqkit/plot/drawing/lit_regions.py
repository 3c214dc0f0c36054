"""Pictures that are light where a grid of weights is high, and dark elsewhere."""

import numpy as np

DARK = 0.4  # of the light of the picture that is left where the weight is 0
WHITE = 0.55  # of white over it where the weight is the highest
SHARP = 4  # times the mean weight; a place of this weight or more is white


def as_grids(weights: np.ndarray) -> np.ndarray:
    """Return weights as a grid for each word.

    Args:
        weights: float `(words, rows, columns)`, or `(words, places)` of a square grid.

    Returns:
        float `(words, rows, columns)`, finite and 0 or more.

    Raises:
        ValueError: `weights` have another shape.
    """
    weights = np.asarray(weights, float)
    if weights.ndim == 2:
        side = round(weights.shape[1] ** 0.5)
        if side * side == weights.shape[1]:
            weights = weights.reshape(-1, side, side)  # (words, rows, columns)
    if weights.ndim != 3 or not all(weights.shape[1:]):
        raise ValueError(
            "`weights` are a grid for each word: shape (words, rows, columns). "
            f"Received shape {weights.shape}. Where the grid is not as high as wide, "
            "reshape them: `weights.reshape(-1, rows, columns)`."
        )
    return np.nan_to_num(np.maximum(weights, 0.0), posinf=0.0)


def lit(pixels: np.ndarray, grid: np.ndarray) -> np.ndarray:
    """Return a picture that is light where the weights of a grid are high.

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
    # Cubic is smooth where a grid is coarse, and goes a little beyond its values.
    smooth = np.asarray(values.resize((width, height), Image.Resampling.BICUBIC))
    share = np.clip(smooth, 0.0, 1.0)[..., None]  # (height, width, 1)
    dark, white = DARK * pixels * (1 - share) + pixels * share, 255.0
    mixed = dark + share * WHITE * (white - dark)
    return mixed.round().astype("uint8")
