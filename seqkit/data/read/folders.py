"""Read texts from folders, one folder for each label, as in aclImdb."""

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
    path: str | os.PathLike, label_names: Iterable[str] | None = None
) -> tuple[Column, Column]:
    """Read texts from one folder for each label, such as aclImdb's `train/pos/*.txt`.

    Each file is one text, in UTF-8, plain or `.gz`, see `read_texts`; its line ends are
    read as "\\n". Texts are read label by label, in the order of the files' names.
    Files of the system and of editors are skipped (hidden files, `Thumbs.db`,
    `desktop.ini`, `__MACOSX`; see `is_stray`), and so are files beside the folders, and
    folders inside of them. Another file that is no text raises an error.

    Args:
        path: str or Path of the folder that contains the folders of the labels.
        label_names: list of str, the names of the folders to read, in this order, or
            one name. (aclImdb's `train` also has a folder `unsup` of unlabelled texts.)
            None: all folders, sorted.

    Returns:
        `Column` of texts and `Column` of labels, the names of the folders. Each
        iteration reads the files anew, with one file in memory at a time.

    Raises:
        ValueError: in the call: there is no such folder, no folder in it, or no file in
            one of the folders. During an iteration: a file is no text.

    Example:
    >>> texts, labels = read_folders("aclImdb/train", label_names=["neg", "pos"])
    """
    path = as_path(path, "a folder")
    if not path.is_dir():
        raise ValueError(
            "Expected a folder that holds a folder for each label. "
            f"Received {str(path)!r:.200}, and there is no such folder. Check the path."
        )
    found = sorted(each.name for each in path.iterdir() if _visible(each, Path.is_dir))
    names = found if label_names is None else _listed(label_names)
    missing = [name for name in names if name not in found]
    if missing or not names:
        raise ValueError(
            f"Expected folders of texts in {path}{', ' + show(names) if names else ''}."
            f" Received {show(found)}. Check the path: each folder in it is a label."
        )
    for name in names:
        if not _files(path / name):
            raise ValueError(
                f"Expected texts, each a file, in {path / name}. Received none. "
                "Put texts there, or leave that folder out: `label_names=[...]`."
            )
    return columns_of(lambda: _rows(path, names), path, ("texts", "labels"))


def _rows(path, names) -> Iterator[tuple[str, str]]:
    """Yield the text and the label of each file."""
    for name in names:
        for file in _files(path / name):
            yield "".join(text_blocks(file)), label_name(name)


def _files(folder):
    """Return the paths of the texts in a folder, sorted."""
    return sorted(each for each in folder.iterdir() if _visible(each, Path.is_file))


def _visible(path, kind):
    """Return whether a path passes `kind`, and is no file of the system."""
    return kind(path) and not is_stray(path.name)


def _listed(names):
    """Return the names of folders as a list; one str is one name."""
    return [names] if isinstance(names, str) else list_of(names, "label_names")
