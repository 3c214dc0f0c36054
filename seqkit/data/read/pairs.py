"""Two columns of texts that belong together: a file of pairs, or two of lines."""

import os
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

from seqkit.arguments import whole_number
from seqkit.data.read.columns import Column
from seqkit.data.read.columns import columns_of
from seqkit.data.read.columns import stripped
from seqkit.messages import show
from seqkit.text_files import BLANK
from seqkit.text_files import file_at
from seqkit.text_files import lines_of


def read_pairs(
    path: str | os.PathLike,
    other: str | os.PathLike | None = None,
    *,
    source: int = 0,
    target: int = 1,
) -> tuple[Column, Column]:
    """Return texts and their translations.

    One file has them in columns that tabs separate, without a line of names: Anki's
    (`source TAB target TAB attribution`), or Tatoeba's with `source=1, target=3` (`id
    TAB text TAB id TAB text`); its blank lines are skipped, and white space around a
    field is dropped. Two files have them line by line, as WMT's and Multi30k's, blank
    lines too. Files are UTF-8, plain or `.gz`, and read as `read_texts` reads lines.

    Args:
        path: of the file of pairs, or of that of the sources.
        other: path of the file of the targets, or None.
        source: int, the column of sources in a file of pairs, the first being 0, the
            last -1.
        target: int, that of targets.

    Returns:
        `Column` of sources and `Column` of targets, of str both. Each iteration opens
        the files and reads them line by line, and holds a block of lines.

    Raises:
        ValueError: at once: there is no such file, it is no text in UTF-8, or the
            first line does not have the columns. While they are read: another line does
            not have them, or one file has more lines than the other.

    Example:
    >>> sources, targets = read_pairs("deu.txt")
    >>> next(iter(sources)), next(iter(targets))
    ('Go.', 'Geh.')
    """
    path = file_at(path)
    if other is not None:
        other = file_at(other)
        return columns_of(
            lambda: _side_by_side(path, other), path, ("sources", "targets")
        )
    places = (
        whole_number("source", source, least=None),
        whole_number("target", target, least=None),
    )
    next(_columns(path, places), None)  # so that a wrong column is told at once
    return columns_of(lambda: _columns(path, places), path, ("sources", "targets"))


def _columns(path: Path, places: tuple[int, int]) -> Iterator[tuple[str, ...]]:
    for line, text in enumerate(lines_of(path), 1):
        if not text.strip(BLANK):
            continue
        fields = stripped(text.split("\t"))
        for place in places:
            if not -len(fields) <= place < len(fields):
                raise ValueError(
                    f"{path}, line {line}: expected a column {place}, the first being "
                    f"0, between tabs. Received {len(fields)}: {show(fields):.200}. "
                    "Give `source` and `target` that are there, or two files."
                )
        yield tuple(fields[place] for place in places)


def _side_by_side(path: Path, other: Path) -> Iterator[tuple[str, str]]:
    lines = zip_longest(lines_of(path), lines_of(other))
    for line, pair in enumerate(lines, 1):
        if None in pair:
            longer, shorter = (path, other) if pair[1] is None else (other, path)
            raise ValueError(
                f"{longer} and {shorter} belong together, line by line. Received line "
                f"{line} of the first, which has no partner: the second has "
                f"{line - 1}. A file may be cut, or not the translation of the other."
            )
        yield pair
