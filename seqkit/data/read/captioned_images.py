"""Match images with their captions, from a folder, a zip file or two lists."""

import functools
import logging
import os
from collections.abc import Iterable
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from seqkit.arguments import each_of
from seqkit.arguments import is_several
from seqkit.arguments import list_of
from seqkit.data.read.captions import read_captions
from seqkit.images.encode_and_cache import Picture
from seqkit.images.encode_and_cache import check_on_bad
from seqkit.images.encode_and_cache import report_left_out
from seqkit.images.image_folder import ImageFiles
from seqkit.labels import check_rows
from seqkit.messages import show
from seqkit.text_files import BLANK
from seqkit.text_files import file_at

logger = logging.getLogger("seqkit")


def read_captioned(
    images: str | os.PathLike,
    captions: Mapping[str, Any] | str | os.PathLike,
    *,
    on_bad: str = "raise",
) -> tuple[list[Path] | list[bytes], list[list[str]]]:
    """Read images and their captions as two lists, which you may divide or shuffle.

    Args:
        images: folder or zip file of JPEG and PNG files.
        captions: dict from the name of an image to its caption or a list of captions;
            or the path of a file that `read_captions` reads.
        on_bad: "raise": empty captions and captions of a missing image raise
            ValueError. "skip": they are left out, and warnings of the logger "seqkit"
            name and count them.

    Returns:
        list of images, which are paths for a folder and bytes for a zip file; and list
        of the captions of each image. `seqkit.data.captions` takes both, and
        `Captioner.generate` takes the images.

    Raises:
        TypeError: `captions` is of another type.
        ValueError: a caption cannot be used, see `on_bad`, or no image has a caption.

    Example:
    >>> images, texts = read_captioned("Flickr8k_Dataset.zip", "Flickr8k.token.txt")
    """
    check_on_bad(on_bad)
    pictures, texts = match_captions(images, captions, on_bad)
    return [picture.path or picture.read() for picture in pictures], texts


def match_captions(
    images: Any, captions: Any, on_bad: str
) -> tuple[list[Picture], list[list[str]]]:
    """Return images and their captions as two lists of the same length.

    Args:
        images: the argument of `seqkit.data.captions`.
        captions: the argument of `seqkit.data.captions`.
        on_bad: "raise" or "skip", for captions without an image and empty captions.

    Returns:
        list of `Picture`, each with at least one caption; and list of lists of str, the
        captions of each.

    Raises:
        TypeError: `images` or `captions` are of another type.
        ValueError: a caption cannot be used, see `on_bad`, or no image has a caption.
    """
    if isinstance(images, str | os.PathLike):
        pairs = _named(ImageFiles(images), captions, on_bad)
    else:
        pairs = _listed(images, captions)
    kept, without, empty = [], [], []
    for picture, texts in pairs:
        filled = [text for text in texts if text.strip(BLANK)]
        if len(filled) < len(texts):
            empty.append(picture.name)
        (kept if filled else without).append((picture, filled))
    _refuse("images with an empty caption", empty, len(kept) + len(without), on_bad)
    report_left_out(
        [picture.name for picture, _ in without],
        len(kept) + len(without),
        "images, which have no caption",
    )
    if not kept:
        raise ValueError(
            "Expected at least one image with a caption. Received "
            f"{len(without):,} images and no caption of one. Check the names."
        )
    pictures, texts = zip(*kept, strict=True)
    return list(pictures), list(texts)


def pictures_of(images: Iterable[Any]) -> list[Picture]:
    """Return a `Picture` for each path, bytes, PIL image or array of a collection.

    Raises:
        TypeError: `images` is one image, or no collection.
    """
    if getattr(images, "ndim", 1) > 2:  # lists of pixels take 50 times the memory
        images = list(np.asarray(images))
    each = each_of(images, "images", "paths, bytes, PIL images or arrays")
    return [_picture(image, row) for row, image in enumerate(each)]


def _picture(image, row):
    """Return the `Picture` of an image; a file is read when its pixels are needed."""
    if isinstance(image, str | os.PathLike):
        return Picture(str(image), lambda: file_at(image).read_bytes())
    return Picture(f"image {row}", lambda: image)


def _listed(images, captions):
    """Yield each image of a list with the captions of the same row."""
    if not is_several(captions):
        raise TypeError(
            "Captions of a list of images are a list: a str, or a list of str, for "
            f"each image. Received {type(captions).__name__}. For captions by the "
            "names of images, give a folder or a zip file as `images`."
        )
    pictures, captions = pictures_of(images), list_of(captions, "captions")
    check_rows(images=len(pictures), captions=len(captions))
    for picture, texts in zip(pictures, captions, strict=True):
        yield picture, _strings(texts, picture.name)


def _named(files, captions, on_bad):
    """Yield each image of a folder or zip file with the captions of its name."""
    if isinstance(captions, str | os.PathLike):
        captions = read_captions(captions)
    if not isinstance(captions, Mapping):
        raise TypeError(
            "Captions of a folder or zip file are a dict from the name of an image to "
            "its captions, or the path of a file for `read_captions`. Received "
            f"{type(captions).__name__}. Give `{{'a.jpg': ['A dog .']}}`, say."
        )
    found = {name: files.find(name) for name in captions}
    missing = [name for name, file in found.items() if file is None]
    _refuse(f"names that are not in {files.path}", missing, len(captions), on_bad)
    for name, file in found.items():
        if file is not None:
            read = functools.partial(files.read, file)
            yield Picture(name, read, files.file(file)), _strings(captions[name], name)
    others = set(files.names) - set(found.values())
    if others:
        logger.warning(
            "%s of %s images in %s have no caption, and are not used: %s.",
            f"{len(others):,}",
            f"{len(files.names):,}",
            files.path,
            show(sorted(others)),
        )


def _strings(texts, name) -> list[str]:
    """Return the captions of one image as a list."""
    if isinstance(texts, str):
        return [texts]
    texts = list_of(texts, f"captions[{name!r}]")
    if not all(isinstance(text, str) for text in texts):
        raise TypeError(
            "The captions of an image are a str, or a list of str. "
            f"Received {texts!r:.80} for {name}. Convert or drop the others."
        )
    return texts


def _refuse(what, names, total, on_bad):
    """Raise ValueError for unusable captions, or log that they are left out."""
    if names and on_bad == "raise":
        raise ValueError(
            "Each image has captions, and each caption has an image. Received "
            f"{len(names):,} {what}: {show(names)}. "
            "Correct them, or give `on_bad='skip'` to leave them out."
        )
    report_left_out(names, total, what)
