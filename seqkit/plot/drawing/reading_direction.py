"""Order words from left to right as they are seen: Hebrew and Arabic read leftward.

Matplotlib orders the characters of one string. Words that are drawn one by one are
ordered here, by Unicode's rules for whole words (UAX 9): L2 for words, N1 and N2 for
punctuation marks.
"""

import unicodedata
from collections.abc import Sequence

LEFTWARD, RIGHTWARD = True, False
_MARKS = {LEFTWARD: "\u200f", RIGHTWARD: "\u200e"}  # of UAX 9, without width
_DIRECTIONS = {"L": RIGHTWARD, "EN": RIGHTWARD, "R": LEFTWARD, "AL": LEFTWARD}


def reads_leftward(text: str) -> bool:
    """Return whether a text begins in a script that is written from right to left."""
    return _direction(text, "L", "R", "AL") is LEFTWARD


def marked(shown: str, leftward: bool) -> str:
    """Return a text with a mark of direction before it, if it needs one.

    Args:
        shown: str, in the order in which it is read.
        leftward: bool, whether the text shall read from right to left.

    Returns:
        str. The mark is there only if the letters would read in the other direction.

    Example:
    >>> reads_leftward(marked("□□ שלום", leftward=False))
    False
    """
    return shown if reads_leftward(shown) is leftward else _MARKS[leftward] + shown


def order_by_eye(words: Sequence[str], leftward: bool) -> list[int]:
    """Return the order in which the words of a line stand from left to right.

    Args:
        words: list of str, in the order in which they are read. The spaces between
            words may be among them.
        leftward: bool, whether the whole text is written from right to left.

    Returns:
        list of int, indices of `words`.

    Example:
    >>> order_by_eye(["see", " ", "שלום", " ", "עולם", "!"], leftward=False)
    [0, 1, 4, 3, 2, 5]
    """
    directions = _resolved([_direction(word, *_DIRECTIONS) for word in words], leftward)
    ordered, run = [], []
    for place, direction in enumerate(directions):
        if direction is leftward:
            ordered += run[::-1] + [place]
            run = []
        else:
            run.append(place)
    ordered += run[::-1]
    return ordered[::-1] if leftward else ordered


def _direction(text, *classes):
    """Return the direction of the first character of these classes, or None.

    Classes are those of `unicodedata.bidirectional`.
    """
    for character in text:
        name = unicodedata.bidirectional(character)
        if name in classes:
            return _DIRECTIONS[name]
    return None


def _resolved(directions, default):
    """Return directions in which no word is without one.

    A punctuation mark has the direction of its two neighbours if they agree, and else
    the direction of the text.
    """
    before, befores = default, []
    for direction in directions:
        before = before if direction is None else direction
        befores.append(before)
    after, resolved = default, []
    for direction, before in zip(reversed(directions), reversed(befores), strict=True):
        after = after if direction is None else direction
        resolved.append(before if before is after else default)
    return resolved[::-1]
