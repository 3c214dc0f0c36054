"""One scale for all pictures: orange is against, white is nothing, blue is for.

Blue and orange are told apart in every common colour blindness, and the ink of a text
keeps a contrast of 4.5 to 1 on all of them, as WCAG 2 asks.
"""

import numpy as np

INK = "#1a1d21"
FAINT = "#69717c"
PAPER = "#ffffff"
FOR = "#4a9ade"
AGAINST = "#f39237"
FAINTEST = 0.005
"""The share that cannot be told from white, and is not painted."""


def scaled(weights: np.ndarray) -> np.ndarray:
    """Divide weights by the strongest, so that signs stay and 0 stays 0.

    Args:
        weights: float, any shape. What is not finite becomes 0.

    Returns:
        float64 of that shape, from -1 to 1; zeros where no weight is strong.
    """
    weights = np.nan_to_num(np.asarray(weights, float), posinf=0.0, neginf=0.0)
    strongest = strongest_of(weights)
    return weights / strongest if strongest else weights


def strongest_of(weights: np.ndarray) -> float:
    """Return the largest size of a finite weight, 0 without any."""
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
    """Return the grey of a share from 0 to 1, from `paper` to ink; see `colour_of`.

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
    """Read red, green and blue of `#rrggbb`, 0 to 255."""
    return tuple(bytes.fromhex(colour[1:]))
