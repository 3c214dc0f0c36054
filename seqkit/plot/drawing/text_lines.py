"""Prepare texts for a figure: replace characters, cut to a width, break into lines."""

import functools
from typing import Any

from seqkit.plot.drawing.fonts import drawable
from seqkit.plot.drawing.fonts import measure
from seqkit.plot.drawing.line_breaks import break_lines
from seqkit.plot.drawing.reading_direction import marked
from seqkit.plot.drawing.reading_direction import reads_leftward
from seqkit.plot.drawing.running_text import gaps
from seqkit.plot.drawing.running_text import visible


def shown(text: Any) -> str:
    """Return a text as it is drawn in a figure.

    Control characters are replaced by visible signs, and characters that no installed
    font has by boxes.
    """
    return drawable(visible(str(text)))


def cut(text: str, size: float, room: float, weight: str = "normal") -> str:
    """Return a text, cut and with an ellipsis at its end if it is wider than `room`.

    Args:
        text: str, as `shown` returns it.
        size: float, points, of the letters.
        room: float, points.
        weight: str, "normal" or "bold".

    Returns:
        str, one character or more, unless `text` is empty.
    """
    if measure(text, size, weight) <= room:
        return text
    # Binary search for the longest beginning that fits.
    low, high = 0, len(text) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if measure(text[:middle] + "…", size, weight) <= room:
            low = middle
        else:
            high = middle - 1
    return text[: max(low, 1)] + "…" if len(text) > 1 else text


def broken(text: str, size: float, across: float, weight: str = "normal") -> list[str]:
    """Return the lines of a text that are at most `across` wide.

    Args:
        text: str.
        size: float, points, of the letters.
        across: float, points, the width of a line.
        weight: str, "normal" or "bold".

    Returns:
        list of str, as `shown` returns them. A text without words is one dash.
    """
    words = [word for word in map(shown, text.split()) if word] or ["–"]
    width = functools.cache(functools.partial(measure, size=size, weight=weight))
    leftward = reads_leftward(text)
    # Matplotlib orders the words of a line by the direction that the mark sets.
    return [
        marked(" ".join(piece.text for piece in line), leftward)
        for line in break_lines(words, gaps(words), width, across)
    ]
