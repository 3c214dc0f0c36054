"""Texts from lists, iterables and files, plain or gzipped.

Where texts are expected, a `pathlib.Path` is a file and a str is a text. Only functions
that always read a file take its path as a str too.
"""

import os
from collections.abc import Iterable
from collections.abc import Iterator
from pathlib import Path

from seqkit.data.given_rows import each_text
from seqkit.text_files import BLANK
from seqkit.text_files import file_at
from seqkit.text_files import is_file
from seqkit.text_files import is_packed
from seqkit.text_files import lines_of
from seqkit.text_files import text_blocks

_PIECE = 2**24  # bytes of a file that are one piece of text
_GZIP_RATIO = 4  # bytes of text for each byte of a `.gz`, about


def read_texts(texts: str | os.PathLike | Iterable[str]) -> Iterator[str]:
    """Return an iterator over the lines of a file, or over the texts of an iterable.

    Blank texts and lines (nothing but ASCII white space) are skipped. In a file each
    of "\\n", "\\r\\n" and "\\r" ends a line, a byte order mark at the head of the file
    or of a line is dropped, and invalid UTF-8 becomes U+FFFD, which a warning in the
    log of "seqkit" counts.

    Args:
        texts: path of a UTF-8 file, `.gz` or plain, one text a line; or iterable of
            str, read once.

    Raises:
        TypeError: `texts` is no ordered collection, or an item is no str.
        ValueError: there is no such file, or it is no text in UTF-8.

    Example:
    >>> list(read_texts(["emma", "", "olivia"]))
    ['emma', 'olivia']
    """
    named = isinstance(texts, str | os.PathLike)
    found = lines_of(_existing(texts)) if named else each_text(texts)
    return (text for text in found if text.strip(BLANK))


def read_pieces(text: str | os.PathLike | Iterable[str]) -> Iterator[str]:
    """Return an iterator over the pieces of one long text.

    A str is one piece. A file comes in blocks of lines, each line ended by "\\n"; see
    `read_texts`.

    Args:
        text: str, the text itself; or `pathlib.Path` of a UTF-8 file, `.gz` or plain;
            or iterable of str.

    Raises:
        TypeError: `text` is none of these, or a piece is no str.
        ValueError: a path is of no file, or of a file that is no text in UTF-8; or a
            str is the path of a file.
    """
    if isinstance(text, os.PathLike):
        return text_blocks(file_at(text), _PIECE)
    if isinstance(text, str):
        if is_file(text):
            raise ValueError(
                f"A str is the text itself. Received the path {text!r}. Give "
                f"`pathlib.Path({text!r})` to read that file, or, if this is a "
                "text, a list: `[text]`."
            )
        return iter([text])
    return each_text(text, "text")


def path_of(texts: os.PathLike | Iterable[str]) -> Path | None:
    """Return the path of a file of texts, or None for an iterable of texts.

    Raises:
        ValueError: `texts` is a str, or the path of no file.
    """
    if isinstance(texts, os.PathLike):
        return file_at(texts)
    if not isinstance(texts, str):
        return None
    if is_file(texts):
        raise ValueError(
            "`texts` are an iterable of str, or the `pathlib.Path` of a file. Received "
            f"the path {texts!r} as a str. Give `pathlib.Path({texts!r})`."
        )
    raise ValueError(
        "`texts` are an iterable of str, or the `pathlib.Path` of a file. Received the "
        f"text {texts!r:.80}. Give a list: `[text]`."
    )


def unpacked_size(path: Path) -> int:
    """Return the bytes of a file's text: estimated for a `.gz`."""
    return path.stat().st_size * (_GZIP_RATIO if is_packed(path) else 1)


def _existing(path):
    """Return the path of a file of texts."""
    if is_file(path):
        return Path(path)
    shown = str(path) if len(str(path)) <= 80 else f"{str(path)[:80]}..."
    raise ValueError(
        "A str or a path names a file of texts, one a line. "
        f"Received {shown!r}, and there is no such file. "
        "Check the path, or give texts themselves as a list: `[text]`."
    )
