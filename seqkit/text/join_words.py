"""`join_words`: join words to a text that a vocabulary splits into the same words."""

from collections.abc import Iterable

import regex

from seqkit.text.checked_inputs import is_one_text
from seqkit.text.framing import SPECIALS
from seqkit.types import UNKNOWN

_SPACE = regex.compile(r"[\p{Z}\p{Cc}]+")


def join_words(words: Iterable[str]) -> str:
    """Return a sentence that `split="spaces"` splits into exactly these words.

    A space inside of a word becomes "_". An empty word becomes U+FFFD, the unknown
    token.

    Args:
        words: iterable of str.

    Returns:
        str.

    Raises:
        TypeError: `words` is one str, or a word is no str.

    Example:
    >>> join_words(["Do", "n't", "10 000"])
    "Do n't 10_000"
    """
    if is_one_text(words):
        raise TypeError(
            f"A sentence is a list of words. Received the text {words!r:.60}. "
            "Split it first: `vocabulary.tokenize(text)`."
        )
    words = list(words)
    for word in words:
        if not isinstance(word, str):
            raise TypeError(
                "A sentence is a list of str, its words. "
                f"Received {word!r:.60} of type {type(word).__name__} as a word. "
                "Turn it into a str first."
            )
    return " ".join(_SPACE.sub("_", word) or SPECIALS[UNKNOWN] for word in words)
