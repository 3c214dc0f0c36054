"""Check the settings of spectra that users give in seconds and Hz."""

import math
from numbers import Real
from typing import Any

import numpy as np

from seqkit.arguments import whole_number
from seqkit.sound.read_sound_file import CHANNELS
from seqkit.sound.spectra import Spectra

HIGH = 0.85  # of half the rate, the usual end of the last band


def spectra_of(
    rate: int,
    window: float,
    hop: float,
    fft: int | None,
    mels: int,
    low: float,
    high: float | None,
    preemphasis: float,
    coefficients: int | None,
) -> Spectra:
    """Return the settings of spectra in samples; the arguments are those of `Sound`.

    Raises:
        ValueError: an argument is out of its range.
    """
    samples = _samples("window", window, rate), _samples("hop", hop, rate)
    least = 2 ** math.ceil(math.log2(samples[0]))
    fft = least if fft is None else whole_number("fft", fft, samples[0])
    mels = whole_number("mels", mels, CHANNELS + 1)
    high = HIGH * rate / 2 if high is None else high
    if coefficients is not None:
        whole_number("coefficients", coefficients, CHANNELS + 1)
        if coefficients > mels:
            raise ValueError(
                "`coefficients` are computed from the bands, and are not more. "
                f"Received coefficients={coefficients} with mels={mels}. "
                "Give more `mels`."
            )
    if not 0 <= low < high <= rate / 2:
        raise ValueError(
            "`low` and `high` are Hz, from 0 to half the rate, in this order. Received "
            f"low={low}, high={high} with rate={rate}. Leave them out."
        )
    if not (isinstance(preemphasis, Real) and 0 <= preemphasis < 1):
        raise ValueError(
            "`preemphasis` is the share of a sample that is subtracted from the next, "
            f"from 0 to below 1. Received {preemphasis!r:.60}. Leave it out for 0.97."
        )
    return Spectra(rate, *samples, fft, mels, low, high, preemphasis, coefficients)


def statistics(
    mean: Any, deviation: Any, features: int
) -> tuple[list[float], list[float]]:
    """Return the mean and the deviation of each feature as lists, checked.

    Raises:
        ValueError: they are not one finite number for each feature, or a deviation is
            not above 0.
    """
    try:
        both = np.asarray([mean, deviation], "float64")  # (2, features)
    except (TypeError, ValueError):
        both = np.full((2, features), np.nan)
    right = both.shape == (2, features) and np.isfinite(both).all()
    if not right or both[1].min() <= 0:
        raise ValueError(
            f"`mean` and `deviation` are {features} finite numbers each, and a "
            f"deviation is above 0. Received mean={mean!r:.80}, "
            f"deviation={deviation!r:.80}. Make both by `Sound.from_waves(sounds)`."
        )
    return tuple(both.tolist())


def _samples(name, seconds, rate):
    """Return seconds as a whole number of samples, at least one."""
    if not (isinstance(seconds, Real) and 1 <= round(seconds * rate) <= 60 * rate):
        raise ValueError(
            f"`{name}` is seconds, at least one sample and at most a minute. Received "
            f"{seconds!r:.60} at {rate} samples a second. Give 0.025, say."
        )
    return round(seconds * rate)
