"""A cache of the features or pixels of images, on the disk or in memory."""

import contextlib
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

# Bytes of a hash: the chance that two of a billion images share one is 1e-21.
_KEY = 16
_ROWS = 256  # images in a file: a killed run loses at most this many


class ImageCache:
    """A cache of arrays of one shape; the key of an image finds the image's array.

    A file contains many arrays, as rows. It is written once, under a temporary name,
    then renamed, so there are no incomplete files. Files are mapped into memory, so
    that only the rows in use are read. Several processes may add files to one folder. A
    damaged file is ignored.

    Args:
        folder: Path, created if it is missing. None: arrays stay in memory.
        shape: tuple of int, the shape of one array.
        dtype: str, the type of its numbers.

    Example:
    >>> cache = ImageCache(Path("features"), (5, 5, 1024), "float16")
    >>> cache.add([key_of(image)], features)
    >>> cache.flush()
    >>> cache[[cache.place(key_of(image))]].shape
    (1, 5, 5, 1024)
    """

    def __init__(self, folder: Path | None, shape: tuple[int, ...], dtype: str):
        self.folder = folder
        self._row = np.dtype([("key", f"S{2 * _KEY}"), ("values", dtype, shape)])
        self._places, self._rows, self._fresh = {}, [], {}
        for path in [] if folder is None else sorted(folder.glob("*.npy")):
            with contextlib.suppress(OSError, ValueError, EOFError):
                self._hold(np.load(path, mmap_mode="r"))

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of all stored arrays, stacked: `(arrays, …)`."""
        return len(self._rows), *self._row["values"].shape

    @property
    def dtype(self) -> np.dtype:
        """The type of the numbers."""
        return self._row["values"].base

    def __contains__(self, key: str) -> bool:
        """Return whether the array of an image is in a file, or not yet written."""
        return key in self._places or key in self._fresh

    def __getitem__(self, places: Sequence[int]) -> np.ndarray:
        """Return the arrays at places, stacked: `(places, …)`."""
        if not len(places):
            return np.zeros((0, *self.shape[1:]), self.dtype)
        return np.stack([self._rows[place] for place in places])  # (places, …)

    def place(self, key: str) -> int:
        """Return the place of the array of an image, for `[]`.

        -1 if the array is not in a file yet; `[]` then must not be used.
        """
        return self._places.get(key, -1)

    def add(self, keys: Sequence[str], values: np.ndarray) -> None:
        """Add arrays; once there are enough for a file, write them.

        The arrays get their places when they are written, here or in `flush`.

        Args:
            keys: list of str, from `key_of`.
            values: `(keys, …)`.
        """
        self._fresh |= zip(keys, values, strict=True)
        if len(self._fresh) >= _ROWS:
            self.flush()

    def flush(self) -> None:
        """Write a file with the arrays that were added since the last file."""
        if not self._fresh:
            return
        rows = np.array([*self._fresh.items()], self._row)
        self._fresh = {}
        if self.folder is not None:
            rows = self._write(rows)
        self._hold(rows)

    def _write(self, rows):
        """Write a file under a temporary name and rename it; return its mapped rows."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{key_of(rows['key'].tobytes())}.npy"
        aside = path.with_name(f".{path.stem}.{os.getpid()}")
        with aside.open("wb") as file:
            np.save(file, rows)
        os.replace(aside, path)
        return np.load(path, mmap_mode="r")

    def _hold(self, rows):
        """Make the rows of a file available by their keys and places."""
        if rows.dtype != self._row or rows.ndim != 1:
            raise ValueError("The file contains rows of another shape or dtype.")
        for key, values in zip(rows["key"], np.asarray(rows["values"]), strict=True):
            self._places.setdefault(key.decode(), len(self._rows))
            self._rows.append(values)


def key_of(image: Any) -> str:
    """Return a key of the contents of an image.

    Equal bytes have equal keys, and so have equal arrays, and equal PIL images. A file,
    a PIL image and an array of the same picture have different keys.

    Args:
        image: bytes of a file, a PIL image or an array.
    """
    made = hashlib.blake2b(digest_size=_KEY)
    if isinstance(image, bytes):
        made.update(image)
    else:
        # The pixels of a palette image are numbers of its colours.
        palette = image.getpalette() if hasattr(image, "getpalette") else None
        pixels = np.asarray(image)
        form = getattr(image, "mode", ""), pixels.dtype, pixels.shape, palette
        made.update(str(form).encode())
        made.update(np.ascontiguousarray(pixels).tobytes())
    return made.hexdigest()
