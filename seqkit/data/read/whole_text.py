"""Read one long text from a file, or from all files of a folder."""

import os
from collections.abc import Iterator
from pathlib import Path

from seqkit.text_files import as_path
from seqkit.text_files import is_file
from seqkit.text_files import is_stray
from seqkit.text_files import text_blocks


def read_running_text(path: str | os.PathLike) -> str:
    r"""Return the text of a file, or of all files of a folder, as one str.

    Files are UTF-8, plain or `.gz`. As in all readers of `seqkit.data`, line ends are
    read as "\n", and a byte order mark at the beginning of the file or of a line is
    dropped; every other character is kept, blank lines and spaces included.

    The files of a folder, and of the folders in it, are read in the order of their
    relative paths. A newline is added to a file whose last line has no end, if another
    file follows. Files of the system and of editors are skipped (hidden files,
    `Thumbs.db`, `desktop.ini`, `__MACOSX`; see `is_stray`), and so are empty files and
    links to folders. Another file that is no text raises an error.

    Args:
        path: str or Path of the file or of the folder.

    Returns:
        str, with at least one character that is no white space. It is in memory as a
        whole; `running_text(pathlib.Path(file), …)` reads one file piece by piece.

    Raises:
        TypeError: `path` is neither str nor path.
        ValueError: there is no such file or folder, or no text in it; a file is binary,
            damaged or blank; or it is not UTF-8 throughout, and then the error names
            the first line and the bytes that are not.

    Example:
    >>> text = read_running_text("my_book.txt")
    >>> batches = running_text(text, vocabulary, batch_size=32, window=100)
    """
    path = as_path(path, "a file or a folder")
    text = "".join(_blocks([path] if is_file(path) else _files(path)))
    if not text or text.isspace():
        raise ValueError(
            f"Expected text. Received {path}, which holds "
            f"{'only white space' if text else 'no text'}. Check the path."
        )
    return text


def _files(folder) -> list[Path]:
    """Return the paths of all files in a folder and the folders in it, sorted."""
    found = []
    try:
        for place, folders, names in os.walk(folder):
            folders[:] = [name for name in folders if not is_stray(name)]
            paths = (Path(place, name) for name in names if not is_stray(name))
            found.extend(each for each in paths if each.is_file())
    except ValueError:  # a NUL in the path
        found = []
    if not found:
        kind = "no file of text in it" if _is_folder(folder) else "no such file"
        raise ValueError(
            "Expected the path of a file of text, or of a folder of such files. "
            f"Received {str(folder)!r:.200}, and there is {kind}. Check the path."
        )
    return sorted(found, key=lambda file: file.relative_to(folder).parts)


def _is_folder(path):
    """Return whether there is a folder at a path, which may be too long for one."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _blocks(files) -> Iterator[str]:
    """Yield the text of files; a newline stands between two where it is missing."""
    ended = True
    for file in files:
        for block in text_blocks(file, strict=True):
            if not ended:
                yield "\n"
            yield block
            ended = block.endswith("\n")
