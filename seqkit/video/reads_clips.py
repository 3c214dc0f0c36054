import os
from typing import Any

import numpy as np

from seqkit.arguments import list_of
from seqkit.video.clip_pixels import clip_pixels
from seqkit.video.frame_files import as_file
from seqkit.video.read_clip import open_clip


class ReadsClips:
    """Read and encode clips: a mixin of `Video`, which has the attributes used."""

    def is_one(self, value: Any) -> bool:
        """Return whether a value is one clip: a path, bytes, an array, or a pair."""
        if isinstance(value, str | bytes | os.PathLike):
            return True
        if isinstance(value, tuple):
            return len(value) == 2 and np.ndim(value[1]) == 0
        if isinstance(value, list) or not hasattr(value, "ndim"):
            return False
        if self._is_encoded(value):
            return value.ndim == len(self.step_shape) + 1
        return value.ndim < 4 or (value.ndim == 4 and value.shape[-1] in (1, 3, 4))

    def pixels(self, clip: Any) -> np.ndarray:
        """Return one clip as uint8 `(time, height, width, channels)`.

        Args and errors: see `read`; with a frozen encoder, `clip` is not encoded.
        """
        if self._is_encoded(clip) and not self.frozen:
            return _without_padding(np.asarray(clip)).astype("uint8")
        return clip_pixels(
            open_clip(clip),
            self.size,
            self.channels,
            frames=self.frames,
            rate=self.rate,
            longest=self.longest,
            shortest=self.shortest,
        )

    def read(self, clip: Any) -> np.ndarray:
        """Return one clip encoded.

        Args:
            clip: one clip, see the class.

        Returns:
            float16 `(time, height, width, channels)`, or with a frozen encoder float32
            `(time, features)`.

        Raises:
            TypeError: `clip` is no clip.
            ValueError: there is no file at the path, it is damaged, it has no frame, or
                too many or too few frames; or an array has other values.
            ImportError: a video file is given, and PyAV is not installed.
        """
        if self._is_encoded(clip):
            return _without_padding(np.asarray(clip))
        pixels = self.pixels(clip)
        return self._cached(pixels) if self.frozen else pixels.astype(self.dtype)

    def encode(self, clips: Any) -> np.ndarray:
        """Return the frames of clips, padded on the right with NaN.

        Args:
            clips: one clip, or several, see the class.

        Returns:
            float16 `(batch, time, height, width, channels)` of values from 0 to 255, or
            with a frozen encoder float32 `(batch, time, features)`; without the axis
            `batch` for one clip.

        Raises:
            See `read`.
        """
        if self.is_one(clips):
            return self.read(clips)
        flat, lengths = self.encode_flat(clips)
        width = max(lengths, default=0)
        padded = np.full((len(lengths), width, *self.step_shape), np.nan, self.dtype)
        padded[np.arange(width) < lengths[:, None]] = flat
        return padded

    def encode_flat(self, clips: Any) -> tuple[np.ndarray, np.ndarray]:
        """Return the frames of all clips in one array, and the length of each clip.

        Args and errors: see `encode`.

        Returns:
            array `(total, *step_shape)`, and int32 `(n,)`.
        """
        rows = [clips] if self.is_one(clips) else self._list_of_clips(clips)
        rows = [self.read(clip) for clip in rows]
        lengths = np.array([len(row) for row in rows], "int32")
        if not rows:
            return np.zeros((0, *self.step_shape), self.dtype), lengths
        return np.concatenate(rows), lengths

    def encode_steps(self, clips: Any) -> tuple[list[list[str]], list[np.ndarray]]:
        """Return the names of the frames, "0", "1", …, and the frames of each clip.

        Args and errors: see `encode`; `clips` are several.

        Returns:
            list of lists of str, and list of arrays `(time, *step_shape)`.
        """
        rows = [self.read(clip) for clip in self._list_of_clips(clips)]
        return [[str(step) for step in range(len(row))] for row in rows], rows

    def request(self, clips: Any) -> list[Any]:
        """Return the input of an export: the PNG file of each frame of clips.

        The frames are sampled and resized here, as `encode` does.

        Args:
            clips: one clip, or several, see the class.

        Returns:
            list of bytes for one clip; for several, a list of such lists.
        """
        if self.is_one(clips):
            return [as_file(frame) for frame in self.pixels(clips)]
        return [self.request(clip) for clip in self._list_of_clips(clips)]

    def _is_encoded(self, value):
        """Return whether a value is an array as `encode` returns them."""
        dtype = str(getattr(value, "dtype", ""))
        shape = tuple(getattr(value, "shape", ()))
        steps = len(self.step_shape)
        return (
            dtype == self.dtype
            and shape[-steps:] == self.step_shape
            and len(shape) - steps in (1, 2)
        )

    def _list_of_clips(self, clips):
        """Return several clips as a list."""
        if hasattr(clips, "ndim") and clips.ndim > 2:  # lists would lose the dtype
            return list(np.asarray(clips))
        return list_of(clips, "clips", "paths or arrays")


def _without_padding(frames):
    """Return an encoded clip without its padding of NaN on the right."""
    real = ~np.isnan(frames).all(axis=tuple(range(1, frames.ndim)))
    return frames[: real.nonzero()[0].max(initial=-1) + 1]
