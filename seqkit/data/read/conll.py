"""Read sentences and tags from files with one word a line: CoNLL and CoNLL-U."""

import os
from collections.abc import Iterator

from seqkit.arguments import whole_number
from seqkit.data.read.columns import Column
from seqkit.data.read.columns import columns_of
from seqkit.table_files import format_of
from seqkit.table_files import stripped
from seqkit.text_files import BLANK
from seqkit.text_files import file_at
from seqkit.text_files import lines_of

_CONLLU_FIELDS = 10  # ID FORM LEMMA UPOS XPOS FEATS HEAD DEPREL DEPS MISC
_FORM, _UPOS = 1, 3


def read_conll(
    path: str | os.PathLike, words: int | None = None, tags: int | None = None
) -> tuple[Column, Column]:
    """Read sentences and their tags from a file with one word a line.

    A blank line ends a sentence. Fields are separated by tabs, or by spaces if a line
    has no tab. White space around a field is dropped. Each line has the same number of
    fields as the first. A word may be blank, a tag may not. Lines that begin with
    `-DOCSTART-` are skipped. In a file named `.conllu`, comments, words of several
    tokens (`3-4`) and empty words (`3.1`) are skipped too. Files are UTF-8, plain or
    `.gz`, see `read_texts`.

    Args:
        path: str or Path of the file.
        words: int, the column of words; the first is 0, the last -1. None: 0, or 1
            for `.conllu`.
        tags: int, the column of tags. None: -1, or 3 for `.conllu`, the universal parts
            of speech.

    Returns:
        `Column` of sentences and `Column` of tags; each value is a list of str. Each
        iteration reads the file anew, with one block of lines in memory at a time.

    Raises:
        ValueError: in the call: there is no such file, it is no text in UTF-8, or it
            has no such column. During an iteration: a line has another number of
            fields, or no tag.

    Example:
    >>> sentences, tags = read_conll("en_ewt-ud-train.conllu")
    >>> next(iter(sentences)), next(iter(tags))
    (['Stop', '!'], ['VERB', 'PUNCT'])
    """
    path = file_at(path)
    conllu = format_of(path) == ".conllu"
    default = (_FORM, _UPOS) if conllu else (0, -1)
    places = [
        place if given is None else whole_number(name, given, least=None)
        for place, name, given in zip(
            default, ("words", "tags"), (words, tags), strict=True
        )
    ]

    def rows():
        return _sentences(path, conllu, places)

    next(rows(), None)  # raises the error of a wrong column in this call
    return columns_of(rows, path, ("words", "tags"))


def _sentences(path, conllu, places) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the words and the tags of each sentence."""
    words, tags = [], []
    for fields in _lines(path, conllu, places):
        if fields:
            words.append(fields[places[0]])
            tags.append(fields[places[1]])
        elif words:
            yield words, tags
            words, tags = [], []
    if words:
        yield words, tags


def _lines(path, conllu, places):
    """Yield the fields of each word, and an empty list at the end of a sentence."""
    expected = _CONLLU_FIELDS if conllu else None
    for line, text in enumerate(lines_of(path), 1):
        if not text.strip(BLANK) or (not conllu and text.startswith("-DOCSTART-")):
            yield []
            continue
        if conllu and text.startswith("#"):
            continue
        fields = _fields(text)
        expected = expected or len(fields)
        if len(fields) != expected:
            raise ValueError(
                f"{path}, line {line}: expected {expected} fields, as on every line. "
                f"Received {len(fields)}: {text!r:.80}. "
                "Separate fields by one tab each, or all of them by spaces."
            )
        _check_places(places, fields, path)
        if conllu and ("-" in fields[0] or "." in fields[0]):
            continue
        if not fields[places[1]]:
            raise ValueError(
                f"{path}, line {line}: expected a tag in column {places[1]}, the first "
                f"being 0. Received none: {text!r:.80}. Fill it in, drop the separator "
                "at the end of the line, or give the column of tags: `tags=1`, say."
            )
        yield fields


def _fields(text):
    """Split a line at tabs, or at spaces if it has no tab."""
    if "\t" in text:
        return stripped(text.split("\t"))
    return stripped([field for field in text.split(" ") if field])


def _check_places(places, fields, path):
    """Raise ValueError for a column that the file does not have."""
    for place in places:
        if not -len(fields) <= place < len(fields):
            raise ValueError(
                f"{path}: expected a column {place}, the first being 0. "
                f"Received {len(fields)} columns: {fields}. "
                "Give `words` and `tags` between these."
            )
