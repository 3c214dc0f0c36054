"""Words of all scripts in the columns of a terminal."""

import unicodedata

from seqkit.plot.drawing.running_text import visible


def columns(text: str) -> int:
    """Count the columns that a text takes: two of a wide letter, none of a mark.

    Example:
    >>> columns("非常"), columns("é")
    (4, 1)
    """
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    marks = sum(unicodedata.category(character) in ("Mn", "Cf") for character in text)
    return len(text) + wide - marks


def cell(text: str, longest: int) -> str:
    """Return a text on one line, cut to so many columns, the last an ellipsis.

    Args:
        text: str.
        longest: int, columns.

    Returns:
        str.
    """
    text = visible(text)
    if columns(text) <= longest:
        return text
    while columns(text) >= longest:
        text = text[:-1]
    return text + "…"


def pad(text: str, width: int, right: bool = False) -> str:
    """Fill a text up with spaces to so many columns.

    Args:
        text: str.
        width: int, columns.
        right: bool, whether the text stands at the right.

    Returns:
        str.
    """
    spaces = " " * (width - columns(text))
    return spaces + text if right else text + spaces
