"""Read texts from iterables and from files, plain or packed with gzip.

In an argument that may be texts or a file, a `pathlib.Path` is a file and a str is a
text. Functions that always read a file accept its path as a str too.
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

_PIECE = 2**24  # bytes of each piece of text that is read from a file
_GZIP_RATIO = 4  # estimated bytes of text for each byte of a `.gz`


def read_texts(texts: str | os.PathLike | Iterable[str]) -> Iterator[str]:
    """Return an iterator over the lines of a file, or over the texts of an iterable.

    Texts and lines that are empty or only ASCII white space are skipped. In a file,
    each of "\\n", "\\r\\n" and "\\r" ends a line, and a byte order mark at the
    beginning of the file or of a line is dropped. Invalid UTF-8 becomes U+FFFD; a
    warning of the logger "seqkit" counts it.

    Args:
        texts: str or Path of a UTF-8 file, `.gz` or plain, one text a line; or iterable
            of str, read once.

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

    A str is one piece. A file is read in pieces of whole lines, each ended by "\\n";
    see `read_texts`.

    Args:
        text: str, the text itself; or `pathlib.Path` of a UTF-8 file, `.gz` or plain;
            or iterable of str.

    Raises:
        TypeError: `text` is of another type, or a piece is no str.
        ValueError: there is no such file, or it is no text in UTF-8; or a str is the
            path of a file.
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
        ValueError: `texts` is a str, or there is no file of that path.
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
    """Return the bytes of the text in a file; for a `.gz`, an estimate."""
    return path.stat().st_size * (_GZIP_RATIO if is_packed(path) else 1)


def _existing(path):
    """Return the path of a file of texts; raise ValueError if there is no such file."""
    if is_file(path):
        return Path(path)
    shown = str(path) if len(str(path)) <= 80 else f"{str(path)[:80]}..."
    raise ValueError(
        "A str or a path names a file of texts, one a line. "
        f"Received {shown!r}, and there is no such file. "
        "Check the path, or give texts themselves as a list: `[text]`."
    )
