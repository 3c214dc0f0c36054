"""Mean and deviation of the pixels of clips, by channel."""

from collections.abc import Iterable

import numpy as np

_SMALL = 1e-3  # a channel of a smaller deviation never changes


def pixel_statistics(
    clips: Iterable[np.ndarray], subtract_mean_image: bool = False
) -> tuple[list[float], list[float]]:
    """Return the mean and the standard deviation of each channel.

    Args:
        clips: iterable of uint8 `(time, height, width, channels)`.
        subtract_mean_image: bool, whether the deviation is that of the pixels around
            the mean image of their clip.

    Returns:
        two lists of float, one number for each channel. A channel that never changes
        gets the deviation 1.

    Raises:
        ValueError: there is no clip.
    """
    total = squares = count = 0
    for clip in clips:
        pixels = clip.astype("float32")
        total += pixels.sum(axis=(0, 1, 2), dtype="float64")
        around = pixels - pixels.mean(axis=0) if subtract_mean_image else pixels
        squares += np.square(around).sum(axis=(0, 1, 2), dtype="float64")
        count += pixels[..., 0].size
    if not count:
        raise ValueError(
            "The mean of pixels needs at least one clip. Received none. "
            "Give the clips of the training part."
        )
    mean = total / count
    middle = 0 if subtract_mean_image else np.square(mean)
    deviation = np.sqrt(np.maximum(squares / count - middle, 0))
    deviation[deviation < _SMALL] = 1.0
    return mean.round(4).tolist(), deviation.round(4).tolist()
