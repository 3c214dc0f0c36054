"""Sentences in, words and tags out: what a tagger is asked and what it answers."""

import unicodedata
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np

from seqkit.arguments import is_several
from seqkit.arguments import list_of
from seqkit.models.text_arguments import is_text
from seqkit.text.join_words import join_words

# Columns of a terminal that a row of words fills at most.
WIDTH = 80


@dataclass(frozen=True)
class Tagging:
    """What a tagger says of one sentence; prints as two rows, each tag under its word.

    Args:
        words: list of str, as they stand in the sentence.
        tags: list of str, one for each word.
        score: float, log-probability of all the tags together, in nats.
        label: str, of the whole sentence, where the model has labels.
        label_score: float, probability of the label.

    Example:
    >>> print(Tagging(["to", "Boston"], ["O", "B-toloc.city_name"], -0.1, "flight"))
    to  Boston
    O   B-toloc.city_name
    flight
    """

    words: list[str]
    tags: list[str]
    score: float
    label: str | None = None
    label_score: float | None = None

    def __str__(self):
        """Aligns the words and their tags, in as many double rows as they need."""
        rows, width = [([], [])], 0
        for word, tag in zip(self.words, self.tags, strict=True):
            room = max(columns(word), columns(tag)) + 2
            if width + room > WIDTH and width:
                rows.append(([], []))
                width = 0
            width += room
            for row, part in zip(rows[-1], (word, tag), strict=True):
                row.append(part + " " * (room - columns(part)))
        lines = ["".join(row).rstrip() for both in rows for row in both]
        return "\n".join([*lines, *([self.label] if self.label else [])])


def columns(text: str) -> int:
    """Counts the columns that a text takes in a terminal."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    marks = sum(unicodedata.combining(character) > 0 for character in text)
    return len(text) + wide - marks


def encode_sentences(
    sentences: Iterable[str | bytes | Sequence[str]], vocabulary: Any
) -> tuple[list[list[str]], list[np.ndarray]]:
    """Return the words of sentences and the ids of each.

    Args:
        sentences: iterable of str, or of lists of words.
        vocabulary: `Vocabulary` or `SpelledVocabulary`.

    Returns:
        list of lists of str, and list of int32 `(time,)`, or `(time, …)` as the
        vocabulary encodes.

    Raises:
        TypeError: a sentence is neither str nor list of str.
        ValueError: the vocabulary splits a word of a list further.
    """
    words = [
        vocabulary.tokenize(sentence) if is_text(sentence) else words_of(sentence)
        for sentence in list_of(sentences, "sentences", "str or lists of words")
    ]
    if not words:
        return [], []
    # One by one, so that none can hide that it is two where another is none.
    flat = [word for row in words for word in row]
    ids, tokens = vocabulary.encode_flat([join_words([word]) for word in flat])
    if (tokens != 1).any():
        word = flat[np.argmax(tokens != 1)]
        raise ValueError(
            "The words of a list are tagged as they are. The vocabulary splits "
            f"{word!r:.80} into {vocabulary.tokenize(word)!r:.80}. Give the sentence "
            'as one str, or make the vocabulary with `split="spaces"`.'
        )
    return words, np.split(ids, np.cumsum([len(row) for row in words[:-1]]))


def words_of(sentence: Any) -> list[str]:
    """Return a sentence that was given as words; raise TypeError for what is none."""
    words = list_of(sentence, "words") if is_several(sentence) else [sentence]
    if not is_several(sentence) or not all(isinstance(word, str) for word in words):
        raise TypeError(
            "`sentences` are a str, or a list of str or of lists of words, each a str. "
            f"Received {sentence!r:.60} of type {type(sentence).__name__} as one."
        )
    return words


def check_characters(characters: bool, vocabulary: Any) -> None:
    """Raise ValueError unless a vocabulary gives what `characters` says."""
    if hasattr(vocabulary, "word_length") != characters:
        wanted = "`SpelledVocabulary`" if characters else "`Vocabulary` of words"
        raise ValueError(
            f"`characters={characters}` reads what a {wanted} gives. "
            f"Received {vocabulary!r}. Make one by `from_texts`, or give "
            f"`characters={not characters}`."
        )


def check_label_weight(weight: float) -> None:
    """Raise ValueError for a weight of the label's loss that would unlearn it."""
    if not (isinstance(weight, Real) and 0 <= weight < float("inf")):
        raise ValueError(
            "`label_weight` is how much a label counts beside a tag, 0 or more. "
            f"Received {weight!r:.80}. Give 1.0 for as much."
        )
