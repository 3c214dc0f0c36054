"""Read sounds: files, bytes of files, and arrays of samples."""

import io
import os
from typing import Any

import numpy as np

from seqkit.arguments import whole_number
from seqkit.sound.resampling import resampled
from seqkit.text_files import file_at

CHANNELS = 8  # the most channels of a sound; wider arrays are features


def read_sound(thing: Any, rate: int) -> np.ndarray:
    """Read one sound as samples at a rate; several channels are averaged.

    Args:
        thing: path or bytes of a file, WAV, FLAC, OGG or MP3; an array `(samples,)` or
            `(samples, channels)` at the rate; or a pair of such an array and its own
            rate. Floats are from -1 to 1, integers are scaled by the range of their
            dtype.
        rate: int, samples a second of the result.

    Returns:
        float32 `(samples,)`.

    Raises:
        TypeError: `thing` is none of these.
        ValueError: there is no file at the path, the file is damaged or no sound, or
            samples are NaN or infinite.
        ImportError: the package soundfile is not installed.
    """
    if isinstance(thing, str | os.PathLike):
        samples, own = _decoded(file_at(thing).read_bytes(), repr(str(thing)))
    elif isinstance(thing, bytes):
        samples, own = _decoded(thing, f"{len(thing):,} bytes")
    elif is_pair(thing):
        samples, own = thing[0], whole_number("rate", thing[1])
    else:
        samples, own = thing, rate
    return resampled(_mono(samples), own, rate)


def is_pair(thing: Any) -> bool:
    """Return whether a value is a pair of an array of samples and its rate."""
    pair = isinstance(thing, tuple) and len(thing) == 2
    return pair and np.ndim(thing[1]) == 0 and np.ndim(thing[0]) > 0


def _decoded(contents, name):
    """Return the samples of a file, channels averaged, and its rate.

    `name` is the name of the file in errors.
    """
    try:
        import soundfile
    except ImportError as error:
        raise ImportError(
            "Sound files are read by the package soundfile. Received "
            f"{name:.200}, and it is not installed. Install it: "
            "`pip install seqkit[sound]`; or give an array of samples."
        ) from error
    try:
        samples, own = soundfile.read(
            io.BytesIO(contents), dtype="float32", always_2d=True
        )
    except (soundfile.SoundFileError, TypeError) as error:
        raise ValueError(
            "Expected a sound, WAV, FLAC, OGG or MP3. Received "
            f"{name:.200}, which begins with {contents[:8]!r} ({error!s:.200}). Leave "
            "it out, or convert it first: `ffmpeg -i sound.m4a sound.flac`."
        ) from error
    return samples.mean(axis=1), own


def _mono(samples):
    """Return an array that a user gave as float32 `(samples,)`, checked."""
    try:
        array = np.asarray(samples)
    except (TypeError, ValueError):
        array = np.array(None)
    if array.dtype.kind not in "iuf" or array.ndim not in (1, 2):
        raise TypeError(
            "A sound is a path, the bytes of a file, an array (samples,) or "
            "(samples, channels), or a pair of such an array and its rate. Received "
            f"{samples!r:.60} of type {type(samples).__name__}. Give one of these."
        )
    if array.ndim == 2 and not 1 <= array.shape[1] <= CHANNELS:
        raise ValueError(
            f"A sound of several channels has the shape (samples, channels), with at "
            f"most {CHANNELS} channels. Received shape {array.shape}. Move the axis of "
            "channels to the end: `samples.T`."
        )
    if array.dtype.kind == "u":  # of 8 bits, say: silence is the middle of the range
        half = 2.0 ** (8 * array.dtype.itemsize - 1)
        array = array.astype("float64") / half - 1
    elif array.dtype.kind == "i":
        array = array.astype("float64") / 2.0 ** (8 * array.dtype.itemsize - 1)
    array = array.astype("float32")
    if not np.isfinite(array).all():
        raise ValueError(
            "The samples of a sound are finite. Received NaN or infinity at sample "
            f"{int(np.argwhere(~np.isfinite(array))[0][0])}, the first being 0. Cut it "
            "out, or set it to 0."
        )
    return array if array.ndim == 1 else array.mean(axis=1)
