"""Text as a figure can show it: with visible signs, cut to a width, or in lines."""

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
    """Return a text as it is drawn: controls as signs, boxes where no font helps."""
    return drawable(visible(str(text)))


def cut(text: str, size: float, room: float, weight: str = "normal") -> str:
    """Cut a text that is wider than `room`; its last character is an ellipsis then.

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
    # The longest beginning that fits, found by halving.
    low, high = 0, len(text) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if measure(text[:middle] + "…", size, weight) <= room:
            low = middle
        else:
            high = middle - 1
    return text[: max(low, 1)] + "…" if len(text) > 1 else text


def broken(text: str, size: float, across: float, weight: str = "normal") -> list[str]:
    """Break a text into lines.

    Args:
        text: str.
        size: float, points, of the letters.
        across: float, points of a line.
        weight: str, "normal" or "bold".

    Returns:
        list of str, as `shown` returns them; a dash for a text without words.
    """
    words = [word for word in map(shown, text.split()) if word] or ["–"]
    width = functools.cache(functools.partial(measure, size=size, weight=weight))
    leftward = reads_leftward(text)
    # Matplotlib orders the words of a line by itself, once it knows the direction.
    return [
        marked(" ".join(piece.text for piece in line), leftward)
        for line in break_lines(words, gaps(words), width, across)
    ]
