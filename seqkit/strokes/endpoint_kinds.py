"""The kinds of an export's inputs and outputs that are drawings."""

from collections.abc import Sequence
from dataclasses import dataclass

from seqkit.endpoint_kinds import Steps
from seqkit.types import Bounds
from seqkit.types import InputKind
from seqkit.types import Read
from seqkit.types import Tensor


@dataclass(frozen=True)
class Offsets(Steps):
    """Drawings as offsets `(batch, time, 3)` with lengths `(batch,)`.

    A row is not valid if its length is negative, above the number of points or above
    the bounds; or if a real point has NaN, infinity, a dx or dy beyond 10 million, or a
    pen that is neither 0 nor 1. A drawing without points is valid.

    Args:
        scale: float, by which dx and dy are divided.
    """

    features: int = 3
    meaning: str = (
        "dx and dy from the point before, y downward, and 1 if the pen is lifted after "
        "the point, else 0"
    )
    scale: float = 1.0
    name = "strokes"

    def meanings(self, name: str) -> dict[str, str]:
        """Return the meanings of the offsets and of the lengths."""
        _, lengths = self.specs(name)
        return {name: self.meaning, lengths: f"the points of each row of `{name}`"}

    def faults(self, name: str, longest: int, largest: int) -> list[str]:
        """Return the reasons why a row may be invalid."""
        from seqkit.strokes.read_arrays import LARGEST

        return [
            *super().faults(name, longest, largest),
            f"its `{name}` have a dx or dy beyond {LARGEST:,.0f}",
            f"its `{name}` have a pen that is neither 0 nor 1",
        ]

    def read(self, columns: Sequence[Tensor], bounds: Bounds) -> Read:
        """Return the encoded steps of the drawings, the form that models read.

        Returns:
            `Read` with float32 `(batch, time, 5)`, padded with NaN. A row that is not
            valid is all NaN.
        """
        import tensorflow as tf

        # Imported here: it needs NumPy, which clients may not have.
        from seqkit.strokes.encoded_in_graph import encoded_in_graph
        from seqkit.strokes.read_arrays import LARGEST

        values, valid, raw = super().read(columns, bounds)
        padding = tf.math.is_nan(values)
        ways, pens = values[..., :2], values[..., 2:]
        right = tf.concat([tf.abs(ways) <= LARGEST, (pens == 0) | (pens == 1)], axis=-1)
        valid &= tf.reduce_all(right | padding, axis=[1, 2])
        lengths = tf.where(valid, columns[1], 0)
        steps = encoded_in_graph(values, lengths, self.scale)
        steps = tf.where(valid[:, None, None], steps, float("nan"))
        return Read(steps, valid, raw)


@dataclass(frozen=True)
class Svg:
    """Drawings as the texts of SVG files, string `(batch,)`.

    Args:
        meaning: str, the meaning of the output in words, for `describe`.
    """

    meaning: str = "the drawing as the text of an SVG file"

    def check(self, inputs: dict[str, InputKind]) -> None:
        """Raise no error: drawings can be written for any inputs."""

    def write(self, values: Tensor, reads: dict[str, Read]) -> Tensor:
        """Return the texts of drawings, string `(batch,)`.

        Args:
            values: float32 `(batch, time, 4)`: dx, dy, 1 if the pen is lifted, and 1
                for a point or 0 for padding. It has no NaN, which would make a row of
                an answer not valid.
            reads: not used.
        """
        import tensorflow as tf

        from seqkit.strokes.svg_text import svg_in_graph

        real = values[..., 3:] > 0  # (batch, time, 1)
        return svg_in_graph(tf.where(real, values[..., :3], float("nan")))

    def resources(self) -> Sequence:
        """Return an empty tuple: drawings need no lookup tables."""
        return ()
