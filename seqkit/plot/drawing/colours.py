"""The colours of all pictures: orange is against, white is 0, blue is for.

Blue and orange differ in every common colour blindness. Text in ink keeps a contrast of
4.5 to 1 on all colours, as WCAG 2 asks.
"""

import numpy as np

INK = "#1a1d21"
FAINT = "#69717c"
PAPER = "#ffffff"
FOR = "#4a9ade"
AGAINST = "#f39237"
FAINTEST = 0.005
"""A share that looks like white, and is not painted."""
TINTS = "#9ccbf0", "#f9c88a", "#9fdcc5", "#e6b8d2", "#f3e795", "#c3c6f2", "#f0b3a4"
"""Colours of names that have no order, light enough for ink on them."""
OTHER_TINT = "#dde0e4"


def scaled(weights: np.ndarray) -> np.ndarray:
    """Divide weights by the largest absolute value; signs and zeros stay.

    Args:
        weights: float, any shape. NaN and infinity become 0.

    Returns:
        float64 of that shape, from -1 to 1; zeros if all weights are 0.
    """
    weights = np.nan_to_num(np.asarray(weights, float), posinf=0.0, neginf=0.0)
    strongest = strongest_of(weights)
    return weights / strongest if strongest else weights


def strongest_of(weights: np.ndarray) -> float:
    """Return the largest absolute value of the finite weights, or 0."""
    weights = np.abs(np.asarray(weights, float))
    return float(np.max(weights, initial=0.0, where=np.isfinite(weights)))


def colour_of(share: float, paper: str = PAPER) -> str:
    """Return the colour of a share of the strongest weight.

    Args:
        share: float from -1 to 1.
        paper: str, `#rrggbb`, the colour of 0.

    Returns:
        str, `#rrggbb`.

    Example:
    >>> colour_of(0), colour_of(1), colour_of(-1)
    ('#ffffff', '#4a9ade', '#f39237')
    """
    return _mixed(paper, FOR if share > 0 else AGAINST, abs(share))


def grey_of(share: float, paper: str = PAPER) -> str:
    """Return the grey of a share, from `paper` at 0 to ink at 1; see `colour_of`.

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
    """Return red, green and blue of `#rrggbb`, each from 0 to 255."""
    return tuple(bytes.fromhex(colour[1:]))
