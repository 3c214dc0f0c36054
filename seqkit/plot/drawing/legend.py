"""Draw legends under a figure: a scale of colours, a remark, or named colour boxes."""

from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seqkit.plot.drawing.colours import FAINT
from seqkit.plot.drawing.fonts import measure
from seqkit.plot.drawing.line_breaks import break_lines
from seqkit.plot.drawing.page import Page

# All lengths are points.
SIZE = 8.5  # of the letters
BAR = 90  # width of a strip of colours
GAP = 4
LINE = 14  # from one baseline to the next
FIRST_LINE = LINE - GAP  # from the top of a remark to its first baseline
SHADES = 256  # number of colours in a strip
SWATCH = 10  # width and height of a box


@dataclass(frozen=True)
class ColourScale:
    """A legend: a strip of colours between the names of its left and right end.

    Args:
        low: str, the name of the left end, as `text_lines.shown` returns it.
        high: str, the name of the right end, as `text_lines.shown` returns it.
        colour: function from a number between `begin` and 1 to `#rrggbb`.
        begin: float, the number at the left end; the number at the right end is 1.
    """

    low: str
    high: str
    colour: Callable[[float], str]
    begin: float = 0.0

    @property
    def width(self) -> float:
        """Points from the left edge of `low` to the right edge of `high`."""
        return measure(self.low, SIZE) + BAR + measure(self.high, SIZE) + 2 * GAP

    def draw(self, page: Page, left: float, baseline: float) -> None:
        """Draw both names and the strip; `left` and `baseline` are points."""
        bar = left + measure(self.low, SIZE) + GAP
        colours = list(map(self.colour, np.linspace(self.begin, 1.0, SHADES)))
        page.write(left, baseline, self.low, SIZE, colour=FAINT)
        page.paint_scale(bar, baseline - SIZE * 0.8, BAR, SIZE, colours)
        page.write(bar + BAR + GAP, baseline, self.high, SIZE, colour=FAINT)


class Remark:
    """A legend in words: small text, broken into lines.

    Args:
        text: str, as `text_lines.shown` returns it.
        across: float, points, the width of a line.

    Attributes:
        lines: list of str.
        height: float, points, of all lines together.
    """

    def __init__(self, text: str, across: float):
        words = text.split()
        spaces = ["", *[" "] * (len(words) - 1)][: len(words)]

        def width(word):
            return measure(word, SIZE)

        lines = break_lines(words, spaces, width, across)
        self.lines = [" ".join(piece.text for piece in line) for line in lines]
        self.height = LINE * len(self.lines)

    def draw(self, page: Page, left: float, top: float) -> None:
        """Write the lines; `left` and `top` are the upper left corner, in points."""
        for place, line in enumerate(self.lines):
            baseline = top + LINE * place + FIRST_LINE
            page.write(left, baseline, line, SIZE, colour=FAINT)


class Swatches:
    """A legend of small colour boxes with names, in one or more lines.

    Args:
        names: list of str, as `text_lines.shown` returns them.
        colours: list of `#rrggbb`, one for each name.
        across: float, points, the width of a line.

    Attributes:
        height: float, points, of all lines together.
    """

    def __init__(self, names: Sequence[str], colours: Sequence[str], across: float):
        left, line, self.placed = 0.0, 0, []
        for name, colour in zip(names, colours, strict=True):
            width = SWATCH + GAP + measure(name, SIZE) + 3 * GAP
            if left and left + width > across:
                left, line = 0.0, line + 1
            self.placed.append((left, line, name, colour))
            left += width
        self.height = LINE * (line + 1) if self.placed else 0.0

    def draw(self, page: Page, left: float, top: float) -> None:
        """Draw the boxes; `left` and `top` are the upper left corner, in points."""
        for begin, line, name, colour in self.placed:
            baseline = top + LINE * line + FIRST_LINE
            page.paint(left + begin, baseline - SIZE, SWATCH, SWATCH, colour, FAINT)
            right = left + begin + SWATCH + GAP
            page.write(right, baseline, name, SIZE, colour=FAINT)
