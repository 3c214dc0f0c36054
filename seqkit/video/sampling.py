"""Choice of the frames of a clip: evenly by count, or at a rate."""

import numpy as np


def by_count(total: int, count: int) -> np.ndarray:
    """Return the indices of `count` frames, one in the middle of each equal part.

    A clip of at most `count` frames keeps all.

    Example:
    >>> by_count(10, 2)
    [2, 7]
    """
    if total <= count:
        return np.arange(total)
    return ((np.arange(count) + 0.5) * total / count).astype("int64")


def by_rate(total: int, own: float, rate: float) -> np.ndarray:
    """Return the indices of the frames that are seen at `rate` frames a second.

    Args:
        total: int, number of frames of the clip.
        own: float, the clip's own frames a second.
        rate: float, the frames a second to sample. If it is above `own`, frames occur
            several times.

    Example:
    >>> by_rate(10, 25.0, 10.0)
    [0, 2, 5, 7]
    """
    count = int(np.ceil(total * rate / own - 1e-6))
    times = np.arange(count) / rate
    return np.minimum((times * own + 1e-6).astype("int64"), total - 1)
