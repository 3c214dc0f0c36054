"""The kind of an export's input that takes the past of series to forecast."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from seqkit.endpoint_kinds import Steps
from seqkit.series.transforms import allowed_in_graph
from seqkit.types import Bounds
from seqkit.types import Read
from seqkit.types import Tensor


@dataclass(frozen=True)
class Past(Steps):
    """The past of series to forecast: steps whose columns have names.

    A row is also not valid if it has no real step, if a real target is not allowed by
    the codec's transform, or if a column that is known in the future is missing.

    Args:
        columns: tuple of str, the names of the columns that clients send.
        targets: int, how many of them are targets; they come first.
        transform: str, the transform of the targets. None: any number is allowed.
        real: bool, whether the model reads one more column, of ones.
        known: int, how many columns are known in the future; they come last.
    """

    columns: tuple[str, ...] = ()
    targets: int = 0
    transform: str | None = None
    real: bool = False
    known: int = 0

    @classmethod
    def of(cls, codec: Any) -> "Past":
        """Return the kind of a `Series`."""
        real = bool(codec.columns and codec.columns.real)
        columns = codec.names[: len(codec.names) - real]
        return cls(
            len(columns),
            codec.missing,
            f"the columns of each step: {', '.join(columns)}",
            columns,
            codec.targets,
            codec.transform,
            real,
            codec.known,
        )

    def faults(self, name: str, longest: int, largest: int) -> list[str]:
        """Return the reasons why a row may be invalid."""
        own = [f"its `{name}` have no step"]
        if self.transform:
            targets = ", ".join(self.columns[: self.targets])
            own.append(f"a value of {targets} has no {self.transform}")
        if self.missing and self.known:
            known = ", ".join(self.columns[-self.known :])
            own.append(f"a value of {known} is missing")
        return super().faults(name, longest, largest) + own

    def read(self, columns: Sequence[Tensor], bounds: Bounds) -> Read:
        """Return the numbers, with the column of ones if the model reads it."""
        import tensorflow as tf

        values, valid, raw = super().read(columns, bounds)
        real = tf.sequence_mask(
            tf.where(valid, columns[1], 0), tf.shape(values)[1], tf.float32
        )  # (batch, width)
        allowed = allowed_in_graph(self.transform, values[..., : self.targets])
        allowed |= tf.math.is_nan(values[..., : self.targets])
        valid &= tf.reduce_all(allowed, axis=[1, 2]) & (columns[1] > 0)
        # A step without any value would be padding, which shifts the forecast.
        known = values[..., self.features - self.known :]
        given = tf.reduce_all(~tf.math.is_nan(known), axis=-1) | (real == 0)
        valid &= tf.reduce_all(given, axis=1)
        # A row that is not valid is computed too: as one step of the value 1.
        values = tf.where(valid[:, None, None], values, 1.0)
        if self.real:
            ones = tf.where(real > 0, real, float("nan"))
            values = tf.concat([values, ones[..., None]], axis=-1)
        return Read(values, valid, raw)
