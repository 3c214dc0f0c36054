"""Reading and resizing of images in Python; `image_bytes` does the same in a graph."""

import io
import os
from typing import Any

import numpy as np

from seqkit.arguments import is_several
from seqkit.arguments import list_of
from seqkit.arguments import whole_number
from seqkit.text_files import file_at

FORMATS = ("JPEG", "PNG")
_PNG_END = b"IEND\xaeB`\x82"
LARGEST = 2**26
"""Largest number of pixels of an image that is read, such as 8,192 by 8,192."""


def read_image(image: Any, size: tuple[int, int] | None = None) -> np.ndarray:
    """Read one image as an array of red, green and blue.

    The whole image is resized to `size`, regardless of its aspect ratio; if it gets
    smaller, pixels are averaged. A grey image gets three equal channels, transparency
    is dropped, and the upper 8 of 16 bits are kept. The orientation of the camera
    (EXIF) is ignored.

    Args:
        image: path or bytes of a JPEG or PNG file; a PIL image of any kind; or integer
            array of values from 0 to 255, `(height, width)` or
            `(height, width, channels)` of 1, 3 or 4 channels.
        size: pair of int, height and width of the result, pixels. None: the image
            keeps its size.

    Returns:
        uint8 `(height, width, 3)`.

    Raises:
        TypeError: `image` has another type.
        ValueError: there is no file at the path, the file is damaged or neither JPEG
            nor PNG, the array has another shape or other values, or the image has more
            than 67 million pixels.

    Example:
    >>> read_image(np.uint8([[0, 255]]), size=(1, 1))
    array([[[128, 128, 128]]], dtype=uint8)
    """
    from PIL import Image

    if isinstance(image, str | os.PathLike):
        pixels = _decoded(file_at(image).read_bytes(), repr(str(image)))
    elif isinstance(image, bytes):
        pixels = _decoded(image, f"{len(image):,} bytes")
    elif isinstance(image, Image.Image):
        pixels = _rgb(image, "a PIL image")
    else:
        pixels = _from_array(image)
    if size is None or pixels.shape[:2] == check_size(size):
        return pixels
    height, width = check_size(size)
    # Pillow's bilinear filter averages if the image gets smaller, like TensorFlow's
    # `resize` with `antialias`.
    resized = Image.fromarray(pixels).resize((width, height), Image.Resampling.BILINEAR)
    return np.asarray(resized)


def check_size(size: tuple[int, int]) -> tuple[int, int]:
    """Return `size` as a pair of int.

    Raises:
        ValueError: `size` is not a pair of int of at least 1.
    """
    meaning = "height and width of the images, pixels, such as `encoder.size`"
    sides = list_of(size, "size", "int") if is_several(size) else [size]
    if len(sides) != 2:
        raise ValueError(f"`size` is {meaning}. Received {size!r:.80}.")
    height, width = (
        whole_number("size", side, advice=f"It is {meaning}.") for side in sides
    )
    return height, width


def _decoded(contents, name):
    """Return the pixels of a file; `name` is its name in errors."""
    from PIL import Image

    try:
        picture = Image.open(io.BytesIO(contents), formats=FORMATS)
        _check_pixels(*picture.size, name)
        if picture.format == "PNG":
            _check_png(contents)
        picture.load()
    # Pillow raises many kinds of errors for damaged files, and for very large files a
    # warning, which the user may have turned into an error.
    except Exception as error:
        raise ValueError(
            f"Expected an image, JPEG or PNG, that is whole. Received {name}, which "
            f"begins with {contents[:8]!r} ({str(error) or type(error).__name__:.200})."
            " Leave it out, or convert another format: "
            '`PIL.Image.open(path).save("image.png")`.'
        ) from error
    return _rgb(picture, name)


def _check_png(contents):
    """Raise an error for a PNG without its end, though all pixels can be decoded.

    TensorFlow does so too, and exports must accept the same files.
    """
    from PIL import Image

    Image.open(io.BytesIO(contents), formats=["PNG"]).verify()
    if _PNG_END not in contents:
        raise ValueError("image file is truncated")


def _rgb(picture, name):
    """Return a PIL image as uint8 `(height, width, 3)`."""
    _check_pixels(*picture.size, name)
    if picture.mode.startswith("I;16"):
        return _three_channels((np.asarray(picture) >> 8).astype("uint8")[..., None])
    if picture.mode in ("I", "F"):
        raise ValueError(
            "Expected an image of 8 bits a channel. "
            f"Received {name} of mode {picture.mode!r}, whose range is unknown. "
            "Scale it to 0 to 255, and give it as a uint8 array."
        )
    if picture.mode in ("P", "PA"):
        picture = picture.convert("RGBA")  # or Pillow may warn of transparency
    return np.asarray(picture.convert("RGB"))


def _from_array(image):
    """Return an array that a user gave as uint8 `(height, width, 3)`, checked."""
    try:
        pixels = np.asarray(image)
    except (TypeError, ValueError):
        pixels = np.array(None)
    if pixels.dtype.kind == "b":
        raise TypeError(
            "An image has integer values from 0 to 255. Received an array of bool. "
            'Scale it: `255 * image.astype("uint8")`.'
        )
    if pixels.dtype.kind not in "uif" or not pixels.ndim:
        raise TypeError(
            "An image is the path or the bytes of a file, a PIL image or an array. "
            f"Received {type(image).__name__}. Give one of these."
        )
    channels = pixels.shape[2] if pixels.ndim == 3 else 1 if pixels.ndim == 2 else 0
    if channels not in (1, 3, 4) or not pixels.size:
        raise ValueError(
            "An image has shape (height, width), or (height, width, channels) of 1, 3 "
            f"or 4 channels. Received shape {pixels.shape}. "
            "Give images one by one; if the first axis is that of channels, move it: "
            "`np.moveaxis(image, 0, -1)`."
        )
    if pixels.dtype.kind == "f" or pixels.min() < 0 or pixels.max() > 255:
        raise ValueError(
            "An image has integer values from 0 to 255. Received "
            f"{pixels.dtype} from {pixels.min()} to {pixels.max()}. Scale it: "
            '`(255 * image).round().astype("uint8")` if it goes from 0 to 1.'
        )
    _check_pixels(*pixels.shape[1::-1], "an array")
    return _three_channels(pixels.reshape(*pixels.shape[:2], channels).astype("uint8"))


def _three_channels(pixels):
    """Return red, green and blue of pixels with 1, 3 or 4 channels."""
    return np.repeat(pixels, 3, axis=2) if pixels.shape[2] == 1 else pixels[..., :3]


def _check_pixels(width, height, name):
    """Raise ValueError for an image of too many pixels."""
    if width * height > LARGEST:
        raise ValueError(
            f"An image has at most {LARGEST:,} pixels. "
            f"Received {name} of {width:,} by {height:,}. Make it smaller first."
        )
