"""Count, cut and pad texts of all scripts by the columns of a terminal.

The printed tables of answers and explanations are aligned by these functions.
"""

import unicodedata

from seqkit.plot.drawing.running_text import visible


def columns(text: str) -> int:
    """Return the number of columns of a text: two for a wide letter, 0 for a mark.

    Example:
    >>> columns("非常"), columns("é")
    (4, 1)
    """
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    marks = sum(unicodedata.category(character) in ("Mn", "Cf") for character in text)
    return len(text) + wide - marks


def cell(text: str, longest: int) -> str:
    """Return a text on one line, cut to a number of columns.

    Args:
        text: str.
        longest: int, the most columns. A longer text is cut, and ends in an ellipsis.

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
    """Return a text with spaces added, so that it is `width` columns wide.

    Args:
        text: str.
        width: int, columns.
        right: bool, whether the text is aligned at the right, after the spaces.

    Returns:
        str.
    """
    spaces = " " * (width - columns(text))
    return spaces + text if right else text + spaces
