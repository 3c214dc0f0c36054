"""`write_vectors`: write vectors of words in word2vec's text format."""

import logging
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from seqkit.arguments import list_of
from seqkit.text_files import as_path

_DIGITS = 6  # significant digits; float32 has seven
logger = logging.getLogger("seqkit")


def write_vectors(
    path: str | os.PathLike, words: Sequence[str], values: np.ndarray
) -> Path:
    r"""Write vectors as text: a line of count and width, then a word and its numbers.

    `read_vectors`, `load_vectors` of models, and gensim's
    `KeyedVectors.load_word2vec_format(path)` read the file. A word with white space in
    it has no place in the format: it is left out, and the logger "seqkit" warns.

    Args:
        path: str or Path of the file to write.
        words: list of str.
        values: float `(words, width)`.

    Returns:
        Path of the file.

    Raises:
        ValueError: the numbers of words and of vectors differ, or no word can be
            written.

    Example:
    >>> write_vectors("vectors.txt", ["cat"], np.array([[1.0, 0.5]])).read_text()
    '1 2\ncat 1 0.5\n'
    """
    path, words = as_path(path), list_of(words, "words")
    values = np.asarray(values, "float32")
    if values.ndim != 2 or len(values) != len(words):
        raise ValueError(
            "Each word has one vector: values (words, width). Received "
            f"{len(words)} words and shape {values.shape}. Give as many."
        )
    written = [place for place, word in enumerate(words) if word.split() == [word]]
    if not written:
        raise ValueError(
            "A line has a word without white space, and its numbers. Received "
            f"{len(words)} words, of which none can be written. Give others."
        )
    if len(written) < len(words):
        missing = len(words) - len(written)
        logger.warning("%d words with white space are not in %s.", missing, path)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f"{len(written)} {values.shape[1]}\n")
        for place in written:
            numbers = " ".join(f"{each:.{_DIGITS}g}" for each in values[place])
            file.write(f"{words[place]} {numbers}\n")
    return path
