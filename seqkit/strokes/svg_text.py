"""Write drawings as texts of SVG, in Python and in a graph, to the same text.

The first point stands at the origin, since the way to it is not drawn. The path has
relative moves, so the error of each offset is that of six digits, however far the pen
goes. A line of a single point gets a move by 0, which round caps show as a dot.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from seqkit.plot.drawing.colours import INK
from seqkit.plot.drawing.colours import PAPER
from seqkit.types import Tensor

DIGITS = 6
"""Significant digits of each number of an SVG."""
SIDE = 240  # pixels of the square in which a viewer shows an SVG
# Shares of the longer side of a drawing.
MARGIN = 0.05  # on each side
PEN = 0.01  # width of the lines
_DOT = "l0 0"


def svg_of(offsets: np.ndarray) -> str:
    """Return the SVG of a drawing.

    The units of the SVG are those of the offsets; a viewer fits all into a square. An
    empty drawing is an empty picture. Each number has six significant digits, so that
    the text is short and finite for offsets of any size.

    Args:
        offsets: float32 `(points, 3)`: dx, dy, and 1 where the pen is lifted after the
            point. The drawing ends before the first point that is not finite.

    Returns:
        str.

    Example:
    >>> svg_of(np.array([[0, 0, 0], [30, 40, 1]], "float32")).count("m0 0l30 40")
    1
    """
    offsets = real_points(offsets)
    lifted = offsets[:, 2] > 0.5
    begins = np.concatenate([[True], lifted[:-1]])[: len(offsets)]
    ends = np.concatenate([lifted[:-1], [True]])[: len(offsets)]
    path = "".join(
        f"{'m' if begin else 'l'}{number(dx)} {number(dy)}"
        f"{_DOT if begin and end else ''}"
        for (dx, dy), begin, end in zip(
            offsets[:, :2].tolist(), begins, ends, strict=True
        )
    )
    return opening(offsets) + f'<path d="{path}"/></g></svg>'


def svg_in_graph(offsets: Tensor) -> Tensor:
    """Return the texts of `svg_of` for a batch, in TensorFlow's graph.

    Args:
        offsets: float32 `(batch, time, 3)`, padded with NaN. A row ends before its
            first point that is not finite.

    Returns:
        string `(batch,)`.
    """
    import tensorflow as tf

    finite = tf.reduce_all(tf.math.is_finite(offsets), axis=-1)  # (batch, time)
    real = tf.math.cumprod(tf.cast(finite, tf.int32), axis=1) > 0
    offsets = tf.where(real[..., None], offsets, 0.0)
    # The first point stands at the origin.
    first = tf.range(tf.shape(offsets)[1]) == 0  # (time,)
    moves = tf.where(first[:, None], 0.0, offsets[..., :2])
    lifted = offsets[..., 2] > 0.5
    begins = first | tf.pad(lifted, [[0, 0], [1, 0]], constant_values=True)[:, :-1]
    last = ~tf.pad(real, [[0, 0], [0, 1]])[:, 1:]
    words = tf.strings.as_string(moves, DIGITS, shortest=True)  # (batch, time, 2)
    commands = tf.strings.join(
        [
            tf.where(begins, "m", "l"),
            words[..., 0],
            " ",
            words[..., 1],
            tf.where(begins & (lifted | last), _DOT, ""),
        ]
    )  # (batch, time)
    path = tf.strings.reduce_join(tf.where(real, commands, ""), axis=1)  # (batch,)
    positions = tf.cumsum(tf.cast(moves, tf.float64), axis=1)
    # The origin is the first point; padding repeats the last one.
    origin = tf.zeros_like(positions[:, :1])
    positions = tf.concat([origin, tf.pad(positions, [[0, 0], [1, 0], [0, 0]])], axis=1)
    low, high = tf.reduce_min(positions, axis=1), tf.reduce_max(positions, axis=1)
    side = tf.reduce_max(high - low, axis=1, keepdims=True)
    side = tf.where(side > 0, side, 1.0)  # (batch, 1)
    numbers = tf.concat(_box(low, high, side), axis=1)  # (batch, 5)
    numbers = tf.unstack(tf.strings.as_string(numbers, DIGITS, shortest=True), axis=1)
    return tf.strings.join([*_opening(numbers), '<path d="', path, '"/></g></svg>'])


def opening(offsets: np.ndarray) -> str:
    """Return the beginning of an SVG: its bounds, colours, and width of lines.

    Args:
        offsets: float `(points, 3)`, as `real_points` returns them.

    Returns:
        str, which `</g></svg>` closes.
    """
    origin = np.zeros((1, 2))
    positions = np.concatenate([origin, positions_of(offsets)])
    low, high = positions.min(axis=0), positions.max(axis=0)
    side = (high - low).max(keepdims=True)
    side = np.where(side > 0, side, 1.0)  # (1,)
    numbers = np.concatenate(_box(low, high, side)).tolist()
    return "".join(_opening([number(each) for each in numbers]))


def real_points(offsets: np.ndarray) -> np.ndarray:
    """Return the offsets before the first point that is not finite.

    The offset of the first point becomes 0.

    Args:
        offsets: float `(points, 3)`.

    Returns:
        float32 `(real points, 3)`, a copy.
    """
    offsets = np.array(offsets, "float32").reshape(-1, 3)
    real = np.logical_and.accumulate(np.isfinite(offsets).all(axis=1))
    offsets = offsets[real]
    offsets[:1, :2] = 0.0
    return offsets


def positions_of(offsets: np.ndarray) -> np.ndarray:
    """Return the positions, float64 `(points, 2)`, of offsets `(points, 3)`."""
    return np.cumsum(offsets[:, :2], axis=0, dtype="float64")


def number(value: float) -> str:
    """Return a number as it stands in an SVG, such as "1e+06" for a million."""
    return f"{value:.{DIGITS}g}"


def _box(low: Any, high: Any, side: Any) -> list[Any]:
    """Return corner, size and width of lines, for arrays and for tensors."""
    margin = MARGIN * side
    return [low - margin, high - low + 2 * margin, PEN * side]


def _opening(numbers: Sequence[Any]) -> list[Any]:
    """Return the pieces of the beginning of an SVG, strings or tensors of strings."""
    left, top, width, height, pen = numbers
    return [
        '<svg xmlns="http://www.w3.org/2000/svg" '
        f'width="{SIDE}" height="{SIDE}" style="background:{PAPER}" viewBox="',
        left,
        " ",
        top,
        " ",
        width,
        " ",
        height,
        f'"><g fill="none" stroke="{INK}" stroke-linecap="round" '
        'stroke-linejoin="round" stroke-width="',
        pen,
        '">',
    ]
