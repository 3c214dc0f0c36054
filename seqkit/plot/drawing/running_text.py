"""Words as running text: what stands between them, and what can be seen of them."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

import numpy as np

from seqkit.arguments import list_of

MOST_WORDS = 2000
REPLACEMENT = "\ufffd"
SYMBOLS = {"\n": "↵", "\r": "↵", "\t": "⇥"}
_BREAK = re.compile(r"[\n\r]|<br\b", re.IGNORECASE)


def spelled_words(words: Iterable[Any], name: str = "words") -> list[str]:
    """List words, labels or names as str.

    Raises:
        TypeError: `words` are one thing, or have no order.
    """
    return list(map(str, list_of(words, name)))


def weighted_words(
    words: Iterable[str], weights: Iterable[float]
) -> tuple[list[str], np.ndarray]:
    """List words, and their weights as float `(time,)`.

    Raises:
        TypeError: `words` are one thing, or have no order.
        ValueError: there are more or fewer weights than words, or no numbers.
    """
    words = spelled_words(words)
    weights = np.array(list_of(weights, "weights", "float"), float)
    if weights.ndim != 1 and len(words):
        raise ValueError(
            "Each word has one weight: `weights` have shape (words,). "
            f"Received shape {weights.shape}. Add up the axes beyond the first."
        )
    check_words(words, weights)
    return words, weights


def check_words(words, weights):
    """Raise ValueError where words and weights do not belong together."""
    if len(words) != len(weights):
        raise ValueError(
            "Each word has one weight. "
            f"Received {len(words)} words and {len(weights)} weights. "
            "Give both of one `Explanation`, or cut the weights of the padding off."
        )


def gaps(words: list[str], text: str | None = None) -> list[str]:
    r"""Return what stands before each word.

    Args:
        words: list of str, in the order of the text.
        text: str, what the words were split off. None: a space stands between them.

    Returns:
        list of str, `""`, `" "` or `"\n"`, one for each word.

    Example:
    >>> gaps(["Don", "'", "t", "go"], "Don't  go")
    ['', '', '', ' ']
    """
    if text is None:
        return [" " if place else "" for place in range(len(words))]
    found, end = [], 0
    for word in words:
        begin = text.find(word, end)
        # A word that the text spells otherwise, for what could not be encoded.
        between = " " if begin < 0 else text[end:begin]
        end = end if begin < 0 else begin + len(word)
        found.append(_gap(between))
    return ["", *found[1:]] if found else []


def _gap(between):
    if _BREAK.search(between):
        return "\n"
    return " " if any(map(str.isspace, between)) else ""


def visible(word: str) -> str:
    """Return a word so that it can be shown: line ends, tabs and controls as signs."""
    return "".join(map(_visible_character, word))


def _visible_character(character):
    if character in SYMBOLS:
        return SYMBOLS[character]
    # Controls, and surrogates that UTF-8 cannot carry.
    hidden = unicodedata.category(character) in ("Cc", "Cs")
    return REPLACEMENT if hidden else character


def shortened(text: str, longest: int) -> str:
    """Cut a text to so many characters, the last of them an ellipsis."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def spell_weight(weight: float, strongest: float, sign: bool = True) -> str:
    """Return a weight with the decimals that three digits of the strongest need.

    Args:
        weight: float.
        strongest: float, the largest weight beside it.
        sign: bool, whether a positive one shows its sign.

    Returns:
        str.

    Example:
    >>> spell_weight(0.5, 12.0), spell_weight(0.5, 0.5, sign=False)
    ('+0.5', '0.500')
    """
    exponent = int(f"{strongest:e}".partition("e")[2]) if strongest else 0
    decimals = min(max(2 - exponent, 0), 6)
    spelled = f"{weight:{'+' if sign else ''}z.{decimals}f}"
    return spelled.replace("-", "−")  # as wide as the plus
