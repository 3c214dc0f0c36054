"""Simplify drawings: leave out points that are near the line between others."""

import numpy as np


def simplified(
    rows: list[np.ndarray], tolerance: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return drawings without the points that lie near the line between kept ones.

    Of each line of a drawing, the first and the last point are kept. Each point that is
    left out is at most `tolerance` away from the segment between its kept neighbours.
    All lines of all drawings are divided at once, in rounds; in each round, each
    segment is divided at its farthest point.

    Args:
        rows: list of float `(points, 3)`, the offsets of each drawing.
        tolerance: float, in the units of the offsets.

    Returns:
        float32 `(total, 3)`, the offsets of all drawings; int32 `(drawings,)`, the
        number of points of each.

    Reference:
        Ramer 1972, https://doi.org/10.1016/S0146-664X(72)80017-0; Douglas & Peucker
        1973, https://doi.org/10.3138/FM57-6770-U75U-7727. Distances are those to the
        segment, where the papers have the infinite line.
    """
    lengths = np.array([len(row) for row in rows], "int64")
    offsets = np.concatenate([np.zeros((0, 3), "float32"), *rows])
    if not len(offsets):
        return offsets, lengths.astype("int32")
    # Summed drawing by drawing, so that a drawing does not depend on those before it.
    places = np.concatenate(
        [np.cumsum(row[:, :2], axis=0, dtype="float64") for row in rows]
    )  # (total, 2)
    last = offsets[:, 2] > 0
    last[np.cumsum(lengths[lengths > 0]) - 1] = True
    kept = _kept(places, last, tolerance)
    drawing = np.repeat(np.arange(len(rows)), lengths)
    counts = np.bincount(drawing[kept], minlength=len(rows))
    return _merged(offsets, kept), counts.astype("int32")


def _kept(places, last, tolerance):
    """Return the mask of the points to keep; `last` marks the last of each line."""
    ends = np.flatnonzero(last)
    starts = np.concatenate([[0], ends[:-1] + 1])
    kept = last.copy()
    kept[starts] = True
    while True:
        inside = ends - starts > 1  # segments with points between their ends
        starts, ends = starts[inside], ends[inside]
        if not len(starts):
            return kept
        farthest, distance = _farthest(places, starts, ends)
        far = distance > tolerance
        farthest = farthest[far]
        kept[farthest] = True
        starts = np.stack([starts[far], farthest], axis=1).ravel()
        ends = np.stack([farthest, ends[far]], axis=1).ravel()


def _farthest(places, starts, ends):
    """Return the point inside each segment that is farthest from it, with distances."""
    counts = ends - starts - 1
    first = np.cumsum(counts) - counts  # where the points of each segment begin
    segment = np.repeat(np.arange(len(starts)), counts)
    points = np.arange(counts.sum()) - first[segment] + starts[segment] + 1
    way = places[ends] - places[starts]  # (segments, 2)
    square = (way**2).sum(axis=1)
    moved = places[points] - places[starts[segment]]  # (points, 2)
    # The nearest place of the segment, as a share of its way from 0 to 1.
    along = (moved * way[segment]).sum(axis=1) / np.maximum(square, 1e-300)[segment]
    nearest = np.clip(along, 0, 1)[:, None] * way[segment]
    distances = np.hypot(*(moved - nearest).T)
    most = np.maximum.reduceat(distances, first)  # (segments,)
    # The first of equally far points: of each segment the least number.
    numbers = np.where(distances == most[segment], points, len(places))
    return np.minimum.reduceat(numbers, first), most


def _merged(offsets, kept):
    """Return the offsets of the kept points, which take over the ways of the others."""
    chosen = np.flatnonzero(kept)
    begins = np.concatenate([[0], chosen[:-1] + 1])
    merged = offsets[chosen].copy()
    merged[:, :2] = np.add.reduceat(offsets[:, :2].astype("float64"), begins, axis=0)
    return merged
