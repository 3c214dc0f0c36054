"""The answer of a tagger, as a table of words and tags."""

import unicodedata
from dataclasses import dataclass
from numbers import Real

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


def check_label_weight(weight: float) -> None:
    """Raise ValueError for a weight of the label's loss that would unlearn it."""
    if not (isinstance(weight, Real) and 0 <= weight < float("inf")):
        raise ValueError(
            "`label_weight` is how much a label counts beside a tag, 0 or more. "
            f"Received {weight!r:.80}. Give 1.0 for as much."
        )
