"""`read_vectors`: read the vectors of a vocabulary's words from a file."""

import os
import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

from seqkit.arguments import whole_number
from seqkit.text.framing import SPECIALS
from seqkit.text.splitting import lower
from seqkit.text_files import BLANK
from seqkit.text_files import file_at
from seqkit.text_files import lines_of

_FIELD = re.compile(f"[^{BLANK}]+")


@dataclass(frozen=True, eq=False, repr=False)
class Vectors:
    """The vectors of a vocabulary's tokens.

    Args:
        values: float32 `(tokens, width)`; the row of a token without a vector is 0.
        found: bool `(tokens,)`, whether each token has a vector.

    Example:
    >>> print(read_vectors("glove.6B.300d.txt", vocabulary, 300))
    300-wide vectors for 18,204 of 19,996 tokens (91.0 %)
    """

    values: np.ndarray
    found: np.ndarray

    @property
    def coverage(self) -> float:
        """The share of tokens that have a vector, without the special tokens."""
        return float(self.found[len(SPECIALS) :].mean())

    def __repr__(self):
        """Return the width of the vectors, and the number of tokens that have one."""
        return (
            f"{self.values.shape[1]}-wide vectors for {int(self.found.sum()):,} of "
            f"{len(self.found) - len(SPECIALS):,} tokens ({self.coverage:.1%})"
        ).replace("%", " %")


def read_vectors(path: str | os.PathLike, vocabulary: Any, width: int) -> Vectors:
    """Read the vectors of the words of a vocabulary; other words are skipped.

    Each line is a word and its numbers, the text format of GloVe and word2vec. Blank
    lines, and word2vec's first line of count and width, are skipped. A token with
    capitals that is not in the file has the vector of its lower case. If a word is in
    the file twice, its first vector is used.

    Args:
        path: str or Path of the file, UTF-8, plain or `.gz`. It is read once, line by
            line.
        vocabulary: `seqkit.Vocabulary` of words, or another vocabulary with `tokens`.
        width: int, the number of numbers of each vector.

    Returns:
        Vectors.

    Raises:
        ValueError: there is no such file, or it has no vectors; the vectors have
            another width; the vector of a word of the vocabulary is broken; or the file
            has no vector of its words.

    Example:
    >>> vectors = read_vectors("glove.6B.300d.txt", vocabulary, 300)
    >>> vectors.coverage
    0.91
    """
    path, wanted = file_at(path), _wanted(vocabulary.tokens)
    width = whole_number("width", width)
    values = np.zeros((len(vocabulary), width), "float32")
    rank = np.zeros(
        len(vocabulary), "int8"
    )  # 0: no vector, 1: of the lower case, 2: own
    lines = enumerate(lines_of(path), 1)
    filled = ((line, text) for line, text in lines if text.strip(BLANK))
    first, head = next(filled, (1, ""))
    _check_width(head, width, path)
    for line, text in chain([(first, head)], filled):
        word = _FIELD.search(text)[0]
        if word not in wanted:  # so the numbers of most lines are not read
            continue
        fields = _FIELD.findall(text)
        # Some words of GloVe contain spaces, so the first field is not the word.
        if len(fields) > width + 1 or (line == first and _is_header(fields)):
            continue
        numbers = _numbers(fields[1:], width, path, line)
        for token, exact in wanted[word]:
            if rank[token] < 1 + exact:
                values[token], rank[token] = numbers, 1 + exact
    if not rank.any():
        raise ValueError(
            f"Expected vectors of words of the vocabulary, as {vocabulary.tokens[4:9]}."
            f" Received {path}, which has no such word. Give a file of the same "
            "language, in text form, with words split and lowered as in the vocabulary."
        )
    return Vectors(values, rank > 0)


def _wanted(tokens):
    """Return a dict from each word to look for to a list of pairs `(token, exact)`.

    `token` is the id of a token that the word's vector is for; `exact` is True if the
    word is the token, False if the word is the token's lower case.
    """
    wanted = defaultdict(list)
    for token, word in enumerate(tokens):
        if token >= len(SPECIALS):
            wanted[word].append((token, True))
            if lower(word) != word:
                wanted[lower(word)].append((token, False))
    return wanted


def _check_width(line, width, path):
    """Raise ValueError unless the first line of a file has vectors of this width."""
    fields = _FIELD.findall(line)
    if _is_header(fields):
        received = int(fields[1])
    else:
        broken = [place for place, field in enumerate(fields) if not _is_number(field)]
        received = len(fields) - 1 - max(broken, default=0)
    if received < 1:
        raise ValueError(
            f"Expected a word and its {width} numbers on each line of {path}. "
            f"Received {line!r:.60}. Give the text format of GloVe or word2vec, not "
            "the binary one, plain or .gz."
        )
    if received != width:
        raise ValueError(
            f"Expected vectors of width {width}, the embedding's. "
            f"Received width {received} in {path}. Give a file of that width, or make "
            f"the model with `embedding={received}`."
        )


def _is_header(fields):
    """Return whether a line is word2vec's count and width."""
    return len(fields) == 2 and all(field.isdecimal() for field in fields)


def _is_number(field):
    """Return whether a field reads as a float."""
    try:
        float(field)
    except ValueError:
        return False
    return True


def _numbers(fields, width, path, line):
    """Return the vector of a word, float32 `(width,)`."""
    try:
        with np.errstate(over="ignore"):
            numbers = np.array(fields, "float32")
    except ValueError:
        numbers = np.zeros(0)
    if numbers.shape != (width,) or not np.isfinite(numbers).all():
        raise ValueError(
            f"{path}, line {line}: expected a word and {width} numbers. "
            f"Received {len(fields)} fields after it: {' '.join(fields)!r:.80}. "
            "The file may be incomplete: download it again."
        )
    return numbers
