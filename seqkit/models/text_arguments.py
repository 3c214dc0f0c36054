"""What `generate`, `classify`, `tag` and `score` take, and what spells it."""

from typing import Any

from seqkit.arguments import is_several
from seqkit.arguments import list_of


def is_text(value: Any) -> bool:
    """Say whether a value is one text: str, or bytes in UTF-8."""
    return isinstance(value, str | bytes)


def listed_texts(texts: Any, name: str) -> list[str | bytes]:
    """Return one text, or an ordered collection of texts, as a list.

    Args:
        texts: str or bytes in UTF-8, or a collection of them.
        name: str, the argument's name, for the error.

    Raises:
        TypeError: it is something else.
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
    """Raise TypeError unless it turns texts into ids and back."""
    if not all(hasattr(vocabulary, part) for part in ("encode", "tokens", "__len__")):
        raise TypeError(
            f"`{name}` says which words, pieces or characters there are. Received "
            f"{vocabulary!r:.60} of type {type(vocabulary).__name__}. Make one: "
            "`seqkit.Vocabulary.from_texts(texts)`."
        )
