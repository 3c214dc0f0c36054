"""The pixels of a clip at one size: its frames sampled, converted and resized."""

import os

import numpy as np

from seqkit.images.read_image_file import read_image
from seqkit.video.read_clip import Clip
from seqkit.video.sampling import by_count
from seqkit.video.sampling import by_rate

MOST = 100_000
"""The most frames that are read of a file before sampling, over an hour at 25 a second.
"""


def clip_pixels(
    clip: Clip,
    size: tuple[int, int],
    channels: int,
    *,
    frames: int | None = None,
    rate: float | None = None,
    longest: int | None = None,
    shortest: int = 1,
) -> np.ndarray:
    """Return the sampled frames of a clip at one size.

    Args:
        clip: see `open_clip`.
        size: pair of int, height and width.
        channels: int, 3 for red, green and blue, 1 for grey.
        frames: int, the number of frames taken evenly. None: not by count.
        rate: float, the frames a second that are taken. None: not by rate.
        longest: int, the most frames after sampling. None: any number.
        shortest: int, the fewest.

    Returns:
        uint8 `(time, height, width, channels)`.

    Raises:
        ValueError: the clip has no frame, too many or too few frames, or no rate of its
            own where one is needed; or a frame is damaged.
    """
    if rate is not None and clip.rate is None:
        raise ValueError(
            "Frames are taken at a rate by the clip's own frames a second. Received "
            f"{clip.name}, which has none. Give a pair, `(clip, 25.0)`."
        )
    # Without sampling, one frame too many is enough to know.
    most = MOST if frames or rate or longest is None else longest
    pixels = []
    for frame in clip.frames:
        if len(pixels) == most:
            raise _too_many(clip.name, f"more than {most:,}", longest)
        pixels.append(frame_pixels(frame, size, channels))
    if not pixels:
        raise ValueError(
            f"A clip has at least one frame. Received {clip.name} without frames. "
            "Leave it out."
        )
    chosen = np.arange(len(pixels))
    if frames is not None:
        chosen = by_count(len(pixels), frames)
    elif rate is not None:
        chosen = by_rate(len(pixels), clip.rate, rate)
    if longest is not None and len(chosen) > longest:
        raise _too_many(clip.name, f"{len(chosen):,}", longest)
    if len(chosen) < shortest:
        raise ValueError(
            f"A clip has at least {shortest:,} frames. Received {clip.name} of "
            f"{len(chosen):,} frames. Leave it out, or allow fewer by `shortest`."
        )
    return np.stack([pixels[index] for index in chosen])


def frame_pixels(frame, size: tuple[int, int], channels: int) -> np.ndarray:
    """Return one frame as uint8 `(height, width, channels)`; see `read_image`."""
    from PIL import Image

    raw = isinstance(frame, np.ndarray) and frame.dtype == np.uint8
    if raw and frame.shape == (*size, channels):
        return frame
    if raw and channels == 1 and frame.ndim == 2 and frame.shape == tuple(size):
        return frame[..., None]
    try:
        pixels = read_image(frame, size)
    except ValueError as error:
        if isinstance(frame, str | os.PathLike):
            raise ValueError(f"Frame {str(frame)!r} of a clip: {error}") from error
        raise
    if channels == 3:
        return pixels
    return np.asarray(Image.fromarray(pixels).convert("L"))[..., None]


def _too_many(name, received, longest):
    """Return the error for a clip of too many frames."""
    return ValueError(
        f"A clip has at most {longest or MOST:,} frames. Received {name} of {received} "
        "frames. Take some evenly, `frames=16`, or at a rate, `rate=10`; or allow more "
        "by `longest`."
    )
