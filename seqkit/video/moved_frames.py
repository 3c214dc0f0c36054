"""Random changes of clips in training: all frames of a clip change in the same way."""

from keras import ops
from keras import random

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
