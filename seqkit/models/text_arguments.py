"""Checks of the texts and vocabularies that users give to models."""

from typing import Any

from seqkit.arguments import is_several
from seqkit.arguments import list_of


def is_text(value: Any) -> bool:
    """Return whether a value is one text: str, or bytes in UTF-8."""
    return isinstance(value, str | bytes)


def listed_texts(texts: Any, name: str) -> list[str | bytes]:
    """Return texts as a list, a single text as a list of one.

    Args:
        texts: str or bytes in UTF-8, or a collection of them.
        name: str, the name of the argument, for error messages.

    Raises:
        TypeError: `texts` are neither a text nor an ordered collection of texts.
    """
    if is_text(texts):
        return [texts]
    if not is_several(texts):
        raise TypeError(
            f"`{name}` is a str, or a list of them. "
            f"Received {texts!r:.60} of type {type(texts).__name__}."
        )
    rows = list_of(texts, name)
    for place, row in enumerate(rows):
        if not is_text(row):
            advice = "Join its words: `' '.join(words)`." if is_several(row) else ""
            raise TypeError(
                f"`{name}` is a str, or a list of them. Received {row!r:.60} of type "
                f"{type(row).__name__} at place {place}. {advice}".rstrip()
            )
    return rows


def check_vocabulary(vocabulary: Any, name: str = "vocabulary") -> None:
    """Raise TypeError unless an argument is a vocabulary of texts."""
    if not all(hasattr(vocabulary, part) for part in ("encode", "tokens", "__len__")):
        raise TypeError(
            f"`{name}` is a vocabulary of words, pieces or characters. Received "
            f"{vocabulary!r:.60} of type {type(vocabulary).__name__}. Build one: "
            "`seqkit.Vocabulary.from_texts(texts)`."
        )
