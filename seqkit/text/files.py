"""Files of text, plain or gzipped."""

import gzip
import os
from pathlib import Path
from typing import BinaryIO


def file_at(path: str | os.PathLike) -> Path:
    """Returns the path of a file.

    Raises:
        TypeError: `path` is none.
        ValueError: there is no such file.
    """
    path = Path(path)
    try:
        found = path.is_file()
    except (OSError, ValueError):  # too long, or with a NUL
        found = False
    if not found:
        raise ValueError(
            "Expected the path of a file. "
            f"Received {str(path)!r:.200}, and there is no such file. Check the path."
        )
    return path


def open_bytes(path: Path) -> BinaryIO:
    """Opens a file for reading bytes, unpacked where its name ends in `.gz`."""
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")
