"""Open, check and decode files of text, in the same way for every reader.

Files are UTF-8, plain or packed with gzip. A byte order mark at the beginning is
dropped. Each of "\\n", "\\r\\n" and "\\r" ends a line. Invalid UTF-8 becomes U+FFFD;
one warning of the logger "seqkit" counts it and names the first line that has it. For
other encodings, other packed files, documents and NUL bytes, a ValueError with the
path is raised.
"""

import contextlib
import functools
import gzip
import io
import logging
import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

BLANK = " \t\n\r\v\f"
"""The characters of blank lines; a line of these alone is skipped."""

_BLOCK = 2**16  # bytes decoded at once, few enough for the cache of a CPU
_HEAD = 16  # bytes at the beginning of a file that identify its format
_BYTE_ORDER_MARK = "\ufeff"
_ICONV = "Convert it: `iconv -f {kind} -t UTF-8 old.txt > new.txt`."
_UNPACK = "Unpack it first."
_SAVE = "Save its text as UTF-8."
_CONVERT = (
    "If it is text of Windows or Western Europe, convert it: "
    "`iconv -f CP1252 -t UTF-8 old.txt > new.txt`."
)
_NEAR = 20  # bytes that are shown before and after invalid bytes
# From the first bytes of a file to its format and the fix. UTF-32 is before UTF-16,
# because the mark of UTF-32 begins with that of UTF-16.
_OTHERS = {
    b"\xff\xfe\0\0": ("UTF-32", _ICONV),
    b"\0\0\xfe\xff": ("UTF-32", _ICONV),
    b"\xff\xfe": ("UTF-16", _ICONV),
    b"\xfe\xff": ("UTF-16", _ICONV),
    b"\x1f\x8b": ("a gzip file", "Let its name end in `.gz`, or unpack it: `gunzip`."),
    b"PK\x03\x04": (
        "a zip file, as .docx and .xlsx are",
        "Unpack it, or save it as text.",
    ),
    b"PK\x05\x06": ("an empty zip file", "Get it again."),
    b"\xfd7zXZ\0": ("an xz file", "Unpack it first: `unxz`."),
    b"BZh91AY&SY": ("a bzip2 file", "Unpack it first: `bunzip2`."),
    b"\x28\xb5\x2f\xfd": ("a zstd file", "Unpack it first: `unzstd`."),
    b"7z\xbc\xaf\x27\x1c": ("a 7z file", _UNPACK),
    b"Rar!\x1a\x07": ("a RAR file", _UNPACK),
    b"%PDF-": ("a PDF", "Write its text to a file: `pdftotext`."),
    b"\xd0\xcf\x11\xe0": ("a document of Office", _SAVE),
    b"\xff\xd8\xff": ("a JPEG image", "Give a file of text."),
    b"\x89PNG": ("a PNG image", "Give a file of text."),
}
# Names, in lower case, of files that systems write into folders. Other files of
# systems have names that begin with a dot.
_OF_SYSTEMS = {
    "thumbs.db",
    "ehthumbs.db",
    "desktop.ini",
    "icon\r",
    "__macosx",
    "@eadir",
    "$recycle.bin",
    "system volume information",
}

logger = logging.getLogger("seqkit")


def as_path(path: str | os.PathLike, of: str = "a file") -> Path:
    """Return a path as `pathlib.Path`.

    Args:
        path: str or path.
        of: str, the word for the file or folder at the path, for the error.

    Raises:
        TypeError: `path` is neither str nor path.
    """
    if not isinstance(path, str | os.PathLike):
        raise TypeError(
            f"Expected the path of {of}, a str or a `pathlib.Path`. Received "
            f"{path!r:.80} of type {type(path).__name__}. Give the path."
        )
    return Path(path)


def file_at(path: str | os.PathLike) -> Path:
    """Return the path of a file as `pathlib.Path`; raise if there is no such file.

    Raises:
        TypeError: `path` is neither str nor path.
        ValueError: there is no such file.
    """
    path = as_path(path)
    if not is_file(path):
        raise ValueError(
            "Expected the path of a file. "
            f"Received {str(path)!r:.200}, and there is no such file. Check the path."
        )
    return path


def is_file(path: str | os.PathLike) -> bool:
    """Return whether a str or a path is the path of an existing file."""
    try:
        return Path(path).is_file()
    except (OSError, ValueError):  # a text may be too long for a path, or have a NUL
        return False


def is_stray(name: str) -> bool:
    """Return whether a name is that of a file or folder of a system or an editor.

    These are hidden files, whose names begin with a dot; files and folders of Windows,
    macOS and Synology (`Thumbs.db`, `desktop.ini`, `__MACOSX`, …); and locks and backup
    copies of editors (`~$letter.docx`, `letter.txt~`).
    """
    of_system = name.lower() in _OF_SYSTEMS
    return of_system or name.startswith((".", "~$")) or name.endswith("~")


def is_packed(path: Path) -> bool:
    """Return whether the name of a file ends in `.gz`."""
    return path.suffix.lower() == ".gz"


def lines_of(path: Path) -> Iterator[str]:
    """Yield the lines of a file without their ends; blank lines are included.

    A byte order mark at the beginning of a line is dropped: joined files have such.
    """
    for block in text_blocks(path):
        lines = block.split("\n")
        if not lines[-1]:
            lines.pop()
        yield from lines


def text_blocks(
    path: Path, size: int | None = None, *, strict: bool = False
) -> Iterator[str]:
    """Yield the text of a file in blocks of whole lines, each ended by a newline.

    Args:
        path: Path of the file.
        size: int, the approximate bytes of a block; one line may be longer. None:
            65,536.
        strict: bool. True: raise an error for invalid UTF-8. False: read it as U+FFFD.

    Raises:
        ValueError: the file is no text in UTF-8; see the module.
    """
    for block in map(universal_newlines, _decoded(path, size, strict)):
        if _BYTE_ORDER_MARK in block:
            block = block.removeprefix(_BYTE_ORDER_MARK)
            block = block.replace(f"\n{_BYTE_ORDER_MARK}", "\n")
        yield block


def universal_newlines(text: str) -> str:
    r"""Return a text in which "\r\n", and "\r" alone, are replaced by "\n"."""
    if "\r" not in text:
        return text
    return text.replace("\r\n", "\n").replace("\r", "\n")


def lines_with_ends(path: Path) -> Iterator[str]:
    """Yield the lines of a file with their own ends, as the module `csv` needs them."""
    for block in _decoded(path):
        yield from io.StringIO(block, newline="")


@contextlib.contextmanager
def open_bytes(path: Path) -> Iterator[BinaryIO]:
    """Open a file for reading bytes, and unpack it if its name ends in `.gz`.

    Raises:
        ValueError: the packed file is incomplete or damaged.
    """
    try:
        with gzip.open(path) if is_packed(path) else path.open("rb") as file:
            yield file
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise ValueError(
            f"Expected a whole gzip file. Received {path} ({error}). "
            "Get it again, or, if it is not packed, rename it without `.gz`."
        ) from error


def _decoded(path, size=None, strict=False) -> Iterator[str]:
    """Yield the text of a file in blocks of whole lines, with their own ends."""
    invalid, first, line = 0, "", 1
    for block in _whole_lines(path, size or _BLOCK):
        try:
            text = block.decode()
        except UnicodeDecodeError as error:
            first = first or _described(error, line)
            if strict:
                raise ValueError(
                    f"Expected text in UTF-8 throughout. Received {path}, where "
                    f"{first}. {_CONVERT} If only some lines are, correct these, or "
                    "leave their bytes out: `iconv -c -t UTF-8 old.txt > new.txt`."
                ) from error
            text = block.decode("utf-8", "replace")
            invalid += text.count("\ufffd") - block.count("\ufffd".encode())
        yield text
        line += _line_ends(block)
    if invalid:
        _report_invalid(path, path.stat().st_mtime_ns, invalid, first)


def _described(error, line):
    """Return the line and the bytes of a UnicodeDecodeError, as text.

    Args:
        error: UnicodeDecodeError of a block of whole lines.
        line: int, the number of the block's first line.
    """
    before = error.object[: error.start]
    start = max(before.rfind(b"\n"), before.rfind(b"\r")) + 1
    invalid = error.object[error.start : error.end].hex(" ").upper()
    near = error.object[max(start, error.start - _NEAR) : error.end + _NEAR]
    near = near.splitlines()[0].decode("utf-8", "replace")
    return (
        f"line {line + _line_ends(before)} has the bytes {invalid} at byte "
        f"{error.start - start + 1} of the line, in {near!r}"
    )


def _line_ends(block):
    """Return how many ends of lines there are in bytes."""
    return block.count(b"\n") + block.count(b"\r") - block.count(b"\r\n")


def _whole_lines(path, size) -> Iterator[bytes]:
    """Yield the bytes of a file, checked, in blocks of whole lines."""
    with open_bytes(path) as file:
        block = file.read(max(size, _HEAD))
        _check_head(block, path)
        block = block.removeprefix(_BYTE_ORDER_MARK.encode())
        parts = []
        while block:
            _check_nul(block, path)
            following, end = file.read(size), len(block)
            if following:  # a "\r" at the end of the block may be half of a "\r\n"
                end = max(block.rfind(b"\n"), block.rfind(b"\r", 0, -1)) + 1
            if end:
                yield b"".join([*parts, block[:end]])
                parts = []
            parts.append(block[end:])
            block = following


def _check_head(head, path):
    """Raise ValueError if the first bytes are those of a format that is not UTF-8."""
    for magic, (kind, advice) in _OTHERS.items():
        if head.startswith(magic):
            raise ValueError(
                f"Expected text in UTF-8. Received {path}, which is {kind}. "
                f"{advice.format(kind=kind)}"
            )


def _check_nul(block, path):
    """Raise ValueError for NUL bytes, which are not in texts."""
    if b"\0" in block:
        raise ValueError(
            f"Expected text in UTF-8. Received {path}, which holds NUL bytes: it is "
            "UTF-16 without its mark (`iconv -f UTF-16LE -t UTF-8 old.txt > new.txt`), "
            "or no text. Drop NULs from a text: `tr -d '\\0' < old.txt > new.txt`."
        )


@functools.lru_cache(maxsize=1024)  # so once for a file, not in each epoch
def _report_invalid(path, changed, invalid, first):
    """Log a warning of invalid UTF-8, once for each state of a file."""
    logger.warning(
        "%s is not UTF-8 throughout: %d invalid parts became U+FFFD. The first: %s. %s",
        path,
        invalid,
        first,
        _CONVERT,
    )
