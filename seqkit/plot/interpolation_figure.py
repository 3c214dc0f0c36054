"""Draw the way from one drawing to another in steps, a row for each pair."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from typing import Any

import numpy as np

from seqkit.arguments import is_several
from seqkit.plot.drawing.colours import FAINT
from seqkit.plot.drawing.colours import FOR
from seqkit.plot.drawing.colours import INK
from seqkit.plot.drawing.image_arrays import column_width
from seqkit.plot.drawing.page import Page
from seqkit.plot.drawing.pen_lines import SMALL
from seqkit.plot.drawing.pen_lines import draw_cells
from seqkit.plot.drawing.pen_lines import drawings_of
from seqkit.plot.drawing.running_text import spelled_words
from seqkit.plot.drawing.text_lines import cut
from seqkit.plot.drawing.text_lines import shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# All lengths are points.
MARGIN = 12
GAP = 6
LINE = 15  # height of the line of names and shares
WIDEST = 110  # side of a cell
ENDS = "#eef5fc"  # background of the ends of a row


def interpolation(
    drawings: Sequence[Any],
    ends: Sequence[str] = ("start", "end"),
    *,
    title: str = "",
    width: float = 9.0,
    ax: "Axes | None" = None,
) -> "Figure":
    """Draw the way from one drawing to another; both ends stand on blue.

    Below the drawings between the ends is their share of the way.

    Args:
        drawings: list of drawings, see `plot.drawings`, the ends first and last, such
            as `model.interpolate(a, b)`; or a list of such lists, one for each row, of
            equal length.
        ends: pair of str, the names of the ends.
        title: str, written above.
        width: float, inches. The figure is narrower for few drawings in a row.
        ax: `matplotlib.axes.Axes` to draw into. None: a new figure.

    Returns:
        `matplotlib.figure.Figure`; write it to a file by `savefig`.

    Raises:
        TypeError: `drawings` are no list.
        ValueError: a row has fewer than two drawings; rows differ in length; offsets
            have another shape or are not finite; or `ends` are not two.
        ImportError: Matplotlib is not installed.

    Example:
    >>> a, b, c = valid[:3]
    >>> rows = [model.interpolate(a, b, 8), model.interpolate(a, c, 8)]
    >>> plot.interpolation(rows, title="From one sheep to another")
    """
    rows = _checked_rows(drawings)
    names = _names(ends, len(rows[0]))
    page = Page(width, title, ax)
    across = min(column_width(page.across, len(names), MARGIN, GAP), WIDEST)
    down = across + GAP
    page.open(
        2 * MARGIN + len(rows) * down + LINE - GAP,
        2 * MARGIN + len(names) * (across + GAP) - GAP,
    )
    lefts = [MARGIN + place * (across + GAP) for place in range(len(names))]
    cells = [
        (lines, left, MARGIN + place * down)
        for place, row in enumerate(rows)
        for lines, left in zip(row, lefts, strict=True)
    ]
    for _, left, top in cells:
        if left in (lefts[0], lefts[-1]):
            page.paint(left, top, across, across, ENDS, FOR)
    draw_cells(page, cells, across)
    baseline = MARGIN + len(rows) * down - GAP + LINE - 3
    for place, (name, left) in enumerate(zip(names, lefts, strict=True)):
        text = cut(name, SMALL, across)
        colour = INK if place in (0, len(names) - 1) else FAINT
        middle = left + across / 2
        page.write(middle, baseline, text, SMALL, colour=colour, align="center")
    return page.figure


def _names(ends, count):
    """Return the text below each column: a name, or a share of the way."""
    ends = spelled_words(ends, "ends")
    if len(ends) != 2:
        raise ValueError(
            f"`ends` are the names of the first and the last drawing. Received {ends}. "
            'Give a pair, such as ("cat", "pig").'
        )
    shares = [f"{share:.0%}" for share in np.linspace(0, 1, count)[1:-1]]
    return [shown(ends[0]), *shares, shown(ends[1])]


def _checked_rows(drawings):
    """Return rows of drawings, each a list of lines, from one row or several."""
    given = list(drawings) if is_several(drawings) else drawings
    several = isinstance(given, list) and given and all(map(_is_row, given))
    rows = [drawings_of(row) for row in (given if several else [given])]
    counts = sorted({len(row) for row in rows})
    if len(counts) > 1 or counts[0] < 2:
        raise ValueError(
            "A row of an interpolation is two drawings or more, the ends first and "
            f"last, and all rows are equally long. Received rows of {counts} drawings. "
            "`model.interpolate(a, b, steps=8)` returns a row."
        )
    return rows


def _is_row(thing):
    """Return whether a value is a list of drawings rather than one drawing."""
    if not isinstance(thing, list | tuple) or not thing:
        return False
    return hasattr(thing[0], "lines") or getattr(thing[0], "ndim", 0) == 2
