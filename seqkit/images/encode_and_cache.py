"""Features or pixels of many images, computed once and kept in a cache.

`seqkit.data.captions` and `seqkit.data.labelled_images` call `cached_images`.
"""

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

_BATCH = 32  # number of images that are read and encoded together
_PATIENCE = 1.0  # seconds before a progress bar appears

logger = logging.getLogger("seqkit")


class Picture(NamedTuple):
    """An image that is read only when it is used.

    Args:
        name: str, the name of the image in messages.
        read: function without arguments that returns the image as the bytes of a file,
            a PIL image or an array, see `read_image`. It raises ValueError if the image
            cannot be read.
        path: the path of the image's file. None: the image is in a zip file, or in
            memory.
    """

    name: str
    read: Callable[[], Any]
    path: Path | None = None


class Cached(NamedTuple):
    """The features or pixels of images, as `cached_images` returns them.

    Args:
        cache: `ImageCache` of features float16 `(rows, columns, channels)` or of
            pixels uint8 `(height, width, 3)`.
        places: int64 `(images,)`, the place of each image in the cache; -1 for an image
            that was left out.
        keys: list of str, a key of each image, equal for images of equal contents; ""
            for an image that was left out.
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
    """Return the features or the pixels of images; compute those not in the cache yet.

    With an `encoder` the results are features, with a `size` they are pixels. Exactly
    one of the two is given. After a second a progress bar appears.

    Args:
        pictures: sequence of `Picture`, at least one.
        encoder: `seqkit.ImageEncoder`, which computes the features.
        size: pair of int, height and width of the pixels.
        cache: True: keep the arrays on the disk, in the folder `seqkit/images` of the
            user's cache. A path: keep them in this folder. False: keep them in memory,
            until the program ends. In a folder, each encoder and each size has a folder
            of its own; the name of an encoder's folder is a hash of the configuration
            and the weights.
        on_bad: "raise": an image that cannot be read is an error. "skip": the image is
            left out, and a warning in the log of "seqkit" names the images left out.

    Returns:
        `Cached`.

    Raises:
        ValueError: an image cannot be read and `on_bad` is "raise", no image can be
            read, `pictures` are empty, both or neither of `encoder` and `size` are
            given, an argument is out of range, or features are not finite in 16 bits.
    """
    check_on_bad(on_bad)
    size = _size(encoder, size)
    store, compute = open_cache(encoder, size, cache)
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
        finally:  # keeps the computed arrays if the run is stopped
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
        names: list of str, the names of the images or captions that were left out.
        total: int, the number of all images or captions.
        what: str, the end of "Left out 2 of 9 …": the kind of thing and the reason,
            such as "images, which cannot be read".
    """
    if names:
        count = f"{len(names):,} of {total:,}"
        logger.warning("Left out %s %s: %s.", count, what, show(names))


def _size(encoder, size):
    """Return height and width of the pixels to read, which `encoder` or `size` gives.

    Raises:
        ValueError: both or neither are given, or the size is no pair of int.
    """
    wanted = getattr(encoder, "size", None) if size is None else size
    if wanted is None or (encoder is not None and size is not None):
        raise ValueError(
            "Images become features of a `seqkit.ImageEncoder`, or pixels of one size. "
            f"Received encoder={encoder!r:.60}, size={size}. Give `encoder` alone for "
            "features, or `size=encoder.size` alone for pixels."
        )
    return check_size(wanted)


def open_cache(
    encoder: Any, size: tuple[int, int] | None, cache: bool | str | os.PathLike
) -> tuple[ImageCache, Callable[[np.ndarray], np.ndarray]]:
    """Open the cache of an encoder's features, or of pixels of one size.

    Args:
        encoder, size, cache: see `cached_images`.

    Returns:
        The `ImageCache`, and the function that computes its arrays from pixels uint8
        `(images, height, width, 3)`, at most 32 images at once.
    """
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
    """Read a batch of images, and decode the images that are not in the cache.

    Returns:
        list with the key of each image, or the ValueError of reading the image; and
        dict from the keys of images that are not in the cache to their pixels.
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
    """Return the result of a function, or the ValueError that the function raises."""
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
    """Compute the features of pixels, float16 `(images, rows, columns, channels)`."""
    # Filled up with zeros to `_BATCH` images, because the encoder would be traced as a
    # new graph for each other number of images.
    batch = np.zeros((_BATCH, *images.shape[1:]), images.dtype)
    batch[: len(images)] = images  # (_BATCH, height, width, 3)
    features = np.asarray(encoder.predict_on_batch(batch))[: len(images)]
    with np.errstate(over="ignore"):
        features = features.astype("float16")
    if not np.isfinite(features).all():
        raise ValueError(
            "Features are kept in 16 bits, so they must be finite and at most 65,504. "
            f"Received other features of {encoder.name!r}. Normalise its outputs, or "
            "train on pixels: `size=encoder.size` in place of `encoder`."
        )
    return features


def _progress_bar(total):
    """Return Keras's progress bar."""
    import keras

    return keras.utils.Progbar(total, unit_name="image")
