"""Draw drawings in a grid, each in a square cell above its label."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from typing import Any

from seqkit.arguments import flag
from seqkit.arguments import whole_number
from seqkit.plot.drawing.image_arrays import column_width
from seqkit.plot.drawing.page import Page
from seqkit.plot.drawing.pen_lines import SMALL
from seqkit.plot.drawing.pen_lines import draw_cells
from seqkit.plot.drawing.pen_lines import drawings_of
from seqkit.plot.drawing.pen_lines import side_of
from seqkit.plot.drawing.running_text import spelled_words
from seqkit.plot.drawing.text_lines import cut
from seqkit.plot.drawing.text_lines import shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# All lengths are points.
MARGIN = 12
GAP = 8
LINE = 13  # height of the line of a label
WIDEST = 150  # side of a cell


def drawings(
    drawings: Sequence[Any],
    labels: Sequence[str] | None = None,
    *,
    columns: int = 8,
    same_scale: bool = False,
    title: str = "",
    width: float = 8.0,
    ax: "Axes | None" = None,
) -> "Figure":
    """Draw drawings in a grid of square cells, in the order given.

    Each drawing fills its cell, in its own proportions. A drawing without points is the
    word "empty".

    Args:
        drawings: list of `Drawing`, or of float `(points, 3)`: dx, dy, and 1 where the
            pen is lifted after the point. Rows of NaN at the end are padding.
        labels: list of str, written below, such as the classes of the drawings. None:
            no labels.
        columns: int, the most drawings in a row.
        same_scale: bool, draw all in the scale of the largest drawing.
        title: str, written above.
        width: float, inches. The figure is narrower for few drawings in a row; its
            height depends on their number.
        ax: `matplotlib.axes.Axes` to draw into. None: a new figure.

    Returns:
        `matplotlib.figure.Figure`; write it to a file by `savefig`.

    Raises:
        TypeError: `drawings` or `labels` are no list.
        ValueError: there is no drawing; drawings and labels differ in number; offsets
            have another shape or are not finite; or an argument is out of its range.
        ImportError: Matplotlib is not installed.

    Example:
    >>> figure = plot.drawings(model.draw(64), title="temperature 0.5")
    >>> figure.savefig("sheep.png")
    """
    found = drawings_of(drawings)
    labels = None if labels is None else spelled_words(labels, "labels")
    if labels is not None and len(labels) != len(found):
        raise ValueError(
            f"Each drawing has one label. Received {len(found)} drawings and "
            f"{len(labels)} labels. Give lists of equal length."
        )
    columns = min(whole_number("columns", columns), len(found))
    side = max(map(side_of, found)) if flag("same_scale", same_scale) else None
    page = Page(width, title, ax)
    across = min(column_width(page.across, columns, MARGIN, GAP), WIDEST)
    down = across + (GAP if labels is None else LINE + GAP / 2)
    rows = -(-len(found) // columns)
    page.open(
        2 * MARGIN + rows * down - GAP / 2,
        2 * MARGIN + columns * (across + GAP) - GAP,
    )
    places = [divmod(place, columns) for place in range(len(found))]
    corners = [
        (MARGIN + column * (across + GAP), MARGIN + row * down)
        for row, column in places
    ]
    cells = zip(found, corners, strict=True)
    draw_cells(page, [(each, *corner) for each, corner in cells], across, side)
    for label, (left, top) in zip(labels or [], corners, strict=False):
        text = cut(shown(label), SMALL, across)
        baseline = top + across + SMALL
        page.write(left + across / 2, baseline, text, SMALL, align="center")
    return page.figure
