"""Writing of frames as image files, for requests to an export."""

import io

import numpy as np


def as_files(frames: np.ndarray) -> list[bytes]:
    """Return each frame as the bytes of a PNG file.

    Args:
        frames: uint8 `(time, height, width, channels)` of 1 or 3 channels.
    """
    from PIL import Image

    files = []
    for frame in frames:
        file = io.BytesIO()
        pixels = frame[..., 0] if frame.shape[-1] == 1 else frame
        # The fastest compression: requests are short-lived.
        Image.fromarray(pixels).save(file, "PNG", compress_level=1)
        files.append(file.getvalue())
    return files
