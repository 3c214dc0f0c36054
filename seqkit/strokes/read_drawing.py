"""Read one drawing: a `Drawing`, an array, lines, or a file."""

import os
from typing import Any

import numpy as np

from seqkit.strokes.drawing import Drawing
from seqkit.strokes.drawing_files import read_one
from seqkit.strokes.read_arrays import read_offsets


def read_drawing(thing: Any) -> np.ndarray:
    """Return the offsets of one drawing, in its own units.

    Args:
        thing: `Drawing`; an array `(points, 3)` or `(points, 5)`, see `read_offsets`; a
            list of arrays `(n, 2)`, the positions of each line; or the path of a file
            with one drawing: `.svg`, `.inkml`, or `.npy` with such an array.

    Returns:
        float32 `(points, 3)`: dx, dy, lifted; `(0, 3)` if the drawing is empty.

    Raises:
        TypeError: `thing` is of another type.
        ValueError: there is no such file, it cannot be read, or the numbers are wrong,
            see `read_offsets` and `read_lines`.
    """
    if isinstance(thing, Drawing):
        return thing.offsets
    if isinstance(thing, str | os.PathLike):
        return read_one(thing).offsets
    if are_lines(thing):
        return Drawing.from_lines(thing).offsets
    return read_offsets(thing)


def is_one_drawing(value: Any) -> bool:
    """Return whether a value is one drawing rather than a collection of drawings."""
    if isinstance(value, Drawing | str | os.PathLike) or are_lines(value):
        return True
    if hasattr(value, "ndim"):
        return value.ndim < 3
    # Lists of numbers are the points of one drawing.
    return isinstance(value, list | tuple) and len(value) > 0 and _axes(value[0]) == 1


def are_lines(value: Any) -> bool:
    """Return whether a value is a list of lines, arrays `(n, 2)`, rather than drawings.

    The first item that is not empty decides.
    """
    if not isinstance(value, list | tuple) and getattr(value, "ndim", 0) != 3:
        return False
    for item in value:
        if _axes(item) != 2:
            return False
        if len(item):
            return len(item[0]) == 2
    return False


def _axes(item):
    """Return the number of axes of nested lists or of an array; 0 for other values."""
    if hasattr(item, "ndim"):
        return item.ndim
    if not isinstance(item, list | tuple):
        return 0
    return 1 + (_axes(item[0]) if item else 1)
