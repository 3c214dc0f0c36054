"""The images of a folder or of a zip file, found and read by their names."""

import os
import zipfile
from pathlib import Path
from pathlib import PurePosixPath

from seqkit.text_files import as_path
from seqkit.text_files import is_stray

SUFFIXES = (".jpg", ".jpeg", ".png")


class ImageFiles:
    """The JPEG and PNG files of a folder or a zip file, including its subfolders.

    Files that an operating system has put there are skipped, see `is_stray`.

    Args:
        path: path of the folder or the zip file.

    Attributes:
        names: list of str, the paths of images relative to the folder, with "/",
            sorted.

    Raises:
        ValueError: there is no folder or file at the path, it contains no image, or the
            zip file is damaged.

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
        """Return the item of `names` that a name means, or None.

        The name and the item may differ in leading folders: `a.jpg` finds
        `photos/a.jpg`, and `photos/a.jpg` finds `a.jpg`. A name that is the
        end of several items finds none of these.
        """
        if name in self._known:
            return name
        ending = self._by_end.get(name, ())
        if len(ending) == 1:
            return ending[0]
        return next((end for end in _ends(name) if end in self._known), None)

    def file(self, name: str) -> Path | None:
        """Return the path of the file of a name; None if it is in a zip file."""
        return self.path / name if self._archive is None else None

    def read(self, name: str) -> bytes:
        """Return the bytes of the image of one of `names`.

        Raises:
            ValueError: the image cannot be unpacked from the zip file.
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
    """Open a zip file; raise ValueError if it is missing or damaged."""
    try:
        return zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as error:
        raise ValueError(
            "Expected a folder or a zip file of images. "
            f"Received {str(path)!r:.200} ({error}). Check the path."
        ) from error


def _ends(name):
    """Return a path with all its folders, without the first, without two, ….

    The path "a/b/c" has the ends "a/b/c", "b/c" and "c".
    """
    parts = name.split("/")
    return ["/".join(parts[place:]) for place in range(len(parts))]


def _is_image(name):
    """Return whether a path has the name of an image and is no file of a system."""
    parts = PurePosixPath(name).parts
    return name.lower().endswith(SUFFIXES) and not any(map(is_stray, parts))
