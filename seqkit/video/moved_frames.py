"""Random changes of clips in training: all frames of a clip change in the same way."""

from keras import ops
from keras import random

from seqkit.backend.gather_rows import gather_rows
from seqkit.types import Tensor


def moved_frames(
    frames: Tensor, shift: float, zoom: float, flip: bool, seed: random.SeedGenerator
) -> Tensor:
    """Return clips shifted, zoomed and mirrored at random, each clip by itself.

    Pixels between pixels are interpolated linearly. Outside of a picture, its edge is
    repeated. A picture is resampled by two small matrix products, one for each axis.

    Args:
        frames: float `(batch, time, height, width, channels)`.
        shift: float, the largest shift, a share of height and of width.
        zoom: float, the largest change of the size: a clip is seen at a scale between
            `1 - zoom` and `1 + zoom`.
        flip: bool, mirror half of the clips, left to right.
        seed: `keras.random.SeedGenerator`.

    Returns:
        float of the same shape.
    """
    batch, time = ops.shape(frames)[0], ops.shape(frames)[1]
    height, width, channels = frames.shape[2:]
    scale = random.uniform((batch,), 1 - zoom, 1 + zoom, seed=seed)
    rows = _random_places(batch, height, scale, shift, seed)
    columns = _random_places(batch, width, scale, shift, seed)
    if flip:
        mirrored = random.uniform((batch, 1), seed=seed) < 0.5
        columns = ops.where(mirrored, width - 1 - columns, columns)
    if shift or zoom:
        flat = ops.reshape(frames, (batch, time, height, width * channels))
        flat = ops.matmul(_weights(rows, height)[:, None], flat)
        frames = ops.reshape(flat, (batch, time, height, width, channels))
    weights = _weights(columns, width)
    if channels == 1:  # one large product in place of many small ones
        flat = ops.reshape(frames, (batch, time * height, width))
        flat = ops.matmul(flat, ops.swapaxes(weights, 1, 2))
    else:
        flat = ops.reshape(frames, (batch, time * height, width, channels))
        flat = ops.matmul(weights[:, None], flat)
    return ops.reshape(flat, (batch, time, height, width, channels))


def relit_frames(
    frames: Tensor, brightness: float, contrast: float, seed: random.SeedGenerator
) -> Tensor:
    """Return clips with another contrast and brightness at random, one for each clip.

    Args:
        frames: float `(batch, time, height, width, channels)` of mean 0.
        brightness: float, the largest number that is added, in units of `frames`.
        contrast: float, the pixels are multiplied by a number between `1 - contrast`
            and `1 + contrast`.
        seed: `keras.random.SeedGenerator`.

    Returns:
        float of the same shape.
    """
    shape = (ops.shape(frames)[0], 1, 1, 1, 1)
    if contrast:
        factor = random.uniform(shape, 1 - contrast, 1 + contrast, seed=seed)
        frames = frames * ops.cast(factor, frames.dtype)
    if brightness:
        added = random.uniform(shape, -brightness, brightness, seed=seed)
        frames = frames + ops.cast(added, frames.dtype)
    return frames


def bent_frames(frames: Tensor, gamma: float, seed: random.SeedGenerator) -> Tensor:
    """Return clips with another gamma at random, which changes the middle tones.

    Args:
        frames: float `(batch, time, height, width, channels)`, from 0 to 255.
        gamma: float, the largest logarithm of the exponent.
        seed: `keras.random.SeedGenerator`.

    Returns:
        float of the same shape, from 0 to 255.
    """
    shape = (ops.shape(frames)[0], 1, 1, 1, 1)
    exponent = ops.exp(random.uniform(shape, -gamma, gamma, seed=seed))
    return 255.0 * ops.power(frames / 255.0, exponent)


def sped_frames(
    frames: Tensor, lengths: Tensor | None, speed: float, seed: random.SeedGenerator
) -> Tensor:
    """Return clips that run faster or slower at random, around their middle.

    The number of frames stays: a slower clip loses both ends, a faster clip repeats its
    first and its last frame. The nearest frames are taken.

    Args:
        frames: float `(batch, time, height, width, channels)`.
        lengths: int32 `(batch,)`, real frames. None: all are real.
        speed: float, speeds are from `1 - speed` to `1 + speed`.
        seed: `keras.random.SeedGenerator`.

    Returns:
        float of the same shape; padding stays padding.
    """
    batch, time = ops.shape(frames)[0], ops.shape(frames)[1]
    factor = random.uniform((batch, 1), 1 - speed, 1 + speed, seed=seed)
    if lengths is None:
        lengths = ops.zeros((batch,), "int32") + time
    last = ops.cast(ops.maximum(lengths, 1) - 1, "float32")[:, None]  # (batch, 1)
    own = ops.cast(ops.arange(time), "float32")[None]  # (1, time)
    places = ops.round(last / 2 + (own - last / 2) * factor)
    places = ops.where(own <= last, ops.clip(places, 0.0, last), own)
    return gather_rows(frames, ops.cast(places, "int32"))


def _random_places(batch, side, scale, shift, seed):
    """Return the place in the source of each row or column, float `(batch, side)`."""
    moved = random.uniform((batch, 1), -shift * side, shift * side, seed=seed)
    middle = (side - 1) / 2
    from_middle = ops.arange(side, dtype="float32")[None] - middle
    places = from_middle * scale[:, None] + middle + moved
    return ops.clip(places, 0.0, side - 1.0)


def _weights(places, side):
    """Return the weights of linear interpolation, `(batch, new side, side)`."""
    distance = ops.abs(places[..., None] - ops.arange(side, dtype="float32"))
    return ops.relu(1.0 - distance)
