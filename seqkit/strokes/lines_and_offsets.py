"""Convert lines of absolute positions to offsets, and offsets to lines."""

from collections.abc import Sequence

import numpy as np


def offsets_of(lines: Sequence[np.ndarray]) -> np.ndarray:
    """Return the offsets of a drawing; its first point is moved to the origin.

    Lines without points are left out.

    Args:
        lines: list of float `(n, 2)`, the positions of each line.

    Returns:
        float32 `(points, 3)`: dx, dy, and 1 at the last point of each line, else 0.

    Example:
    >>> offsets_of([np.array([[5, 5], [7, 5]]), np.array([[7, 9]])])
    [[0. 0. 0.], [2. 0. 1.], [0. 4. 1.]]
    """
    lines = [np.asarray(line, "float64") for line in lines if len(line)]
    if not lines:
        return np.zeros((0, 3), "float32")
    places = np.concatenate(lines)  # (points, 2)
    offsets = np.zeros((len(places), 3), "float32")
    offsets[1:, :2] = np.diff(places, axis=0)
    offsets[np.cumsum([len(line) for line in lines]) - 1, 2] = 1
    return offsets


def lines_of(offsets: np.ndarray) -> list[np.ndarray]:
    """Return the lines of a drawing, whose first offset is measured from the origin.

    Args:
        offsets: float `(points, 3)`: dx, dy, lifted.

    Returns:
        list of float32 `(n, 2)`, the absolute positions of each line.
    """
    if not len(offsets):
        return []
    # Sums of many numbers of 32 bits need more of them.
    places = np.cumsum(offsets[:, :2], axis=0, dtype="float64").astype("float32")
    ends = np.flatnonzero(offsets[:-1, 2]) + 1
    return np.split(places, ends)
