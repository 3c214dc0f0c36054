"""Arrays made of images, kept on the disk, each found by what its image holds."""

import contextlib
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

_KEY = 16  # bytes of a hash: of a billion images, two share one by a chance of 1e-21
_ROWS = 256  # images of a file, and at most what is lost where a run is killed


class ImageStore:
    """Arrays of one shape, each found by the key of its image.

    They lie in files of rows, which are written once, whole or not at all, and mapped
    into memory: what is not asked for is not read. Several processes may add to the
    same folder. A file that is damaged counts as not there.

    Args:
        folder: Path, made if need be. None: all stays in memory.
        shape: tuple of int, of one array.
        dtype: str, of its numbers.

    Example:
    >>> store = ImageStore(Path("features"), (5, 5, 1024), "float16")
    >>> store.add([key_of(image)], features)
    >>> store.flush()
    >>> store[[store.place(key_of(image))]].shape
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
        """Of all arrays together, as if they were one."""
        return len(self._rows), *self._row["values"].shape

    @property
    def dtype(self) -> np.dtype:
        """Of the numbers."""
        return self._row["values"].base

    def __contains__(self, key: str) -> bool:
        return key in self._places or key in self._fresh

    def __getitem__(self, places: Sequence[int]) -> np.ndarray:
        """Gather arrays by their places: `(places, …)`."""
        if not len(places):
            return np.zeros((0, *self.shape[1:]), self.dtype)
        return np.stack([self._rows[place] for place in places])

    def place(self, key: str) -> int:
        """Return where the array of an image is; -1 where it is not, or not yet."""
        return self._places.get(key, -1)

    def add(self, keys: Sequence[str], values: np.ndarray) -> None:
        """Take arrays, which have a place once there are enough for a file.

        Args:
            keys: list of str, as `key_of` makes them.
            values: `(keys, …)`.
        """
        self._fresh |= zip(keys, values, strict=True)
        if len(self._fresh) >= _ROWS:
            self.flush()

    def flush(self) -> None:
        """Write what was added since the last file."""
        if not self._fresh:
            return
        rows = np.array([*self._fresh.items()], self._row)
        self._fresh = {}
        if self.folder is not None:
            rows = self._write(rows)
        self._hold(rows)

    def _write(self, rows):
        """Write a file aside and rename it; return its rows, mapped into memory."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{key_of(rows['key'].tobytes())}.npy"
        aside = path.with_name(f".{path.stem}.{os.getpid()}")
        with aside.open("wb") as file:
            np.save(file, rows)
        os.replace(aside, path)
        return np.load(path, mmap_mode="r")

    def _hold(self, rows):
        if rows.dtype != self._row or rows.ndim != 1:
            raise ValueError("rows of another store")
        for key, values in zip(rows["key"], np.asarray(rows["values"]), strict=True):
            self._places.setdefault(key.decode(), len(self._rows))
            self._rows.append(values)


def key_of(image: Any) -> str:
    """Build the key of what an image holds: alike for equal bytes or equal pixels."""
    made = hashlib.blake2b(digest_size=_KEY)
    if isinstance(image, bytes):
        made.update(image)
    else:
        pixels = np.asarray(image)
        made.update(
            f"{getattr(image, 'mode', '')} {pixels.dtype} {pixels.shape}".encode()
        )
        made.update(np.ascontiguousarray(pixels).tobytes())
    return made.hexdigest()
