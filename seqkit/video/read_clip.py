"""Reading of clips: folders of frames, GIF and video files, arrays."""

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from typing import NamedTuple

import numpy as np

from seqkit.images.image_folder import SUFFIXES
from seqkit.images.read_image_file import LARGEST

_GIF = (b"GIF87a", b"GIF89a")
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


class Clip(NamedTuple):
    """A clip whose frames are read one after the other.

    Args:
        name: str, the name of the clip in messages.
        frames: iterator of frames: paths of images, PIL images or uint8 arrays.
        rate: float or None, frames a second, where the file says so.
    """

    name: str
    frames: Iterator[Any]
    rate: float | None = None


def open_clip(thing: Any) -> Clip:
    """Return the frames of a folder, a file, the bytes of a file, or an array.

    Args:
        thing: path of a folder of JPEG or PNG files, in the natural order of their
            names; path or bytes of a GIF or of a video file; integer array
            `(time, height, width)` or `(time, height, width, channels)` of values from
            0 to 255; or a pair of such a path of a folder or array and its frames a
            second.

    Raises:
        TypeError: `thing` has another type.
        ValueError: there is nothing at the path, or it is no clip.
    """
    if isinstance(thing, tuple) and len(thing) == 2 and np.ndim(thing[1]) == 0:
        return open_clip(thing[0])._replace(rate=_rate(thing[1]))
    if isinstance(thing, str | os.PathLike):
        path, name = Path(thing), repr(str(thing))
        if path.is_dir():
            return Clip(name, iter(_frame_files(path)))
        if not path.is_file():
            raise ValueError(
                "A clip is a folder of frames, or a GIF or video file. "
                f"Received {name}, which does not exist. Check the path."
            )
        return _open_file(path.read_bytes(), name)
    if isinstance(thing, bytes):
        return _open_file(thing, f"{len(thing):,} bytes")
    return Clip("an array", iter(_checked_array(thing)))


def natural_order(name: str) -> list[tuple[int, int, str]]:
    """Return a key that sorts the numbers in names by value, so 2 before 10.

    Example:
    >>> sorted(["frame10", "frame2"], key=natural_order)
    ['frame2', 'frame10']
    """
    parts = re.split(r"([0-9]+)", name)
    return [
        (0, int(part), part) if part.isdigit() else (1, 0, part)
        for part in parts
        if part
    ]


def _frame_files(folder):
    """Return the paths of the images in a folder, in natural order."""
    files = [
        path
        for path in folder.iterdir()
        if path.name.lower().endswith(SUFFIXES) and not path.name.startswith(".")
    ]
    if not files:
        raise ValueError(
            "A clip's folder holds its frames as JPEG or PNG files. Received "
            f"{str(folder)!r} without such a file. Give the folder of one clip."
        )
    return sorted(files, key=lambda path: natural_order(path.name))


def _open_file(contents, name):
    """Return the clip in the bytes of a file."""
    if contents.startswith(_GIF):
        return _open_gif(contents, name)
    if not contents or contents.startswith(_PICTURES):
        kind = "a single picture" if contents else "an empty file"
        raise ValueError(
            "A clip is a folder of frames, or a GIF or video file. Received "
            f"{name}, {kind}. Give the folder of the frames; "
            "`seqkit.video.read_strip` reads frames that are side by side."
        )
    return _open_video(contents, name)


def _open_gif(contents, name):
    """Return the clip of a GIF; its rate is that of the mean time of a frame."""
    from PIL import Image
    from PIL import ImageSequence

    try:
        picture = Image.open(io.BytesIO(contents), formats=["GIF"])
        _check_size(picture, name)
        seconds = [
            each.info.get("duration", 0) / 1000
            for each in ImageSequence.Iterator(picture)
        ]
    except Exception as error:  # Pillow raises many kinds of errors
        raise _damaged(name, error) from error
    rate = len(seconds) / sum(seconds) if sum(seconds) else None

    def frames():
        try:
            for each in ImageSequence.Iterator(picture):
                yield each.convert("RGB")
        except Exception as error:
            raise _damaged(name, error) from error

    return Clip(name, frames(), rate)


def _open_video(contents, name):
    """Return the clip of a video file, decoded by PyAV."""
    try:
        import av
    except ImportError as error:
        raise ImportError(
            f"Video files are read by PyAV, which is not installed. Received {name}. "
            'Install it: `pip install "seqkit[video]"`, or give a folder of frames.'
        ) from error
    try:
        container = av.open(io.BytesIO(contents))
        stream = container.streams.video[0]
        rate = stream.average_rate or stream.guessed_rate
    except (av.FFmpegError, IndexError, ValueError) as error:
        raise _damaged(name, error) from error

    def frames():
        try:
            with container:
                for each in container.decode(stream):
                    yield each.to_ndarray(format="rgb24")
        except (av.FFmpegError, ValueError) as error:
            raise _damaged(name, error) from error

    return Clip(name, frames(), float(rate) if rate else None)


def _damaged(name, error):
    """Return the error for a file that cannot be decoded."""
    return ValueError(
        "Expected a GIF or video file that is whole and has frames. Received "
        f"{name} ({str(error) or type(error).__name__:.200}). Leave it out, or convert "
        "it, by ffmpeg for example."
    )


def _check_size(picture, name):
    """Raise ValueError for a picture of too many pixels."""
    width, height = picture.size
    if width * height > LARGEST:
        raise ValueError(f"{width:,} by {height:,} pixels")


def _rate(value):
    """Return frames a second as a float above 0."""
    try:
        rate = float(value)
    except (TypeError, ValueError):
        rate = 0.0
    if not 0 < rate < float("inf"):
        raise ValueError(
            "A pair is a clip and its frames a second, a number above 0. "
            f"Received {value!r:.40}. Give the frames a second: `(frames, 25.0)`."
        )
    return rate


def _checked_array(thing):
    """Return an array of frames, checked."""
    try:
        frames = np.asarray(thing)
    except (TypeError, ValueError):
        frames = np.array(None)
    if frames.dtype.kind not in "uif":
        raise TypeError(
            "A clip is the path of a folder or of a file, the bytes of a file, or an "
            f"integer array. Received {type(thing).__name__}. Give one of these."
        )
    channels = frames.shape[3] if frames.ndim == 4 else 1
    if frames.ndim not in (3, 4) or channels not in (1, 3, 4):
        raise ValueError(
            "The frames of a clip have shape (time, height, width), or (time, height, "
            f"width, channels) of 1, 3 or 4 channels. Received shape {frames.shape}. "
            "Give clips as a list: `[frames]`."
        )
    low, high = (frames.min(), frames.max()) if frames.size else (0, 0)
    if frames.dtype.kind == "f" or low < 0 or high > 255:
        raise ValueError(
            "Frames have integer values from 0 to 255. Received "
            f"{frames.dtype} from {low} to {high}. Scale them: "
            '`(255 * frames).round().astype("uint8")` if they go from 0 to 1.'
        )
    return frames.astype("uint8", copy=False)
