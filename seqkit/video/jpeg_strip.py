"""Reading of JPEG strips: the frames of a clip side by side in one picture."""

import io
import os

import numpy as np

from seqkit.arguments import whole_number
from seqkit.images.read_image_file import FORMATS
from seqkit.text_files import file_at


def read_strip(strip: str | os.PathLike | bytes, height: int, width: int) -> np.ndarray:
    """Read a clip whose frames are side by side in one JPEG or PNG picture.

    Args:
        strip: path or bytes of the picture, `height` high and `width * frames` wide.
        height: int, height of a frame, pixels.
        width: int, width of a frame, pixels.

    Returns:
        uint8 `(time, height, width)` of a grey picture; otherwise
        `(time, height, width, 3)`.

    Raises:
        ValueError: there is no file at the path, it is damaged or neither JPEG nor
            PNG, or the picture does not have the height or a whole number of widths.

    Example:
    >>> read_strip("mouth.jpg", 32, 64).shape  # (time, height, width)
    (14, 32, 64)
    """
    from PIL import Image

    height, width = whole_number("height", height), whole_number("width", width)
    one = isinstance(strip, bytes)
    name = f"{len(strip):,} bytes" if one else repr(str(strip))
    contents = strip if one else file_at(strip).read_bytes()
    try:
        picture = Image.open(io.BytesIO(contents), formats=FORMATS)
        picture.load()
    except Exception as error:  # Pillow raises many kinds of errors
        raise ValueError(
            f"Expected a JPEG or PNG picture that is whole. Received {name} "
            f"({str(error) or type(error).__name__:.200}). Check the file."
        ) from error
    pixels = np.asarray(picture if picture.mode == "L" else picture.convert("RGB"))
    high, wide = pixels.shape[:2]
    if high != height or wide % width:
        raise ValueError(
            f"A strip of frames is {height} pixels high, and a multiple of {width} "
            f"wide. Received {name} of {wide:,} by {high:,} pixels. "
            "Give the size of its frames."
        )
    # (height, time, width, …), then the axis of time to the front.
    frames = pixels.reshape(height, wide // width, width, *pixels.shape[2:])
    return np.ascontiguousarray(np.moveaxis(frames, 1, 0))
