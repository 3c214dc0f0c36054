"""Check drawings that users give as arrays: offsets, published steps, and lines."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from seqkit.arguments import list_of

LARGEST = 1e7
"""The largest dx or dy: float32 still counts single units there."""

_THINGS = "an array (points, 3) of dx, dy, lifted, or (points, 5) of dx, dy, p1, p2, p3"


def read_offsets(thing: Any) -> np.ndarray:
    """Return the offsets of a drawing that is an array, checked.

    Steps of NaN at the end are padding, and are left out.

    Args:
        thing: array `(points, 3)` of dx, dy, lifted; or array `(points, 5)` of dx, dy,
            p1, p2, p3, which are the pen on the paper, lifted after this point, and the
            end: the first step with p3 and all later ones are left out.

    Returns:
        float32 `(points, 3)`.

    Raises:
        TypeError: `thing` is no array of numbers.
        ValueError: it has another shape, NaN, infinity, a dx or dy beyond 10 million,
            or a pen that is neither 0 nor 1.
    """
    array = _numbers(thing, _THINGS)
    if array.size == 0 and array.ndim <= 2:
        return np.zeros((0, 3), "float32")
    if array.ndim != 2 or array.shape[1] not in (3, 5):
        raise ValueError(
            f"A drawing is {_THINGS}. Received shape {array.shape}. Make positions a "
            "drawing by `Drawing.from_lines([positions])`."
        )
    array = array[: _real(array)]
    _check_finite(array)
    pens = array[:, 2:]
    if not np.isin(pens, (0, 1)).all() or (
        pens.shape[1] == 3 and (pens.sum(axis=1) != 1).any()
    ):
        raise ValueError(
            "The pen of a point is 0, on the paper, or 1, lifted after the point; of "
            "p1, p2 and p3 one is 1. Received "
            f"{np.unique(pens)[:6].tolist()}, at point {_wrong_pen(pens)}, the first "
            "being 0. Round sampled pens first."
        )
    if pens.shape[1] == 3:
        ended = pens[:, 2] > 0
        end = int(ended.argmax()) if ended.any() else len(array)
        array = array[:end, [0, 1, 3]]
    return np.ascontiguousarray(array, "float32")


def read_lines(lines: Sequence[Any]) -> list[np.ndarray]:
    """Return the lines of a drawing, checked.

    Args:
        lines: list of arrays `(n, 2)` of absolute positions.

    Returns:
        list of float64 `(n, 2)`.

    Raises:
        TypeError: a line is no array of numbers.
        ValueError: a line has another shape, NaN, infinity, or numbers beyond 10
            million.
    """
    named = "a list of lines, each an array (points, 2) of positions x, y"
    found = []
    for place, line in enumerate(list_of(lines, "lines", "arrays (points, 2)")):
        array = _numbers(line, named)
        if array.size == 0:
            array = np.zeros((0, 2))
        if array.ndim != 2 or array.shape[1] != 2:
            raise ValueError(
                f"A drawing is {named}. Received shape {array.shape} for line {place}, "
                "the first being 0. Give x and y of each point, and one line as "
                "`[line]`."
            )
        _check_finite(array)
        found.append(array)
    return found


def _numbers(thing, named):
    """Return a value as an array of float64; raise if it holds no numbers."""
    try:
        array = np.asarray(thing)
    except (TypeError, ValueError):  # of unequal lengths
        array = np.array(None)
    if array.dtype.kind not in "biuf" and array.size:
        raise TypeError(
            f"A drawing is {named}. Received {thing!r:.60} of type "
            f"{type(thing).__name__}. Give numbers."
        )
    return array.astype("float64")


def _real(array):
    """Return the number of steps before the padding, which is NaN throughout."""
    known = np.flatnonzero(~np.isnan(array).all(axis=1))
    return int(known[-1]) + 1 if len(known) else 0


def _check_finite(array):
    """Raise ValueError for NaN, infinity, and numbers that are too large."""
    fine = np.abs(array[:, :2]) <= LARGEST  # False for NaN
    if not fine.all() or not np.isfinite(array).all():
        row = int((~fine.all(axis=1) | ~np.isfinite(array).all(axis=1)).argmax())
        raise ValueError(
            "The numbers of a drawing are finite, and x and y are at most "
            f"{LARGEST:,.0f}. Received {array[row].tolist()} at point {row}, the first "
            "being 0. Leave the point out, or scale the drawing down."
        )


def _wrong_pen(pens):
    """Return the first point whose pen is wrong."""
    wrong = ~np.isin(pens, (0, 1)).all(axis=1)
    if pens.shape[1] == 3:
        wrong |= pens.sum(axis=1) != 1
    return int(wrong.argmax())
