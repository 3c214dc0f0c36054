"""Features or pixels of many images, computed once and kept in the cache."""

import functools
import logging
import os
import time
from collections.abc import Callable
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from typing import NamedTuple

import numpy as np

from seqkit.images.encoder_key import encoder_key
from seqkit.images.image_cache import ImageCache
from seqkit.images.image_cache import key_of
from seqkit.images.read_image_file import check_size
from seqkit.images.read_image_file import read_image
from seqkit.messages import show

_BATCH = 32  # images that are read and encoded together
_PATIENCE = 1.0  # seconds before a progress bar appears

logger = logging.getLogger("seqkit")


class Picture(NamedTuple):
    """An image that is read only when it is used.

    Args:
        name: str, the name of the image in messages.
        read: function without arguments that returns an argument of `read_image` other
            than a path, or raises ValueError.
        path: the path of the image, where it is a file of its own.
    """

    name: str
    read: Callable[[], Any]
    path: Path | None = None


class Cached(NamedTuple):
    """The features or pixels of images, in the cache.

    Args:
        cache: `ImageCache` of features float16 `(rows, columns, channels)` or of
            pixels uint8 `(height, width, 3)`.
        places: int64 `(images,)`, the place of each image in the cache; -1: the image
            was left out.
        keys: list of str, equal for images of equal contents; "" for one left out.
    """

    cache: ImageCache
    places: np.ndarray
    keys: list[str]


def cached_images(
    pictures: Sequence[Picture],
    encoder: Any = None,
    size: tuple[int, int] | None = None,
    *,
    cache: bool | str | os.PathLike = True,
    on_bad: str = "raise",
) -> Cached:
    """Compute the features or the pixels of images, unless the cache has them.

    After a second a progress bar appears.

    Args:
        pictures: sequence of `Picture`.
        encoder: `seqkit.ImageEncoder`, which computes features. None: pixels are kept.
        size: pair of int, height and width of the pixels.
        cache: True: the folder `seqkit/images` of the user's cache; path: that folder;
            False: memory, until the program ends. In a folder, each encoder has a
            folder of its own, named by configuration and weights.
        on_bad: "raise": an image that cannot be read is an error; "skip": the image is
            left out, and a warning in the log of "seqkit" counts such images.

    Returns:
        `Cached`.

    Raises:
        ValueError: an image cannot be read, or no image can; an argument is out of
            range.
    """
    check_on_bad(on_bad)
    size = _size(encoder, size)
    store, compute = _open(encoder, size, cache)
    keys, bad, bar, began = [], [], None, time.monotonic()
    with ThreadPoolExecutor() as pool:
        try:
            for first in range(0, len(pictures), _BATCH):
                batch = pictures[first : first + _BATCH]
                found, fresh = _read(batch, size, store, pool)
                for picture, key in zip(batch, found, strict=True):
                    if _failed(key):
                        _refuse(picture, key, on_bad)
                        bad.append(picture.name)
                    keys.append("" if _failed(key) else key)
                if fresh:
                    pixels = np.stack([*fresh.values()])  # (fresh, height, width, 3)
                    store.add([*fresh], compute(pixels))
                if bar is None and time.monotonic() - began > _PATIENCE:
                    bar = _progress_bar(len(pictures))
                if bar:
                    bar.update(first + len(batch))
        finally:  # also if the run is stopped
            store.flush()
    if len(bad) == len(pictures):
        raise ValueError(
            "Expected at least one image that can be read. Received "
            f"{len(pictures):,} images that cannot be read. Check the files."
        )
    report_left_out(bad, len(pictures), "images, which cannot be read")
    return Cached(store, np.array([store.place(key) for key in keys], "int64"), keys)


def check_on_bad(on_bad: str) -> None:
    """Raise ValueError unless `on_bad` is "raise" or "skip"."""
    if on_bad not in ("raise", "skip"):
        raise ValueError(
            f"`on_bad` is 'raise' or 'skip'. Received {on_bad!r}. Give 'skip' to leave "
            "out, and to count, images and captions that cannot be used."
        )


def report_left_out(names: Sequence[str], total: int, what: str) -> None:
    """Log a warning with the names of images or captions that were left out, if any.

    Args:
        names: the names of those that were left out.
        total: int, the number of all.
        what: str, words for them and for the reason.
    """
    if names:
        count = f"{len(names):,} of {total:,}"
        logger.warning("Left out %s %s: %s.", count, what, show(names))


def _size(encoder, size):
    """Return the height and the width of the pixels, checked."""
    wanted = getattr(encoder, "size", None) if size is None else size
    if wanted is None or (encoder is not None and size is not None):
        raise ValueError(
            "Images become features of a `seqkit.ImageEncoder`, or pixels of one size. "
            f"Received encoder={encoder!r:.60}, size={size}. Give `encoder` alone for "
            "features, or `size=encoder.size` alone for pixels."
        )
    return check_size(wanted)


def _open(encoder, size, cache):
    """Open the cache; return it and the function from pixels to its arrays."""
    if encoder is None:
        name, shape, dtype = "pixels-{}x{}".format(*size), (*size, 3), "uint8"
    else:
        name = f"features-{encoder_key(encoder)}"
        shape, dtype = tuple(encoder.output_shape[1:]), "float16"
    folder = None
    if cache is True:
        home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        folder = Path(home) / "seqkit" / "images" / name
    elif cache is not False:
        folder = Path(cache) / name
    compute = functools.partial(_features, encoder) if encoder else np.asarray
    return ImageCache(folder, shape, dtype), compute


def _read(batch, size, store, pool):
    """Read a batch of images that may be in the cache.

    Returns the key or the error of each image, and a dict from the keys of images that
    are not in the cache to their pixels.
    """
    images = [_attempt(picture.read) for picture in batch]
    keys = [image if _failed(image) else key_of(image) for image in images]
    unknown = {
        key: image
        for key, image in zip(keys, images, strict=True)
        if not _failed(key) and key not in store
    }
    pixels = pool.map(lambda image: _attempt(read_image, image, size), unknown.values())
    fresh = dict(zip(unknown, pixels, strict=True))
    keys = [fresh[key] if _failed(fresh.get(key)) else key for key in keys]
    return keys, {key: each for key, each in fresh.items() if not _failed(each)}


def _attempt(function, *arguments):
    """Return the result of a function, or the ValueError that it raises."""
    try:
        return function(*arguments)
    except ValueError as error:
        return error


def _failed(result):
    """Return whether `_attempt` returned an error."""
    return isinstance(result, ValueError)


def _refuse(picture, error, on_bad):
    """Raise the error of an image, with its name, unless bad images are skipped."""
    if on_bad == "raise":
        raise ValueError(
            f"{picture.name}: {error} Or give `on_bad='skip'` to leave out images that "
            "cannot be read."
        ) from error


def _features(encoder, images):
    """Return features float16 `(images, rows, columns, channels)`."""
    # Always the same number of images, since another number is another graph.
    batch = np.zeros((_BATCH, *images.shape[1:]), images.dtype)
    batch[: len(images)] = images  # (_BATCH, height, width, 3)
    features = np.asarray(encoder.predict_on_batch(batch))[: len(images)]
    with np.errstate(over="ignore"):
        features = features.astype("float16")
    if not np.isfinite(features).all():
        raise ValueError(
            "Features are kept in 16 bits, so they are finite and at most 65,504. "
            f"Received other features of {encoder.name!r}. Normalise its outputs, or "
            "train on pixels: `size=encoder.size` in place of `encoder`."
        )
    return features


def _progress_bar(total):
    """Return Keras's progress bar."""
    import keras

    return keras.utils.Progbar(total, unit_name="image")
