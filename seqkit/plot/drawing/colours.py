"""The colours of all figures and HTML, and functions from a number to its colour.

Orange is for negative weights (against a label), white for 0, blue for positive ones.
People with any common colour blindness can distinguish blue from orange. Text in `INK`
has a contrast of at least 4.5 to 1 on all these colours, as WCAG 2 requires.
"""

import numpy as np

INK = "#1a1d21"
FAINT = "#69717c"
PAPER = "#ffffff"
FOR = "#4a9ade"
AGAINST = "#f39237"
FAINTEST = 0.005
"""Weights of up to this share of the strongest look white, and are not painted."""
TINTS = "#9ccbf0", "#f9c88a", "#9fdcc5", "#e6b8d2", "#f3e795", "#c3c6f2", "#f0b3a4"
"""Backgrounds for names without an order, such as tags; light enough for text."""
OTHER_TINT = "#dde0e4"
"""The background of all names for which no tint is left."""


def scaled(weights: np.ndarray) -> np.ndarray:
    """Return the weights divided by the largest of their absolute values.

    Args:
        weights: float, any shape. NaN and infinity become 0.

    Returns:
        float64, the shape of `weights`, from -1 to 1 with the same signs; zeros if all
        weights are 0.
    """
    weights = np.nan_to_num(np.asarray(weights, float), posinf=0.0, neginf=0.0)
    strongest = strongest_of(weights)
    return weights / strongest if strongest else weights


def strongest_of(weights: np.ndarray) -> float:
    """Return the largest absolute value of the finite weights, or 0."""
    weights = np.abs(np.asarray(weights, float))
    return float(np.max(weights, initial=0.0, where=np.isfinite(weights)))


def colour_of(share: float, paper: str = PAPER) -> str:
    """Return the colour of a weight: mixed from `paper` and blue or orange.

    Args:
        share: float from -1 to 1, the weight divided by the strongest weight.
        paper: str, `#rrggbb`, the colour of a weight of 0.

    Returns:
        str, `#rrggbb`.

    Example:
    >>> colour_of(0), colour_of(1), colour_of(-1)
    ('#ffffff', '#4a9ade', '#f39237')
    """
    return _mixed(paper, FOR if share > 0 else AGAINST, abs(share))


def grey_of(share: float, paper: str = PAPER) -> str:
    """Return a colour from `paper` for a share of 0 to `INK` for a share of 1.

    Args:
        share: float from 0 to 1.
        paper: str, `#rrggbb`, the colour of 0.

    Returns:
        str, `#rrggbb`.

    Example:
    >>> grey_of(0), grey_of(1)
    ('#ffffff', '#1a1d21')
    """
    return _mixed(paper, INK, share)


def _mixed(paper, full, strength):
    strength = min(strength, 1.0)
    mixed = (
        round(start + (end - start) * strength)
        for start, end in zip(channels(paper), channels(full), strict=True)
    )
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def channels(colour: str) -> tuple[int, ...]:
    """Return the red, green and blue of a colour `#rrggbb`, each from 0 to 255."""
    return tuple(bytes.fromhex(colour[1:]))
