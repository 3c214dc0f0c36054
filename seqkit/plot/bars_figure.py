"""Draw one bar for each of several named numbers, such as the F1 of each label."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from seqkit.arguments import list_of
from seqkit.plot.drawing.colours import FAINT
from seqkit.plot.drawing.colours import FOR
from seqkit.plot.drawing.fonts import BOX
from seqkit.plot.drawing.fonts import measure
from seqkit.plot.drawing.page import Page
from seqkit.plot.drawing.running_text import left_out
from seqkit.plot.drawing.running_text import spelled_words
from seqkit.plot.drawing.text_lines import cut
from seqkit.plot.drawing.text_lines import shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# All lengths are points.
MARGIN = 16
GAP = 8
LINE = 20
SIZE = 10
SMALL = 8.5
MIDDLE = 0.36  # times the size of letters: from the middle of a line to the baseline
NAMES = 0.5  # the largest share of the width for the names
MOST = 60  # the most bars that are drawn


def bars(
    names: Sequence[str],
    values: Sequence[float],
    *,
    axis_names: tuple[str, str] = ("label", "F1"),
    full: float | None = None,
    decimals: int = 3,
    title: str = "",
    width: float = 6.0,
    ax: "Axes | None" = None,
) -> "Figure":
    """Draw a bar for each name, in the order given.

    Args:
        names: list of str. Of names after the first 60 only the number is written.
        values: list of float, 0 or more, one for each name. NaN has no bar, and is
            written as a dash.
        axis_names: pair of str, what the names are and what the numbers are.
        full: float, the number whose bar fills the width. None, or less than the
            largest value: the largest value.
        decimals: int, digits after the point.
        title: str, written above.
        width: float, inches.
        ax: `matplotlib.axes.Axes` to draw into. None: a new figure.

    Returns:
        `matplotlib.figure.Figure`; write it to a file by `savefig`.

    Raises:
        ValueError: there are no names, or more or fewer names than values, or a value
            is negative or infinite.
        ImportError: Matplotlib is not installed.

    Example:
    >>> bars(["city", "date"], [0.97, 0.88], full=1.0).savefig("f1.png")
    """
    names = spelled_words(names, "names")
    values = np.array(list_of(values, "values", "float"), float)
    _check(names, values)
    page = Page(width, title, ax)
    hidden = names[MOST:]
    names = [
        cut(shown(name), SIZE, NAMES * page.across) or BOX for name in names[:MOST]
    ]
    numbers = ["–" if np.isnan(each) else f"{each:,.{decimals}f}" for each in values]
    numbers = numbers[:MOST]
    widest = max(measure(name, SIZE) for name in names)
    left = MARGIN + max(widest, measure(shown(axis_names[0]), SMALL)) + GAP
    room = page.across - left - MARGIN - GAP
    room -= max(measure(number, SIZE) for number in numbers)
    full = max(np.nanmax(values, initial=0.0), full or 0.0) or 1.0
    page.open(2 * MARGIN + LINE * (len(names) + 1 + bool(hidden)))

    x, y = left - GAP, MARGIN + SMALL
    page.write(x, y, shown(axis_names[0]), SMALL, colour=FAINT, align="right")
    page.write(left, y, shown(axis_names[1]), SMALL, colour=FAINT)
    for row, (name, number) in enumerate(zip(names, numbers, strict=True), 1):
        top, long = MARGIN + LINE * row, room * np.nan_to_num(values[row - 1]) / full
        baseline = top + LINE / 2 + SIZE * MIDDLE
        page.write(left - GAP, baseline, name, SIZE, align="right")
        if long:
            page.paint(left, top + 2, long, LINE - 4, FOR)
        page.write(left + long + GAP / 2, baseline, number, SIZE)
    if hidden:
        baseline = MARGIN + LINE * (len(names) + 1) + LINE / 2 + SIZE * MIDDLE
        page.write(MARGIN, baseline, left_out(hidden, "bar"), SIZE, colour=FAINT)
    return page.figure


def _check(names, values):
    """Raise ValueError unless each name has a number that a bar can show."""
    if not names or values.shape != (len(names),):
        raise ValueError(
            "Each name has one value, and there is at least one name. Received "
            f"{len(names)} names and values of shape {values.shape}. "
            "Give as many values as names."
        )
    if np.any(values < 0) or np.any(np.isinf(values)):
        raise ValueError(
            "A bar begins at 0: values are finite and 0 or more. "
            f"Received {values.tolist()!r:.80}. Give NaN for a missing value."
        )
