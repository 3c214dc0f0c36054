"""Write a drawing as an SVG in which the pen draws line after line.

The time is that of SVG itself (SMIL), without a script, so the picture also moves in an
`<img>`. A viewer that knows no time shows the whole drawing.
"""

import math
from numbers import Real

import numpy as np

from seqkit.plot.drawing.colours import AGAINST
from seqkit.strokes.svg_text import PEN
from seqkit.strokes.svg_text import number
from seqkit.strokes.svg_text import opening
from seqkit.strokes.svg_text import positions_of
from seqkit.strokes.svg_text import real_points

SHOWN = 0.8  # share of a turn after which the drawing is complete, and stays
TIP = 2.5 * PEN  # radius of the tip of the pen, in sides of the drawing


def animated_svg(offsets: np.ndarray, seconds: float = 4.0) -> str:
    """Return an SVG in which the pen draws the points, again and again.

    The pen, an orange dot, moves at an even speed, also while it is lifted. The whole
    drawing then stays for a quarter as long. Browsers play the SVG, as a file, in a
    page and in an `<img>`.

    Args:
        offsets: float32 `(points, 3)`: dx, dy, and 1 where the pen is lifted after the
            point. The drawing ends before the first point that is not finite.
        seconds: float, the time from the first point to the last.

    Returns:
        str.

    Raises:
        ValueError: `seconds` is no finite number above 0.

    Example:
    >>> text = animated_svg(np.array([[0, 0, 0], [30, 40, 1]], "float32"), seconds=2)
    >>> Path("line.svg").write_text(text)
    """
    if not (isinstance(seconds, Real) and 0 < seconds < math.inf):
        raise ValueError(
            "`seconds` is the time from the first point to the last, a finite number "
            f"above 0. Received {seconds!r:.80}. Leave it out for 4 seconds."
        )
    offsets = real_points(offsets)
    positions = positions_of(offsets)
    times = _times(offsets)
    # A time has no exponent in SVG.
    clock = np.format_float_positional(float(seconds) / SHOWN, trim="-")
    turn = f'dur="{clock}s" repeatCount="indefinite"'
    ends = np.flatnonzero(offsets[:, 2] > 0.5) + 1
    lines = np.split(np.arange(len(offsets)), ends)
    drawn = "".join(
        _line(positions[line], offsets[line], times[line], turn)
        for line in lines
        if line.size
    )
    return f"{opening(offsets)}{drawn}</g>{_pen(positions, turn)}</svg>"


def _times(offsets):
    """Return the shares of a turn at which the pen comes to each point."""
    way = np.cumsum(np.hypot(*offsets[:, :2].T.astype("float64")))
    longest = way[-1] if len(way) else 0.0
    if not longest:
        # All points are in one place: an even time for each.
        way, longest = np.arange(len(offsets)), max(len(offsets), 1)
    return SHOWN * way / longest


def _line(positions, offsets, times, turn):
    """Return the path of one line, hidden until its time, then drawn as a dash."""
    (x, y), begin, end = positions[0], f"{times[0]:.6f}", f"{times[-1]:.6f}"
    moves = offsets[1:, :2].tolist() or [[0.0, 0.0]]
    path = "".join(f"l{number(dx)} {number(dy)}" for dx, dy in moves)
    path = f"m{number(x)} {number(y)}{path}"
    hidden = ""
    if times[0] > 0:
        hidden = (
            '<animate attributeName="opacity" calcMode="discrete" values="0;1" '
            f'keyTimes="0;{begin}" {turn}/>'
        )
    if begin == end or not np.any(moves):
        return f'<path d="{path}">{hidden}</path>'
    # Along a path of length 1, a dash of 1 is moved in. The gap is longer, so that the
    # next dash does not show as a dot at the end.
    return (
        f'<path d="{path}" pathLength="1" stroke-dasharray="1 2">{hidden}'
        '<animate attributeName="stroke-dashoffset" values="1;1;0;0" '
        f'keyTimes="0;{begin};{end};1" {turn}/></path>'
    )


def _pen(positions, turn):
    """Return the tip of the pen, which moves along all points and then disappears.

    It is hidden for viewers, and for readers of SVG, that know no time.
    """
    size = np.ptp(positions, axis=0).max() if len(positions) else 0.0
    if not size:
        return ""
    path = "L".join(f"{number(x)} {number(y)}" for x, y in positions)
    return (
        f'<circle r="{number(TIP * size)}" fill="{AGAINST}" visibility="hidden">'
        '<animate attributeName="visibility" calcMode="discrete" '
        f'values="visible;hidden" keyTimes="0;{SHOWN}" {turn}/>'
        f'<animateMotion calcMode="linear" path="M{path}" keyPoints="0;1;1" '
        f'keyTimes="0;{SHOWN};1" {turn}/></circle>'
    )
