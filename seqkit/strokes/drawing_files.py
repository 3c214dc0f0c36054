"""Read drawings from files and folders."""

import os
from pathlib import Path

from seqkit.strokes.drawing import Drawing
from seqkit.strokes.inkml_file import read_inkml
from seqkit.strokes.ndjson_file import read_ndjson
from seqkit.strokes.npz_file import read_npy
from seqkit.strokes.npz_file import read_npz
from seqkit.strokes.svg_file import read_svg
from seqkit.text_files import as_path
from seqkit.text_files import file_at
from seqkit.text_files import is_packed
from seqkit.text_files import is_stray

_ONE = {".svg": read_svg, ".inkml": read_inkml, ".npy": read_npy}
_KINDS = "an .ndjson or .npz file, a folder of .svg or .inkml files, or one such file"


def read_drawings(path: str | os.PathLike, part: str = "train") -> list[Drawing]:
    """Read all drawings of a file or a folder.

    Args:
        path: path of an `.ndjson` file of QuickDraw, raw or simplified, also packed as
            `.ndjson.gz`; of an `.npz` file, see `read_npz`; of a folder of `.svg` and
            `.inkml` files, which are read in the order of their names; or of one such
            file.
        part: str, the part of an `.npz` file: "train", "valid" or "test". Other files
            have no parts.

    Returns:
        list of `Drawing`, in the units of the files.

    Raises:
        TypeError: `path` is no path.
        ValueError: there is no such file or folder, or no drawing in it, or it cannot
            be read; the error names the file, and the line or the drawing in it.
        ImportError: an SVG file is to be read, and svgelements is not installed.

    Example:
    >>> drawings = read_drawings("sheep.npz", "valid")
    >>> drawings[0]
    Drawing(120 points, 9 lines)
    """
    path = as_path(path, "a file or a folder of drawings")
    if path.is_dir():
        return _of_folder(path)
    path = file_at(path)
    kind = path.with_suffix("").suffix if is_packed(path) else path.suffix
    if kind.lower() in (".ndjson", ".jsonl"):
        found = read_ndjson(path)
    elif path.suffix.lower() == ".npz":
        found = read_npz(path, part)
    else:
        found = [read_one(path)]
    if not found:
        raise ValueError(
            f"Expected a file with drawings. Received {path}, which has none. Give "
            "another file; of an .npz file, another `part`."
        )
    return found


def read_one(path: str | os.PathLike) -> Drawing:
    """Read a file with one drawing: `.svg`, `.inkml` or `.npy`.

    Raises:
        ValueError: there is no such file, it is of another kind, or cannot be read.
    """
    path = file_at(path)
    read = _ONE.get(path.suffix.lower())
    if read is None:
        raise ValueError(
            f"Expected {_KINDS}. Received {path}. Files of several drawings, and "
            "folders, are read by `seqkit.strokes.read_drawings`; convert other files."
        )
    return read(path)


def _of_folder(folder: Path) -> list[Drawing]:
    """Return the drawings of a folder, in the order of the files' names."""
    files = sorted(
        file
        for file in folder.iterdir()
        if file.suffix.lower() in (".svg", ".inkml") and not is_stray(file.name)
    )
    if not files:
        raise ValueError(
            f"Expected {_KINDS}. Received the folder {folder}, with no .svg and no "
            ".inkml file in it. Folders inside of it are not read: give one of these."
        )
    return [read_one(file) for file in files]
