"""A tree of folders, one for each class."""

import os
from collections.abc import Iterable
from collections.abc import Iterator
from pathlib import Path

from seqkit.arguments import list_of
from seqkit.data.read.columns import Column
from seqkit.data.read.columns import columns_of
from seqkit.labels import label_name
from seqkit.messages import show
from seqkit.text_files import as_path
from seqkit.text_files import is_stray
from seqkit.text_files import text_blocks


def read_folders(
    path: str | os.PathLike, classes: Iterable[str] | None = None
) -> tuple[Column, Column]:
    """Return texts that lie in a folder for each class, as aclImdb's `train/pos/*.txt`.

    Each file is one text, in UTF-8, plain or `.gz`, see `read_texts`; each line of it
    ends in "\\n". Texts come class by class, in the order of the files' names. Strays
    are skipped, see `is_stray` (hidden files, `Thumbs.db`, `desktop.ini`, `__MACOSX`),
    and so are files beside the folders and folders within them. Any other file that is
    no text is an error.

    Args:
        path: of the folder that holds the folders.
        classes: list of str, the folders to read, in this order: aclImdb's train has
            `unsup` too; or one of them. None: all, sorted.

    Returns:
        `Column` of texts and `Column` of labels, the names of the folders. Each
        iteration reads file by file, and none holds more than that.

    Raises:
        ValueError: at once: there is no such folder, none in it, or no file in one of
            them. While they are read: a file is no text.

    Example:
    >>> texts, labels = read_folders("aclImdb/train", classes=["neg", "pos"])
    """
    path = as_path(path, "a folder")
    if not path.is_dir():
        raise ValueError(
            "Expected a folder that holds one for each class. "
            f"Received {str(path)!r:.200}, and there is no such folder. Check the path."
        )
    found = sorted(each.name for each in path.iterdir() if _visible(each, Path.is_dir))
    names = found if classes is None else _listed(classes)
    missing = [name for name in names if name not in found]
    if missing or not names:
        raise ValueError(
            f"Expected folders of texts in {path}{', ' + show(names) if names else ''}."
            f" Received {show(found)}. Check the path: each folder in it is a class."
        )
    for name in names:
        if not _files(path / name):
            raise ValueError(
                f"Expected texts, each a file, in {path / name}. Received none. "
                "Put some there, or give `classes` without it."
            )
    return columns_of(lambda: _rows(path, names), path, ("texts", "labels"))


def _rows(path, names) -> Iterator[tuple[str, str]]:
    for name in names:
        for file in _files(path / name):
            yield "".join(text_blocks(file)), label_name(name)


def _files(folder):
    return sorted(each for each in folder.iterdir() if _visible(each, Path.is_file))


def _visible(path, kind):
    return kind(path) and not is_stray(path.name)


def _listed(classes):
    return [classes] if isinstance(classes, str) else list_of(classes, "classes")
