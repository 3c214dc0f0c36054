"""The images of a folder or of a zip file, found by their names."""

import os
import zipfile
from pathlib import Path
from pathlib import PurePosixPath

from seqkit.text_files import as_path
from seqkit.text_files import is_stray

SUFFIXES = (".jpg", ".jpeg", ".png")


class ImageFiles:
    """The JPEG and PNG files of a folder or a zip file, and of all folders within.

    Files of the system are skipped, see `is_stray`.

    Args:
        path: path of the folder or the zip file.

    Attributes:
        names: list of str, the paths of images within the folder, with "/", sorted.

    Raises:
        ValueError: there is no such folder or file, it has no image, or the zip file is
            damaged.

    Example:
    >>> files = ImageFiles("Flickr8k_Dataset.zip")
    >>> files.find("1000268201_693b08cb0e.jpg")
    'Flicker8k_Dataset/1000268201_693b08cb0e.jpg'
    """

    def __init__(self, path: str | os.PathLike):
        self.path = as_path(path, "a folder or a zip file of images")
        self._archive = None
        if self.path.is_dir():
            files = (each for each in self.path.rglob("*") if each.is_file())
            found = [each.relative_to(self.path).as_posix() for each in files]
        else:
            self._archive = _archive(self.path)
            found = self._archive.namelist()
        self.names = sorted(name for name in found if _is_image(name))
        if not self.names:
            raise ValueError(
                f"Expected images, named {', '.join(SUFFIXES)}, in {self.path}. "
                f"Received {len(found):,} other files. Check the path."
            )
        self._known = set(self.names)
        self._by_end = {}
        for name in self.names:
            for end in _ends(name):
                self._by_end.setdefault(end, []).append(name)

    def find(self, name: str) -> str | None:
        """Return the path of an image in `names`, or None.

        One of both may lack the first folders of the other: `a.jpg` finds
        `photos/a.jpg`, and `photos/a.jpg` finds `a.jpg`. A name that is the ending of
        several paths finds none of them.
        """
        if name in self._known:
            return name
        ending = self._by_end.get(name, ())
        if len(ending) == 1:
            return ending[0]
        return next((end for end in _ends(name) if end in self._known), None)

    def file(self, name: str) -> Path | None:
        """Return the path of a file for one of `names`; None within a zip file."""
        return self.path / name if self._archive is None else None

    def read(self, name: str) -> bytes:
        """Return the bytes of the image of one of `names`.

        Raises:
            ValueError: the image is damaged within the zip file.
        """
        if self._archive is None:
            return (self.path / name).read_bytes()
        try:
            return self._archive.read(name)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
            raise ValueError(
                f"Expected a file that can be unpacked. Received {name!r} of "
                f"{self.path} ({error}). Pack it again."
            ) from error


def _archive(path):
    """Open a zip file."""
    try:
        return zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as error:
        raise ValueError(
            "Expected a folder or a zip file of images. "
            f"Received {str(path)!r:.200} ({error}). Check the path."
        ) from error


def _ends(name):
    """Return a path, and the path without its first folder, its first two, …."""
    parts = name.split("/")
    return ["/".join(parts[place:]) for place in range(len(parts))]


def _is_image(name):
    """Return whether a path is that of an image which a user put there."""
    parts = PurePosixPath(name).parts
    return name.lower().endswith(SUFFIXES) and not any(map(is_stray, parts))
