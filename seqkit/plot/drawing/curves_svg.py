"""Draw curves over the number of updates as SVG, a part of an HTML page."""

import math
from collections.abc import Mapping
from collections.abc import Sequence

from seqkit.plot.drawing.colours import FAINT
from seqkit.plot.drawing.colours import INK
from seqkit.plot.drawing.notebook_html import FONT
from seqkit.plot.drawing.notebook_html import escaped

# All lengths are pixels.
WIDTH, HEIGHT = 720, 260
LEFT, RIGHT, TOP, BOTTOM = 48, 120, 12, 40  # margins; names stand at the right
TICKS = 5  # about the number of ticks of the vertical axis
LINE = 14  # between the names of two curves
APART = 32  # between the numbers of two marks
GRID = "#e6e8eb"

Curve = Sequence[tuple[int, float]]
"""The points of a curve: pairs of a number of updates and a value."""


def curves_svg(
    curves: Mapping[str, tuple[str, Curve]], marks: Sequence[int] = (), label: str = ""
) -> str:
    """Return curves over the number of updates, on a logarithmic axis, as SVG.

    Args:
        curves: dict from the name of a curve to its colour, `#rrggbb`, and its points.
            Points of no updates and values that are not finite are left out.
        marks: numbers of updates that are marked on the axis.
        label: str, the unit of the values.

    Returns:
        str, an `svg` element; empty if no curve has a point.

    Example:
    >>> curves_svg({"training": ("#4a9ade", [(1, 4.2), (10, 3.1)])})
    '<svg …<polyline …>…</svg>'
    """
    curves = {
        name: (colour, [point for point in points if _is_drawn(point)])
        for name, (colour, points) in curves.items()
    }
    drawn = [point for _, points in curves.values() for point in points]
    if not drawn:
        return ""
    ticks = ticks_of(min(y for _, y in drawn), max(y for _, y in drawn))
    last = max(10, *(x for x, _ in drawn))

    def across(updates):
        return LEFT + (WIDTH - LEFT - RIGHT) * math.log(updates) / math.log(last)

    def down(value):
        share = (value - ticks[0]) / (ticks[-1] - ticks[0])
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * share

    parts = [_level(tick, down(tick)) for tick in ticks]
    free = -math.inf
    for mark in sorted(mark for mark in marks if 1 <= mark <= last):
        parts.append(_mark(mark, across(mark), free))
        free = max(free, across(mark) + APART)
    ends = []
    for name, (colour, points) in curves.items():
        if points:
            places = [(across(x), down(y)) for x, y in points]
            parts.append(_curve(colour, places))
            ends.append((places[-1], f"{name} {points[-1][1]:.3f}"))
    parts += _names(ends)
    parts.append(_text(LEFT, HEIGHT - 4, f"updates; vertical: {label}", FAINT))
    style = f"width:100%;max-width:{WIDTH}px;font:11px {FONT}"
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" style="{style}" role="img">'
        f"{''.join(parts)}</svg>"
    )


def ticks_of(low: float, high: float) -> list[float]:
    """Return round numbers in equal steps, from at most `low` to at least `high`.

    Example:
    >>> ticks_of(1.3, 4.4)
    [1.0, 2.0, 3.0, 4.0, 5.0]
    """
    spread = (high - low) or abs(high) or 1.0
    power = 10.0 ** math.floor(math.log10(spread / (TICKS - 1)))
    step = next(
        power * each for each in (1, 2, 5, 10) if power * each >= spread / TICKS
    )
    first, last = math.floor(low / step), math.ceil(high / step)
    return [round(step * each, 10) for each in range(first, max(last, first + 1) + 1)]


def _is_drawn(point):
    updates, value = point
    return updates >= 1 and value is not None and math.isfinite(value)


def _level(tick, down):
    line = f'<path d="M{LEFT} {down:.1f}H{WIDTH - RIGHT}" stroke="{GRID}"/>'
    return line + _text(LEFT - 6, down + 4, f"{tick:g}", FAINT, "end")


def _mark(updates, across, free):
    """Return a vertical line, with its number unless that would cover another."""
    bottom = HEIGHT - BOTTOM
    line = f'<path d="M{across:.1f} {TOP}V{bottom + 4}" stroke="{GRID}"/>'
    if across < free:
        return line
    return line + _text(across, bottom + 16, f"{updates:,}", FAINT, "middle")


def _curve(colour, places):
    """Return a line through places, with a dot at each if there are few."""
    points = " ".join(f"{across:.1f},{down:.1f}" for across, down in places)
    line = (
        f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'
    )
    dots = places if len(places) <= TICKS * TICKS else places[-1:]
    return line + "".join(
        f'<circle cx="{across:.1f}" cy="{down:.1f}" r="3" fill="{colour}"/>'
        for across, down in dots
    )


def _names(ends):
    """Return the names of curves beside their ends, none over another."""
    parts, free = [], -math.inf
    for (across, down), name in sorted(ends, key=lambda end: end[0][1]):
        free = max(down + 4, free)
        parts.append(_text(across + 8, free, name, INK))
        free += LINE
    return parts


def _text(across, down, text, colour, anchor="start"):
    return (
        f'<text x="{across:.1f}" y="{down:.1f}" fill="{colour}" '
        f'text-anchor="{anchor}">{escaped(text)}</text>'
    )
