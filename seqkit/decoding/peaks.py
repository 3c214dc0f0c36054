"""Pick the peaks of probabilities over time, in Python or in the graph of an export."""

from typing import NamedTuple

from keras import ops

from seqkit.backend.gather_rows import gather_rows
from seqkit.types import Tensor

COUNT = 32
"""The most peaks of a row, by default: the highest ones."""


class Peaks(NamedTuple):
    """The peaks of a batch in the order of time; rows are padded with -1, heights 0.

    Args:
        tags: int32 `(batch, count)`, the index of the tag of each peak.
        steps: int32 `(batch, count)`, the step of each peak.
        heights: float32 `(batch, count)`, the probability at each peak.
    """

    tags: Tensor
    steps: Tensor
    heights: Tensor


def pick_peaks(
    probabilities: Tensor,
    threshold: float | Tensor = 0.3,
    distance: int | Tensor = 10,
    count: int = COUNT,
) -> Peaks:
    """Return the peaks of each tag: events, from their probabilities.

    A peak is a step whose probability is at least the threshold, above that of the step
    before and not below that of the step after; so of equal neighbours the first is the
    peak. A peak is left out if a higher one of its tag, or an equal one before it, is
    at most `distance` steps away. Of all peaks of a row, the `count` highest are
    looked at.

    Args:
        probabilities: float `(batch, time, tags)`, finite; 0 on padding.
        threshold: float, or float `(batch,)`, the least probability of a peak. 0 or
            less: every peak above 0.
        distance: int, or int `(batch,)`, steps: two peaks of one tag are further apart.
        count: int, the most peaks of a row.

    Returns:
        Peaks.

    Raises:
        ValueError: `probabilities` do not have three axes.

    Example:
    >>> pick_peaks(np.array([[[0.1], [0.8], [0.2], [0.4]]]), distance=1, count=3).steps
    [[1, 3, -1]]
    """
    if len(probabilities.shape) != 3:
        raise ValueError(
            "`pick_peaks` reads probabilities of shape (batch, time, tags). Received "
            f"shape {tuple(probabilities.shape)}. Give one row as "
            "`probabilities[None]`, and one tag as `probabilities[..., None]`."
        )
    heights = ops.cast(probabilities, "float32")
    rows, time, tags = ops.shape(heights)
    threshold = ops.reshape(ops.cast(threshold, "float32"), (-1, 1, 1))
    distance = ops.reshape(ops.cast(distance, "int32"), (-1, 1, 1))
    heights = ops.where(_are_peaks(heights, threshold), heights, 0.0)
    # Flat, by time first. Zeros are added for rows with fewer steps than `count`.
    flat = ops.reshape(heights, (rows, time * tags))
    flat = ops.pad(flat, [(0, 0), (0, count)])
    # The sort is stable: of equal heights, the earlier is first.
    heights, places = ops.top_k(flat, count)  # (batch, count)
    places = ops.cast(places, "int32")
    kept = (heights > 0) & ~_near_higher(places // tags, places % tags, distance)
    places = ops.where(kept, places, time * tags)
    order = ops.argsort(places, axis=1)  # by time; those left out last
    places, heights, kept = (
        gather_rows(each[..., None], order)[..., 0]
        for each in (places, heights, ops.cast(kept, "int32"))
    )
    kept = kept > 0
    return Peaks(
        ops.where(kept, places % tags, -1),
        ops.where(kept, places // tags, -1),
        ops.where(kept, heights, 0.0),
    )


def _are_peaks(heights, threshold):
    """Return bool `(batch, time, tags)`, True at steps that are peaks."""
    padded = ops.pad(heights, [(0, 0), (1, 1), (0, 0)], constant_values=-1.0)
    rising = heights > padded[:, :-2]
    return rising & (heights >= padded[:, 2:]) & (heights >= threshold)


def _near_higher(steps, tags, distance):
    """Return bool `(batch, count)`, True if an earlier item is of the tag and near."""
    count = ops.shape(steps)[1]
    near = ops.abs(steps[:, :, None] - steps[:, None]) <= distance
    near = near & ops.equal(tags[:, :, None], tags[:, None])  # (batch, count, count)
    places = ops.arange(count)
    return ops.any(near & (places[None] < places[:, None]), axis=-1)
