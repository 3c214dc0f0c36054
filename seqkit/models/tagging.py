"""Sentences in, words and tags out: what a tagger is asked and what it answers."""

import unicodedata
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from seqkit.text.joining import join_words

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
    sentences: Iterable[str | Sequence[str]], vocabulary: Any
) -> tuple[list[list[str]], list[np.ndarray]]:
    """Gives the words of sentences and the ids of each.

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
        vocabulary.tokenize(sentence)
        if isinstance(sentence, str | bytes)
        else list(sentence)
        for sentence in sentences
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


def check_characters(characters: bool, vocabulary: Any) -> None:
    """Refuses a vocabulary that gives no characters, or gives them unasked."""
    if hasattr(vocabulary, "word_length") != bool(characters):
        wanted = "`SpelledVocabulary`" if characters else "`Vocabulary` of words"
        raise ValueError(
            f"`characters={characters}` reads what a {wanted} gives. "
            f"Received {vocabulary!r}. Make one by `from_texts`, or give "
            f"`characters={not characters}`."
        )


def check_label_weight(weight: float) -> None:
    """Refuses a weight of the label's loss that would unlearn it."""
    if not 0 <= weight < float("inf"):
        raise ValueError(
            "`label_weight` is how much a label counts beside a tag, 0 or more. "
            f"Received {weight}. Give 1.0 for as much."
        )
