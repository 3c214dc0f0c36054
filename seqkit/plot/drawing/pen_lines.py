"""Read the lines of drawings, and fit them into square cells of a page."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from seqkit.arguments import is_several
from seqkit.plot.drawing.colours import FAINT
from seqkit.plot.drawing.colours import INK
from seqkit.plot.drawing.fonts import measure
from seqkit.plot.drawing.page import Page

PADDING = 0.06  # share of a cell that is free on each side of a drawing
# Points: the width of lines, which is a share of a cell within two bounds.
THINNEST, WIDTH, THICKEST = 0.4, 0.014, 1.6
DOT = 1.8  # diameter of a dot, in widths of the lines
SMALL = 8.5
EMPTY = "empty", "–"


def pen_lines(drawing: Any, name: str = "drawings") -> list[np.ndarray]:
    """Return the lines of a drawing, each drawn without lifting the pen.

    Args:
        drawing: object with `lines`, such as a `Drawing`; or float `(points, 3)`: dx,
            dy, and 1 where the pen is lifted. Rows of NaN at the end are padding.
        name: str, the argument's name, for the error.

    Returns:
        list of float64 `(points, 2)`, positions; y grows downward.

    Raises:
        ValueError: an array has another shape, or is not finite.
    """
    if hasattr(drawing, "lines"):
        return [np.asarray(line, "float64") for line in drawing.lines]
    offsets = _numbers(drawing)
    shape = None if offsets is None else offsets.shape
    if shape is not None and len(shape) == 2 and shape[1] == 3:
        real = np.flatnonzero(~np.isnan(offsets).all(axis=1))
        offsets = offsets[: real[-1] + 1 if real.size else 0]
        if np.isfinite(offsets).all():
            ends = np.flatnonzero(offsets[:, 2] > 0.5) + 1
            lines = np.split(np.cumsum(offsets[:, :2], axis=0), ends)
            return [line for line in lines if len(line)]
    raise ValueError(
        f"Each of `{name}` is a `Drawing`, or finite offsets of shape (points, 3): dx, "
        f"dy and lifted. Received {shape or repr(drawing)[:80]}"
        f"{' with NaN or infinity' if shape and shape[1:] == (3,) else ''}. "
        "`codec.read(path)` of `Strokes` reads the offsets of a file."
    )


def drawings_of(drawings: Any, name: str = "drawings") -> list[list[np.ndarray]]:
    """Return the lines of each of several drawings, see `pen_lines`.

    Raises:
        TypeError: `drawings` are no list.
        ValueError: there is no drawing, or one has another shape or is not finite.
    """
    if not is_several(drawings):
        raise TypeError(
            f"`{name}` are a list of drawings. "
            f"Received {drawings!r:.80} of type {type(drawings).__name__}. "
            "Give a list: `[drawing]`."
        )
    found = [pen_lines(drawing, name) for drawing in drawings]
    if not found:
        raise ValueError(
            f"`{name}` are at least one drawing. Received none. A drawing may be "
            "empty, but not the list."
        )
    return found


def side_of(lines: Sequence[np.ndarray]) -> float:
    """Return the longer side of a drawing, in its units; 0 for one point or none."""
    if not lines:
        return 0.0
    return float(np.ptp(np.concatenate(lines), axis=0).max())


def draw_cells(
    page: Page,
    cells: Sequence[tuple[Sequence[np.ndarray], float, float]],
    across: float,
    side: float | None = None,
) -> None:
    """Draw drawings, each in the middle of a square cell.

    An empty drawing is the word "empty".

    Args:
        page: `Page`.
        cells: list of (lines, left, top), with the corner of the cell in points.
        across: float, points, the side of each cell.
        side: float, the units that fill a cell. None: each drawing fills its cell.
    """
    drawn = []
    for lines, left, top in cells:
        if lines:
            corner = np.array([left, top])
            drawn += _fitted(lines, corner, across, side or side_of(lines))
            continue
        fitting = [word for word in EMPTY if measure(word, SMALL) <= across]
        text = (fitting or EMPTY[-1:])[0]
        middle = left + across / 2, top + (across + 0.7 * SMALL) / 2
        page.write(*middle, text, SMALL, colour=FAINT, align="center")
    width = min(max(WIDTH * across, THINNEST), THICKEST)
    _draw_lines(page, drawn, width * page.scale)


def _fitted(lines, corner, across, side):
    """Return the lines of a drawing in points, in the middle of its cell."""
    points = np.concatenate(lines)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = across * (1 - 2 * PADDING) / (side or 1.0)
    # Half of each: the sum of two numbers near the largest float is not finite.
    middle = low / 2 + high / 2
    return [corner + across / 2 + (line - middle) * scale for line in lines]


def _draw_lines(page, lines, width):
    """Draw lines with round ends; a thousand take no longer than a few."""
    from matplotlib.collections import LineCollection

    moved = [bool(np.ptp(line, axis=0).any()) for line in lines]
    drawn = LineCollection(
        [line for line, each in zip(lines, moved, strict=True) if each],
        colors=INK,
        linewidths=width,
        capstyle="round",
        joinstyle="round",
    )
    page.axes.add_collection(drawn, autolim=False)
    # Matplotlib's Agg draws round ends only of a line that has a length.
    dots = [line[0] for line, each in zip(lines, moved, strict=True) if not each]
    if dots:
        page.axes.scatter(*np.transpose(dots), (DOT * width) ** 2, INK, linewidths=0)


def _numbers(drawing):
    """Return a drawing as float64; None if it is no array of numbers."""
    try:
        return np.asarray(drawing, "float64")
    except (TypeError, ValueError):
        return None
