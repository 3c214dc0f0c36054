"""Return the Matplotlib figure to draw into: a new one, or that of a user's axes."""

import math
from numbers import Real
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DOTS_PER_INCH = 150


def new_figure(width: float) -> "Figure":
    """Build an empty figure that is not registered with pyplot.

    Args:
        width: float, inches. The caller sets the height after it laid out the figure.

    Returns:
        `matplotlib.figure.Figure`; a notebook shows it as the result of a cell.

    Raises:
        ValueError: `width` is not a positive number.
        ImportError: Matplotlib is not installed.
    """
    if not (isinstance(width, Real) and 0 < width < math.inf):
        raise ValueError(
            "`width` is a number of inches, more than 0. "
            f"Received {width!r:.80}. Leave `width` out to use its default."
        )
    try:
        from seqkit.plot.drawing.notebook_figure import NotebookFigure
    except ModuleNotFoundError as error:
        raise ImportError(
            "Figures are drawn by Matplotlib. "
            f"Received no module named {error.name!r}. "
            "`pip install 'seqkit[plot]'` installs Matplotlib. `.html()` and the "
            "functions of `plot` that end in `_html` do not need Matplotlib."
        ) from error
    return NotebookFigure(figsize=(width, width), dpi=DOTS_PER_INCH, facecolor="white")


def figure_of(ax: "Axes") -> "Figure":
    """Return the figure of a user's axes, after the axes got their final size.

    The frame and the ticks of `ax` are switched off.

    Raises:
        TypeError: `ax` is no Matplotlib axes.
    """
    from matplotlib.axes import Axes

    if not isinstance(ax, Axes):
        raise TypeError(
            "`ax` is one Matplotlib axes to draw into. "
            f"Received {ax!r:.80} of type {type(ax).__name__}. "
            "Give one of `figure.subplots(rows, columns)`, or None for a new figure."
        )
    figure = ax.get_figure(root=True)
    ax.set_axis_off()
    if figure.get_layout_engine() is not None:
        figure.draw_without_rendering()  # runs the layout engine
    return figure
