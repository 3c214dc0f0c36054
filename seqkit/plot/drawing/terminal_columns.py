"""Fit texts of all scripts into the columns of a terminal."""

import unicodedata

from seqkit.plot.drawing.running_text import visible


def columns(text: str) -> int:
    """Return how many columns a text takes: a wide letter two, a mark none.

    Example:
    >>> columns("非常"), columns("é")
    (4, 1)
    """
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    marks = sum(unicodedata.category(character) in ("Mn", "Cf") for character in text)
    return len(text) + wide - marks


def cell(text: str, longest: int) -> str:
    """Return a text on one line; where it is too long, its end is an ellipsis.

    Args:
        text: str.
        longest: int, the most columns.

    Returns:
        str, without line breaks.
    """
    text = visible(text)
    if columns(text) <= longest:
        return text
    while columns(text) >= longest:
        text = text[:-1]
    return text + "…"


def pad(text: str, width: int, right: bool = False) -> str:
    """Add spaces to a text until it takes `width` columns.

    Args:
        text: str.
        width: int, columns.
        right: bool. True: the spaces are before the text.

    Returns:
        str.
    """
    spaces = " " * (width - columns(text))
    return spaces + text if right else text + spaces
