"""Compute the mean and the deviation of each feature of training sounds."""

from collections.abc import Iterable
from typing import Any

import numpy as np


def fit_sounds(codec: type, sounds: Iterable[Any], settings: dict[str, Any]) -> Any:
    """Return the codec of training sounds; see `Sound.from_waves`.

    A feature that never changes gets the deviation 1.

    Args:
        codec: the class `Sound`.
        sounds: iterable of sounds.
        settings: dict of arguments of the class.
    """
    probe = _unfitted(codec, settings)
    # In float64, and one sound at a time, so that any number of sounds fits.
    count, total, squares = 0, 0.0, 0.0
    for sound in sounds:
        frames = probe.encode(sound).astype("float64")  # (frames, features)
        count += len(frames)
        total = total + frames.sum(axis=0)
        squares = squares + np.square(frames).sum(axis=0)
    if not count:
        raise ValueError(
            "Expected at least one sound with a sample. Received none. Check the "
            "folder, or the iterable: a generator can be read only once."
        )
    mean = total / count
    deviation = np.sqrt(np.maximum(squares / count - mean**2, 0))
    deviation = np.where(deviation > 1e-6, deviation, 1.0)
    return codec(mean.tolist(), deviation.tolist(), **settings)


def _unfitted(codec, settings):
    """Return a codec of mean 0 and deviation 1, by its number of features."""
    features = settings.get("coefficients") or settings.get("mels", 40)
    features = features if isinstance(features, int) else 1
    return codec([0.0] * features, [1.0] * features, **settings)
