"""What all figures share: how they are made."""

import math
from numbers import Real
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DOTS_PER_INCH = 150


def new_figure(width: float, height: float) -> "Figure":
    """Build an empty figure, outside of pyplot's global state.

    Args:
        width: float, inches.
        height: float, inches.

    Returns:
        `matplotlib.figure.Figure` that shows itself in a notebook, too.

    Raises:
        ValueError: `width` is no number of inches.
        ImportError: Matplotlib is not installed.
    """
    if not (isinstance(width, Real) and 0 < width < math.inf):
        raise ValueError(
            "`width` is a number of inches, more than 0. "
            f"Received {width!r:.80}. Leave it out for the usual one."
        )
    try:
        from seqkit.plot.drawing.notebook_figure import Picture
    except ModuleNotFoundError as error:
        raise ImportError(
            "Figures are drawn by Matplotlib. "
            f"Received no module named {error.name!r}. "
            "`pip install 'seqkit[plot]'` brings it; `words_html` does without."
        ) from error
    return Picture(figsize=(width, height), dpi=DOTS_PER_INCH, facecolor="white")
