"""Writing of frames as image files, for requests to an export."""

import io
import os
from typing import Any

import numpy as np

from seqkit.video.read_clip import open_clip


def clip_files(clip: Any) -> list[bytes]:
    """Return all frames of a clip as the bytes of image files, at their own size.

    The files of a folder are returned as they are; other frames become PNG files.

    Args:
        clip: path of a folder, a GIF or a video file; or another clip, see `Video`.

    Raises:
        ValueError: there is nothing at the path, or it is no clip.
    """
    frames = open_clip(clip).frames
    return [
        frame.read_bytes()
        if isinstance(frame, os.PathLike)
        else as_file(np.asarray(frame))
        for frame in frames
    ]


def as_file(frame: np.ndarray) -> bytes:
    """Return a frame as the bytes of a PNG file.

    Args:
        frame: uint8 `(height, width)` or `(height, width, channels)`.
    """
    from PIL import Image

    pixels = frame[..., 0] if frame.ndim == 3 and frame.shape[-1] == 1 else frame
    file = io.BytesIO()
    # The fastest compression: requests are short-lived.
    Image.fromarray(pixels).save(file, "PNG", compress_level=1)
    return file.getvalue()
