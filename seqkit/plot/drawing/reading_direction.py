"""Order the words of a line by their place from left to right.

Hebrew and Arabic are read from right to left ("leftward"). Matplotlib orders the
characters of a string that is drawn as a whole. Words that are drawn one by one are
ordered here, by rules of Unicode applied to whole words (UAX 9): L2 for words, N1 and
N2 for punctuation marks.
"""

import unicodedata
from collections.abc import Sequence

LEFTWARD, RIGHTWARD = True, False
_MARKS = {LEFTWARD: "\u200f", RIGHTWARD: "\u200e"}  # of UAX 9; they have no width
# From the bidirectional class of a character to the direction in which it is read.
_DIRECTIONS = {"L": RIGHTWARD, "EN": RIGHTWARD, "R": LEFTWARD, "AL": LEFTWARD}


def reads_leftward(text: str) -> bool:
    """Return whether the first letter of a text is of a script read from the right."""
    return _direction(text, "L", "R", "AL") is LEFTWARD


def marked(shown: str, leftward: bool) -> str:
    """Return a text that is read in a given direction.

    Args:
        shown: str, in the order in which it is read.
        leftward: bool, whether the result is to be read from right to left.

    Returns:
        str: `shown`, with a Unicode direction mark before it if its letters alone would
        be read in the other direction.

    Example:
    >>> reads_leftward(marked("□□ שלום", leftward=False))
    False
    """
    return shown if reads_leftward(shown) is leftward else _MARKS[leftward] + shown


def order_by_eye(words: Sequence[str], leftward: bool) -> list[int]:
    """Return the order of the words of a line from left to right.

    Args:
        words: list of str, in the order in which they are read. Spaces may be elements
            of the list.
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
    """Return the direction of the first character that is of one of the classes.

    Classes are those of `unicodedata.bidirectional`. None: no character is of them.
    """
    for character in text:
        name = unicodedata.bidirectional(character)
        if name in classes:
            return _DIRECTIONS[name]
    return None


def _resolved(directions, default):
    """Return the directions of words, with a direction in place of each None.

    None is the direction of punctuation marks and spaces. They get the direction of the
    words before and after them if these agree, and else the direction of the text,
    `default`.
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
