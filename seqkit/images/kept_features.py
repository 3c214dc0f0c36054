"""Images to what is kept of them: features of an encoder, or pixels of one size."""

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

from seqkit.images.array_store import ImageStore
from seqkit.images.array_store import key_of
from seqkit.images.encoder_key import encoder_key
from seqkit.images.read_image_file import check_size
from seqkit.images.read_image_file import read_image
from seqkit.messages import show

_BATCH = 32  # images that are read and encoded together
_PATIENCE = 1.0  # seconds before there is a progress bar

logger = logging.getLogger("seqkit")


class Picture(NamedTuple):
    """An image that is read when it is wanted.

    Args:
        name: str, what it is called in messages.
        read: function without arguments that returns what `read_image` takes, but no
            path; it raises a `ValueError` where it cannot.
        path: of its file, where it has one of its own.
    """

    name: str
    read: Callable[[], Any]
    path: Path | None = None


class Kept(NamedTuple):
    """What is kept of images.

    Args:
        store: `ImageStore`, of features float16 `(rows, columns, channels)` or of
            pixels uint8 `(height, width, 3)`.
        places: int64 `(images,)`, where each is in the store; -1: it was left out.
        keys: list of str, equal for images that hold the same; "" where left out.
    """

    store: ImageStore
    places: np.ndarray
    keys: list[str]


def keep_images(
    pictures: Sequence[Picture],
    encoder: Any = None,
    size: tuple[int, int] | None = None,
    *,
    cache: bool | str | os.PathLike = True,
    on_bad: str = "raise",
) -> Kept:
    """Build and keep features or pixels of images, with a bar if it takes long.

    Args:
        pictures: sequence of `Picture`.
        encoder: `seqkit.ImageEncoder`, whose features are wanted; None: pixels are.
        size: pair of int, height and width of the pixels.
        cache: True: the folder `seqkit/images` of the user's cache; path of another
            folder; False: memory, for this once. In a folder, each encoder has one of
            its own, told by configuration and weights.
        on_bad: "raise": an image that cannot be read is an error; "skip": it is left
            out, and a warning in the log of "seqkit" counts such.

    Returns:
        `Kept`.

    Raises:
        ValueError: an image cannot be read, or none can; an argument is out of range.
    """
    check_on_bad(on_bad)
    size = _size(encoder, size)
    store, make = _open(encoder, size, cache)
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
                    store.add([*fresh], make(np.stack([*fresh.values()])))
                if bar is None and time.monotonic() - began > _PATIENCE:
                    bar = _progress_bar(len(pictures))
                if bar:
                    bar.update(first + len(batch))
        finally:  # also where the run is stopped
            store.flush()
    if len(bad) == len(pictures):
        raise ValueError(
            "Expected at least one image that can be read. "
            f"Received {len(pictures):,} images, and none that can. Check the files."
        )
    report_left_out(bad, len(pictures), "images, which cannot be read")
    return Kept(store, np.array([store.place(key) for key in keys], "int64"), keys)


def check_on_bad(on_bad: str) -> None:
    """Raise ValueError unless `on_bad` is "raise" or "skip"."""
    if on_bad not in ("raise", "skip"):
        raise ValueError(
            f"`on_bad` is 'raise' or 'skip'. Received {on_bad!r}. Give 'skip' to leave "
            "out, and to count, what cannot be used."
        )


def report_left_out(names: Sequence[str], total: int, what: str) -> None:
    """Log a warning of what was left out, where something was."""
    if names:
        count = f"{len(names):,} of {total:,}"
        logger.warning("Left out %s %s: %s.", count, what, show(names))


def _size(encoder, size):
    """Return height and width that images are resized to."""
    wanted = getattr(encoder, "size", None) if size is None else size
    if wanted is None or (encoder is not None and size is not None):
        raise ValueError(
            "Images become features of a `seqkit.ImageEncoder`, or pixels of one size. "
            f"Received encoder={encoder!r:.60}, size={size}. Give `encoder` alone for "
            "features that are computed once, or `size=encoder.size` for pixels."
        )
    return check_size(wanted)


def _open(encoder, size, cache):
    """Open the store, and return it with what makes its arrays of pixels."""
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
    make = functools.partial(_features, encoder) if encoder else np.asarray
    return ImageStore(folder, shape, dtype), make


def _read(batch, size, store, pool):
    """Read a batch: the key or the error of each, and the pixels of those not kept."""
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
    """Calls a function, and returns the `ValueError` that it raises."""
    try:
        return function(*arguments)
    except ValueError as error:
        return error


def _failed(result):
    return isinstance(result, ValueError)


def _refuse(picture, error, on_bad):
    """Raises the error of an image, with its name, unless such are skipped."""
    if on_bad == "raise":
        raise ValueError(
            f"{picture.name}: {error} Or give `on_bad='skip'` to leave such images out."
        ) from error


def _features(encoder, images):
    """Encode images: float16 `(images, rows, columns, channels)`."""
    # Always as many, since another number would be another graph.
    batch = np.zeros((_BATCH, *images.shape[1:]), images.dtype)
    batch[: len(images)] = images
    features = np.asarray(encoder.predict_on_batch(batch))[: len(images)]
    with np.errstate(over="ignore"):
        features = features.astype("float16")
    if not np.isfinite(features).all():
        raise ValueError(
            "Features are kept in 16 bits, and so are finite and within 65,504. "
            f"Received others of {encoder.name!r}. Normalise its outputs, or train on "
            "pixels: `size=encoder.size` in place of `encoder`."
        )
    return features


def _progress_bar(total):
    import keras

    return keras.utils.Progbar(total, unit_name="image")
