import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from seqkit.strokes.lines_and_offsets import lines_of
from seqkit.strokes.lines_and_offsets import offsets_of
from seqkit.strokes.read_arrays import read_lines
from seqkit.strokes.read_arrays import read_offsets

SECONDS = 4.0  # of an animation


class Drawing:
    """Hold one drawing: the offsets of a pen from point to point, and where it lifts.

    The way to the first point is not drawn, nor is the way to a point after the pen is
    lifted. Two drawings are equal if their offsets are equal.

    Args:
        offsets: float `(points, 3)`: dx, dy and lifted for each point. dx and dy lead
            from the point before, in the user's units; y grows downward, as in SVG.
            lifted is 1 if the pen is lifted after the point, else 0. Also
            `(points, 5)`: dx, dy, p1, p2, p3, as published.
        score: float or None, the log-likelihood of a drawing by a model, nats.

    Attributes:
        offsets: float32 `(points, 3)`, read-only.
        score: float or None.

    Raises:
        TypeError: `offsets` are no numbers.
        ValueError: `offsets` have another shape, are not finite, or a pen is neither 0
            nor 1.

    Example:
    >>> drawing = Drawing([[0, 0, 0], [5, 0, 0], [0, 5, 1]])
    >>> drawing.lines
    [[[0., 0.], [5., 0.], [5., 5.]]]
    """

    def __init__(self, offsets: Any, score: float | None = None):
        # A copy, with 0 for -0, so that equal drawings have equal bytes.
        self.offsets = read_offsets(offsets) + np.float32(0)
        self.offsets.setflags(write=False)
        self.score = score

    @classmethod
    def from_lines(cls, lines: Sequence[Any]) -> "Drawing":
        """Build a drawing of lines of absolute positions.

        The first point moves to the origin; lines without points are left out.

        Args:
            lines: list of float `(n, 2)`, the positions of each line, which is drawn
                without lifting the pen.

        Raises:
            TypeError: a line contains no numbers.
            ValueError: a line has another shape, or is not finite.
        """
        return cls(offsets_of(read_lines(lines)))

    @property
    def lines(self) -> list[np.ndarray]:
        """The lines as a list of float32 `(n, 2)`, absolute positions."""
        return lines_of(self.offsets)

    def svg(self, path: str | os.PathLike | None = None) -> str:
        """Return the drawing as the text of an SVG file.

        Args:
            path: path of a file to write the text to. None: no file is written.
        """
        from seqkit.strokes.svg_text import svg_of

        return _written(svg_of(self.offsets), path)

    def animation(
        self, path: str | os.PathLike | None = None, seconds: float = SECONDS
    ) -> str:
        """Return the text of an SVG file in which the pen draws line after line.

        Args:
            path: path of a file to write the text to. None: no file is written.
            seconds: float, the time from the first point to the last.
        """
        from seqkit.strokes.animation import animated_svg

        return _written(animated_svg(self.offsets, seconds), path)

    def __len__(self):
        """Return the number of points."""
        return len(self.offsets)

    def __array__(self, dtype=None, copy=None):
        """Return the offsets, so that NumPy reads a drawing as an array."""
        return np.array(self.offsets, dtype, copy=copy)

    def __eq__(self, other):
        """Return whether both have the same offsets."""
        if not isinstance(other, Drawing):
            return NotImplemented
        return np.array_equal(self.offsets, other.offsets)

    def __hash__(self):
        """Return a hash that is equal for equal drawings."""
        return hash(self.offsets.tobytes())

    def __repr__(self):
        """Return the number of points and lines, and the score if there is one."""
        score = "" if self.score is None else f", score={self.score:.2f}"
        return f"Drawing({len(self)} points, {len(self.lines)} lines{score})"

    def _repr_svg_(self):
        """Return the picture that a notebook shows."""
        return self.svg()


def _written(text, path):
    """Return a text, after writing it to a file if there is a path."""
    if path is not None:
        Path(path).write_text(text, encoding="utf-8")
    return text
