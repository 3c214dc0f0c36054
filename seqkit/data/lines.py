"""Texts from lists, iterables and files, plain or gzipped."""

import os
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from seqkit.text.files import open_bytes

BLANK = " \t\n\r\v\f"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_BLOCK = 2**24  # characters in memory as strings, at most one text more
_GZIP_RATIO = 4  # text shrinks about that much


def read_texts(texts: str | os.PathLike | Iterable[str]) -> Iterator[str]:
    """Yields the texts of an iterable, or the lines of a file.

    Blank texts and lines (nothing but ASCII white space) are skipped. In a file only
    "\\n" ends a line, "\\r" is dropped wherever it stands, as `tf.data.TextLineDataset`
    does it, and so is a byte order mark at the head of a line; invalid UTF-8 becomes
    U+FFFD.

    Args:
        texts: iterable of str, read once; or path of a UTF-8 file, `.gz` or plain,
            one text a line.

    Raises:
        TypeError: `texts` is no iterable, or an item is no str.
        ValueError: there is no such file.

    Example:
    >>> list(read_texts(["emma", "", "olivia"]))
    ['emma', 'olivia']
    """
    path = file_of(texts)
    found = each_text(texts) if path is None else lines_of(path)
    return (text for text in found if text.strip(BLANK))


def file_of(texts: str | os.PathLike | Iterable[str]) -> Path | None:
    """Returns the path that `texts` are, or None where they are an iterable.

    Raises:
        ValueError: `texts` is a str or path, and no such file exists.
    """
    if not isinstance(texts, str | os.PathLike):
        return None
    try:
        if Path(texts).is_file():
            return Path(texts)
    except (OSError, ValueError):  # a long text, or one with a NUL, is no path
        pass
    shown = str(texts) if len(str(texts)) <= 80 else f"{str(texts)[:80]}..."
    raise ValueError(
        "A str or a path names a file of texts, one a line. "
        f"Received {shown!r}, and there is no such file. "
        "Check the path, or give texts themselves as a list: `[text]`."
    )


def read_pieces(text: str | os.PathLike | Iterable[str]) -> Iterator[str]:
    """Yields one long text in pieces: a str whole, a file in blocks of lines.

    Line ends are kept, "\r\n" in a file as "\n"; invalid UTF-8 becomes U+FFFD.

    Args:
        text: str, the text itself; or `pathlib.Path` of a UTF-8 file, `.gz` or plain;
            or iterable of str.

    Raises:
        TypeError: `text` is none of these, or a piece is no str.
        ValueError: there is no such file.
    """
    if isinstance(text, str):
        return iter([text])
    path = file_of(text)
    return each_text(text) if path is None else _blocks_of_lines(path)


def each_text(texts: Iterable[str]) -> Iterator[str]:
    """Yields the texts of an iterable, and names the item that is none.

    Raises:
        TypeError: `texts` is no iterable, or an item is no str.
    """
    if not isinstance(texts, Iterable) or isinstance(texts, bytes):
        raise TypeError(
            "Texts are an iterable of str, or the path of a file, one text a line. "
            f"Received {type(texts).__name__}. Give a list of str."
        )
    if hasattr(texts, "readline"):
        raise TypeError(
            "Texts are an iterable of str, or the path of a file. "
            "Received an open file. Give its path."
        )
    for index, text in enumerate(texts):
        if not isinstance(text, str):
            raise TypeError(
                f"Every text is a str. Received {type(text).__name__} as item {index}: "
                f"{text!r:.80}. Convert or drop it first."
            )
        yield text


def lines_of(path: Path) -> Iterator[str]:
    """Yields the lines of a file, blank ones too, as `read_texts` reads them."""
    with open_bytes(path) as file:
        for line in file:
            yield clean(line.rstrip(b"\n"))


def clean(line: bytes) -> str:
    """Returns a line of a file as text, as `read_texts` says."""
    line = line.replace(b"\r", b"").removeprefix(_BYTE_ORDER_MARK)
    return line.decode("utf-8", "replace")


def unpacked_size(path: Path) -> int:
    """Returns the bytes of a file's text, about four for each byte of a `.gz`."""
    return path.stat().st_size * (_GZIP_RATIO if path.suffix == ".gz" else 1)


def in_blocks(
    texts: Iterable[Any], largest: int | None = None, size: Callable[[Any], int] = len
) -> Iterator[list[Any]]:
    """Yields lists of texts of about 16 million characters, or `largest`, together.

    Args:
        texts: iterable of str, or of what else `size` counts.
        largest: int, how much is enough.
        size: function that counts one of them.
    """
    largest = _BLOCK if largest is None else largest
    block, counted = [], 0
    for text in texts:
        block.append(text)
        counted += size(text)
        if counted >= largest:
            yield block
            block, counted = [], 0
    if block:
        yield block


def _blocks_of_lines(path):
    # Between two lines no word is cut.
    with open_bytes(path) as file:
        while block := b"".join(file.readlines(_BLOCK)):
            block = block.removeprefix(_BYTE_ORDER_MARK).replace(b"\r\n", b"\n")
            yield block.decode("utf-8", "replace")
