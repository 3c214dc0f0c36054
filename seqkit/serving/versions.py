"""Find and add the version folders that TensorFlow Serving polls: `<folder>/1`, …"""

import contextlib
import errno
import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

FILE = "saved_model.pb"
# Errors of a rename to a path that exists: a file, or a folder, empty or not.
TAKEN = {errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR}


def versions(folder: Path) -> dict[int, Path]:
    """Return the versions in a folder, oldest first.

    Args:
        folder: Path of the folder of all versions; it may be missing.

    Returns:
        dict from version number to path. A file whose name is a number is included,
        since its name is taken.
    """
    found = {
        int(path.name): path
        for path in (folder.iterdir() if folder.is_dir() else [])
        if is_version(path)
    }
    return dict(sorted(found.items()))


def is_version(path: Path) -> bool:
    """Return whether the name of a path is a number, as the name of a version is."""
    return path.name.isascii() and path.name.isdecimal()


def find_version(path: str | Path) -> Path:
    """Return the folder to load: a version itself, or the newest version in a folder.

    Args:
        path: str or Path of an export, of one version, or of its `saved_model.pb`.

    Returns:
        Path of a folder that contains `saved_model.pb`.

    Raises:
        FileNotFoundError: no version is found.
        TypeError: `path` is no path.
    """
    if not isinstance(path, str | os.PathLike):
        raise TypeError(
            "`path` is the folder of an export, a str or Path. Received "
            f"{path!r:.80} of type {type(path).__name__}. "
            "Write one with `seqkit.export(model, folder)`."
        )
    path = Path(path)
    path = path.parent if path.name == FILE else path
    for candidate in [path, *reversed(versions(path).values())]:
        if (candidate / FILE).is_file():
            return candidate
    saved = path.suffix == ".keras" or (path / "model.keras").is_file()
    raise FileNotFoundError(
        "An export is a folder of versions, as in names/1/saved_model.pb. "
        f"Received {path}, which has no version. "
        f"Write one: `seqkit.export({'seqkit.load(path)' if saved else 'model'}, "
        "folder)`."
    )


@contextlib.contextmanager
def draft(folder: Path) -> Iterator[Path]:
    """Create a folder for a new version, under a temporary name that servers ignore.

    If an error or an interrupt ends the `with` block, the folder is removed.

    Args:
        folder: Path of the folder of all versions, created if needed.

    Yields:
        Path of the draft, for `publish`.
    """
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    path = folder / f".{uuid.uuid4().hex}.tmp"
    try:
        path.mkdir(parents=True)
        yield path
    except BaseException:
        shutil.rmtree(path, ignore_errors=True)
        for made in missing:
            with contextlib.suppress(OSError):
                made.rmdir()
        raise


def publish(path: Path) -> Path:
    """Rename a draft to the next version number, and return its path.

    The number is one above the highest in the folder. The version appears to servers
    by one rename, so it is complete when they load it.

    Args:
        path: Path that `draft` has yielded.

    Returns:
        Path of the version.
    """
    while True:
        version = max(versions(path.parent), default=0) + 1
        try:
            return path.rename(path.with_name(str(version)))
        except OSError as error:
            # Another export has taken the number: try the next one.
            if error.errno not in TAKEN:
                raise
