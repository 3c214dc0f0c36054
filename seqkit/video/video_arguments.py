"""Checks of the arguments of `Video`."""

from typing import Any

from seqkit.arguments import one_of
from seqkit.arguments import whole_number
from seqkit.images.image_encoder import ImageEncoder
from seqkit.images.read_image_file import check_size
from seqkit.series.read_numbers import finite_numbers

STEMS = ("2d", "3d")
NETWORK = {
    "filters": [16, 32, 64, 96],
    "features": 128,
    "stem": "2d",
    "stem_frames": 5,
    "subtract_mean_image": False,
    "shift": 0.0,
    "zoom": 0.0,
    "flip": False,
    "brightness": 0.0,
    "contrast": 0.0,
    "gamma": 0.0,
    "speed": 0.0,
    "scale_each_clip": False,
    "dropout": 0.0,
    "mean": [127.5, 127.5, 127.5],
    "deviation": [64.0, 64.0, 64.0],
}
"""The arguments of the small network of frames, with their defaults."""


def checked_encoder(encoder: Any) -> ImageEncoder | None:
    """Return an encoder; raise TypeError unless it is an `ImageEncoder` or None."""
    if encoder is not None and not isinstance(encoder, ImageEncoder):
        raise TypeError(
            "`encoder` is a `seqkit.ImageEncoder`. Received "
            f"{encoder!r:.60} of type {type(encoder).__name__}. "
            "Wrap a network: `seqkit.ImageEncoder(model)`."
        )
    return encoder


def checked_pixels(
    size: Any, channels: Any, encoder: ImageEncoder | None
) -> tuple[tuple[int, int], int]:
    """Return size and channels of frames; raise ValueError if they do not fit."""
    own = None if encoder is None else tuple(encoder.size)
    if size is None and own is None:
        raise ValueError(
            "`size` is height and width of the frames, pixels. Received None. "
            "Give it, such as `Video((64, 64))`; an encoder has a size of its own."
        )
    size = own if size is None else check_size(size)
    if own not in (None, size):
        raise ValueError(
            f"An encoder reads pixels of its own size, {own}. Received size={size}. "
            "Leave `size` out."
        )
    if channels not in (1, 3) or (own is not None and channels != 3):
        raise ValueError(
            "`channels` is 3 for red, green and blue, or 1 for grey; an encoder reads "
            f"3. Received {channels!r:.40}."
        )
    return size, int(channels)


def checked_sampling(frames: Any, rate: Any) -> tuple[int | None, float | None]:
    """Return the number of frames, and frames a second, at most one of which is given.

    Raises:
        ValueError: both are given, or a number is out of its range.
    """
    if frames is not None:
        frames = whole_number("frames", frames)
    if frames is not None and rate is not None:
        raise ValueError(
            "Frames are taken by count or by rate. Received "
            f"frames={frames}, rate={rate}. Give one of the two."
        )
    if rate is None:
        return frames, None
    try:
        number = float(rate)
    except (TypeError, ValueError):
        number = 0.0
    if not 0 < number < float("inf"):
        raise ValueError(
            f"`rate` is a number of frames a second, above 0. Received {rate!r:.40}."
        )
    return None, number


def checked_statistics(
    mean: Any, deviation: Any, channels: int
) -> tuple[list[float], list[float]]:
    """Return mean and deviation of each channel; raise ValueError if they are wrong."""
    mean = NETWORK["mean"][:channels] if mean is None else mean
    deviation = NETWORK["deviation"][:channels] if deviation is None else deviation
    mean = finite_numbers("mean", mean)
    deviation = finite_numbers("deviation", deviation)
    if {len(mean), len(deviation)} != {channels} or min(deviation) <= 0:
        raise ValueError(
            "`mean` and `deviation` are one number for each channel, and a "
            f"deviation is above 0. Received mean={mean!r:.80}, "
            f"deviation={deviation!r:.80} for {channels} channels. "
            "Make both by `Video.from_clips(train, size)`."
        )
    return mean, deviation


def check_network(codec: Any) -> None:
    """Raise ValueError if the arguments of the small network of a `Video` are wrong."""
    one_of("stem", codec.stem, STEMS)
    if not codec.filters:
        raise ValueError(
            "`filters` are the numbers of filters of the convolutions, at least one. "
            "Received none. Give some, such as (16, 32, 64)."
        )
    for each in codec.filters:
        whole_number("filters", each)
    given = [name for name in NETWORK if getattr(codec, name) != NETWORK[name]]
    if codec.encoder is not None and given:
        raise ValueError(
            f"{', '.join(given)} are arguments of the small network, which is "
            "not there if an encoder is given. Leave them out, or leave `encoder` out."
        )
