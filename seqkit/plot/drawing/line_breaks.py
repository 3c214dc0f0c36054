"""Break running text into lines of a given width."""

from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Piece:
    """A word, or a part of a word that is too wide for a line.

    Args:
        word: int, index of the word in the text.
        text: str, the word or its part.
        width: float, points.
        gap: str, the gap before the piece: `""`, `" "` or a line break.
    """

    word: int
    text: str
    width: float
    gap: str


def break_lines(
    words: Sequence[str],
    gaps: Sequence[str],
    measure: Callable[[str], float],
    width: float,
) -> list[list[Piece]]:
    """Return the lines of a running text that are at most `width` wide.

    Words without a gap between them, such as a word and its comma, are kept on one
    line unless they are wider than a line together.

    Args:
        words: list of str, not empty ones.
        gaps: list of str, as `running_text.gaps` returns them.
        measure: function from a str to its width in points.
        width: float, points, the width of a line.

    Returns:
        list of lists of `Piece`, one list for each line.
    """
    space, lines, room = measure(" "), [], 0.0
    for chunk in _chunks(words, gaps, measure, width):
        whole = sum(piece.width for piece in chunk)
        for place, piece in enumerate(chunk):
            gap = space if piece.gap else 0.0
            together = place == 0 and whole <= width
            needed = gap + (whole if together else piece.width)
            if not lines or piece.gap == "\n" or needed > room:
                lines.append([])
                room, gap = width, 0.0
            lines[-1].append(piece)
            room -= gap + piece.width
    return lines


def _chunks(words, gaps, measure, width):
    """Return groups of pieces without gaps between them; a word of spaces ends one."""
    chunks = []
    for place, (word, gap) in enumerate(zip(words, gaps, strict=True)):
        for part in _parts(word, measure, width):
            piece = Piece(place, part, measure(part), gap)
            if gap or not chunks or chunks[-1][-1].text.isspace():
                chunks.append([])
            chunks[-1].append(piece)
            gap = ""
    return chunks


def _parts(word, measure, width):
    """Yield the word, or its parts if it is wider than a line."""
    while len(word) > 1 and measure(word) > width:
        size = max(1, int(len(word) * width / measure(word)))
        while size > 1 and measure(word[:size]) > width:
            size -= 1
        yield word[:size]
        word = word[size:]
    yield word
