"""Check and spell the words of figures: gaps, weights, control characters, ellipses."""

import re
import unicodedata
from collections.abc import Iterable
from collections.abc import Sequence
from typing import Any

import numpy as np

from seqkit.arguments import list_of

REPLACEMENT = "\ufffd"
SYMBOLS = {"\n": "↵", "\r": "↵", "\t": "⇥"}
_BREAK = re.compile(r"[\n\r]|<br\b", re.IGNORECASE)


def spelled_words(words: Iterable[Any], name: str = "words") -> list[str]:
    """Return words, labels or names as a list of str.

    Args:
        words: list or other iterable of objects, each converted by `str`.
        name: str, the name of the argument, for error messages.

    Raises:
        TypeError: `words` are a single str or a set.
    """
    return list(map(str, list_of(words, name)))


def weighted_words(
    words: Iterable[str], weights: Iterable[float]
) -> tuple[list[str], np.ndarray]:
    """Return the words as a list, and their weights as float `(time,)`.

    Raises:
        TypeError: `words` are a single str or a set.
        ValueError: there are more or fewer weights than words, or the weights are no
            numbers.
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


def check_words(words: Sequence[str], weights: Sequence) -> None:
    """Raise ValueError unless there is one weight for each word."""
    if len(words) != len(weights):
        raise ValueError(
            "Each word has one weight. "
            f"Received {len(words)} words and {len(weights)} weights. "
            "Give the words and the weights of one text, without padding."
        )


def gaps(words: list[str], text: str | None = None) -> list[str]:
    r"""Return the gap before each word: an empty str, a space or a line break.

    Args:
        words: list of str, in the order of the text.
        text: str, from which the words were split. None: a space is between words.

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
        # A word with characters that cannot be encoded differs from the text.
        between = " " if begin < 0 else text[end:begin]
        end = end if begin < 0 else begin + len(word)
        found.append(_gap(between))
    return ["", *found[1:]] if found else []


def _gap(between):
    if _BREAK.search(between):
        return "\n"
    return " " if any(map(str.isspace, between)) else ""


def visible(word: str) -> str:
    """Return a word with visible signs for line ends, tabs and other controls."""
    return "".join(map(_visible_character, word))


def _visible_character(character):
    if character in SYMBOLS:
        return SYMBOLS[character]
    # Controls, and surrogates that UTF-8 cannot carry.
    hidden = unicodedata.category(character) in ("Cc", "Cs")
    return REPLACEMENT if hidden else character


def left_out(things: Sequence[str], unit: str | None = None) -> str:
    """Return an ellipsis with the number of words that are not shown.

    Args:
        things: list of str, the words that are not shown.
        unit: str, the singular noun for one of them. None: "character" if all of them
            have one character, else "word".

    Returns:
        str.

    Example:
    >>> left_out(["a", "film", "of"])
    '[… 3 words …]'
    """
    letters = all(len(thing) == 1 for thing in things)
    unit = unit or ("character" if letters else "word")
    return f"[… {len(things):,} {unit}{'' if len(things) == 1 else 's'} …]"


def spell_weight(weight: float, strongest: float, sign: bool = True) -> str:
    """Return a weight as text, with decimals that show three digits of `strongest`.

    Args:
        weight: float.
        strongest: float, the largest weight of the same table or figure.
        sign: bool, whether a positive weight is written with a plus.

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
