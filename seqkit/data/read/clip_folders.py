"""Read the paths of clips from folders, one folder for each label."""

import os
from collections.abc import Iterable
from pathlib import Path

from seqkit.arguments import list_of
from seqkit.messages import show
from seqkit.text_files import as_path
from seqkit.text_files import is_stray


def read_clip_folders(
    path: str | os.PathLike, label_names: Iterable[str] | None = None
) -> tuple[list[Path], list[str]]:
    """Return the paths of clips or sounds in one folder for each label.

    A clip is a file, such as `wave/clip1.mp4`, or a folder of frames, such as
    `wave/clip1/`. Labels and clips are sorted by name, so the result does not depend on
    the order of a file system. Hidden files and files of a system are skipped, see
    `is_stray`, and so are files beside the folders. No clip is opened.

    Args:
        path: str or Path of the folder that contains the folders of the labels.
        label_names: list of str, the names of the folders to read. None: all.

    Returns:
        list of `Path`, and list of str of the same length, the label of each.

    Raises:
        ValueError: there is no such folder, no folder in it, or no clip in one of the
            folders.

    Example:
    >>> clips, labels = read_clip_folders("gestures")
    >>> codec = Video.from_clips(clips, (64, 64), frames=16)
    >>> model = SequenceClassifier(codec, label_names(labels))
    """
    path = as_path(path, "a folder")
    found = (
        sorted(each.name for each in path.iterdir() if each.is_dir() and _visible(each))
        if path.is_dir()
        else []
    )
    names = found
    if label_names is not None:
        one = isinstance(label_names, str)
        names = [label_names] if one else list_of(label_names, "label_names")
    if not names or set(names) - set(found):
        raise ValueError(
            f"Expected a folder that holds a folder of clips for each label"
            f"{', ' + show(names) if names else ''}. Received {str(path)!r:.200} with "
            f"the folders {show(found)}. Check the path."
        )
    clips, labels = [], []
    for name in names:
        files = sorted(filter(_visible, (path / name).iterdir()))
        if not files:
            raise ValueError(
                f"Expected clips, files or folders of frames, in {path / name}. "
                "Received none. Put clips there, or leave that folder out by "
                "`label_names`."
            )
        clips += files
        labels += [name] * len(files)
    return clips, labels


def _visible(path):
    """Return whether a path is no file of a system."""
    return not is_stray(path.name)
