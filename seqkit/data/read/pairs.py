"""Read pairs of texts from one file with columns, or from two files line by line."""

import os
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

from seqkit.arguments import whole_number
from seqkit.data.read.columns import Column
from seqkit.data.read.columns import columns_of
from seqkit.messages import show
from seqkit.table_files import stripped
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
    """Read texts and their translations, or other pairs of texts.

    One file has pairs in columns separated by tabs, without a line of names: Anki's
    (`source TAB target TAB attribution`), or Tatoeba's with `source=1, target=3` (`id
    TAB text TAB id TAB text`). Blank lines are skipped, and white space around a field
    is dropped. Two files, as of WMT and Multi30k, have one pair in the lines of the
    same number; blank lines are kept. Files are UTF-8, plain or `.gz`, with the line
    ends of `read_texts`.

    Args:
        path: str or Path of the file of pairs, or of the file of sources.
        other: str or Path of the file of targets. None: `path` is a file of pairs.
        source: int, the column of sources in a file of pairs; the first is 0, the last
            -1.
        target: int, the column of targets.

    Returns:
        `Column` of sources and `Column` of targets, both of str. Each iteration reads
        the files anew, with one block of lines in memory at a time.

    Raises:
        ValueError: in the call: there is no such file, it is no text in UTF-8, or the
            first line does not have the columns. During an iteration: another line does
            not have the columns, or one file has more lines than the other.

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
    next(
        _columns(path, places), None
    )  # raises the error of a wrong column in this call
    return columns_of(lambda: _columns(path, places), path, ("sources", "targets"))


def _columns(path: Path, places: tuple[int, int]) -> Iterator[tuple[str, ...]]:
    """Yield the source and the target of each line of a file of pairs."""
    for line, text in enumerate(lines_of(path), 1):
        if not text.strip(BLANK):
            continue
        fields = stripped(text.split("\t"))
        for place in places:
            if not -len(fields) <= place < len(fields):
                raise ValueError(
                    f"{path}, line {line}: expected a column {place}, the first being "
                    f"0, between tabs. Received {len(fields)}: {show(fields):.200}. "
                    "Give `source` and `target` between these, or two files."
                )
        yield tuple(fields[place] for place in places)


def _side_by_side(path: Path, other: Path) -> Iterator[tuple[str, str]]:
    """Yield the lines of two files with the same number as pairs."""
    lines = zip_longest(lines_of(path), lines_of(other))
    for line, pair in enumerate(lines, 1):
        if None in pair:
            longer, shorter = (path, other) if pair[1] is None else (other, path)
            raise ValueError(
                f"{longer} and {shorter} belong together, line by line. Received line "
                f"{line} of the first, which has no partner: the second has "
                f"{line - 1} lines. A file may be cut, or not the translation of the "
                "other."
            )
        yield pair
