"""Texts from lists, iterables and files, plain or gzipped."""

import os
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from seqkit.arguments import each_of
from seqkit.text_files import BLANK
from seqkit.text_files import is_packed
from seqkit.text_files import lines_of
from seqkit.text_files import text_blocks

_BLOCK = 2**24  # characters in memory as strings, at most one text more
_GZIP_RATIO = 4  # text shrinks about that much


def read_texts(texts: str | os.PathLike | Iterable[str]) -> Iterator[str]:
    """Return an iterator over the texts of an iterable, or over the lines of a file.

    Blank texts and lines (nothing but ASCII white space) are skipped. In a file each
    of "\\n", "\\r\\n" and "\\r" ends a line, a byte order mark at the head of the file
    or of a line is dropped, and invalid UTF-8 becomes U+FFFD, which a warning in the
    log of "seqkit" counts.

    Args:
        texts: iterable of str, read once; or path of a UTF-8 file, `.gz` or plain,
            one text a line.

    Raises:
        TypeError: `texts` is no ordered collection, or an item is no str.
        ValueError: there is no such file, or it is no text in UTF-8.

    Example:
    >>> list(read_texts(["emma", "", "olivia"]))
    ['emma', 'olivia']
    """
    path = file_of(texts)
    found = each_text(texts) if path is None else lines_of(path)
    return (text for text in found if text.strip(BLANK))


def file_of(texts: str | os.PathLike | Iterable[str]) -> Path | None:
    """Return the path that `texts` are, or None where they are an iterable.

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
    """Return an iterator over one long text in pieces.

    A str is one piece, and a file comes in blocks of lines, each line ended by "\\n";
    see `read_texts`.

    Args:
        text: str, the text itself; or `pathlib.Path` of a UTF-8 file, `.gz` or plain;
            or iterable of str.

    Raises:
        TypeError: `text` is none of these, or a piece is no str.
        ValueError: there is no such file, or it is no text in UTF-8.
    """
    if isinstance(text, str):
        return iter([text])
    path = file_of(text)
    return each_text(text, "text") if path is None else text_blocks(path, _BLOCK)


def each_text(texts: Iterable[str], name: str = "texts") -> Iterator[str]:
    """Yield the texts of a collection, and name the item that is none.

    Args:
        texts: ordered collection of str, see `each_of`.
        name: str, the argument's name, for the error.

    Raises:
        TypeError: `texts` is no ordered collection, or an item is no str.
    """
    for index, text in enumerate(each_of(texts, name)):
        if not isinstance(text, str):
            raise TypeError(
                f"Every text is a str. Received {type(text).__name__} as item {index} "
                f"of `{name}`: {text!r:.80}. Convert or drop it first."
            )
        yield text


def unpacked_size(path: Path) -> int:
    """Return the bytes of a file's text, about four for each byte of a `.gz`."""
    return path.stat().st_size * (_GZIP_RATIO if is_packed(path) else 1)


def in_blocks(
    texts: Iterable[Any], largest: int | None = None, size: Callable[[Any], int] = len
) -> Iterator[list[Any]]:
    """Yield lists of texts of about 16 million characters, or `largest`, together.

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
