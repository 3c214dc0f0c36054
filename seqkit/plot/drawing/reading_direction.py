"""Put the words of a line in the order of the eye: right to left for Hebrew, Arabic.

Matplotlib orders the characters of one string; words that are coloured one by one are
ordered here, by Unicode's rules (UAX 9) for whole words: L2, and N1 and N2 for marks.
"""

import unicodedata
from collections.abc import Sequence

LEFTWARD, RIGHTWARD = True, False
_MARKS = {LEFTWARD: "\u200f", RIGHTWARD: "\u200e"}  # without width, by UAX 9
_DIRECTIONS = {"L": RIGHTWARD, "EN": RIGHTWARD, "R": LEFTWARD, "AL": LEFTWARD}


def reads_leftward(text: str) -> bool:
    """Say whether a text begins in a script that is written from right to left."""
    return _direction(text, "L", "R", "AL") is LEFTWARD


def marked(shown: str, leftward: bool) -> str:
    """Return a text, after a mark of direction where it would read the other way.

    Args:
        shown: str, in the order in which it is read.
        leftward: bool, whether it is written from right to left.

    Returns:
        str, at most one character longer.

    Example:
    >>> reads_leftward(marked("□□ שלום", leftward=False))
    False
    """
    return shown if reads_leftward(shown) is leftward else _MARKS[leftward] + shown


def order_by_eye(words: Sequence[str], leftward: bool) -> list[int]:
    """Order the words of a line from left to right.

    Args:
        words: list of str, as they are read; what stands between them may be among
            them.
        leftward: bool, whether the whole text is written from right to left.

    Returns:
        list of int, places in `words`.

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
    """Return the direction of the first character of these classes, or None."""
    for character in text:
        name = unicodedata.bidirectional(character)
        if name in classes:
            return _DIRECTIONS[name]
    return None


def _resolved(directions, default):
    """Give marks the direction of both their neighbours, else the text's own."""
    before, befores = default, []
    for direction in directions:
        before = before if direction is None else direction
        befores.append(before)
    after, resolved = default, []
    for direction, before in zip(reversed(directions), reversed(befores), strict=True):
        after = after if direction is None else direction
        resolved.append(before if before is after else default)
    return resolved[::-1]
