"""The kind of an export's input that takes series: numbers and the lengths of rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from seqkit.series.transforms import allowed_in_graph
from seqkit.types import Bounds
from seqkit.types import Read
from seqkit.types import Tensor


@dataclass(frozen=True)
class Steps:
    """Numbers `(batch, time, features)` with lengths `(batch,)`.

    In a request, padding is marked by the lengths, not by NaN. A row is not valid if
    its length is negative, above the number of steps or above the bounds; if a real
    step contains infinity; or if a real step contains NaN and `missing` is False.

    Args:
        features: int, number of values in one step.
        missing: bool, whether NaN in a real step is a missing value.
        meaning: str, the meaning of the numbers in words, for `describe`.
    """

    features: int
    missing: bool = False
    meaning: str = "the numbers of each step"
    name = "values"

    def specs(self, name: str) -> dict[str, Any]:
        """Return the specs of the numbers and of the lengths.

        The numbers are float32 `(batch, time, features)`, the lengths int32 `(batch,)`.
        If `name` is "values", the lengths are called "lengths", else `<name>_lengths`.
        """
        import tensorflow as tf

        lengths = "lengths" if name == self.name else f"{name}_lengths"
        shape = [None, None, self.features]
        return {
            name: tf.TensorSpec(shape, tf.float32, name),
            lengths: tf.TensorSpec([None], tf.int32, lengths),
        }

    def meanings(self, name: str) -> dict[str, str]:
        """Return the meanings of the numbers and of the lengths."""
        _, lengths = self.specs(name)
        return {name: self.meaning, lengths: f"the real steps of each row of `{name}`"}

    def faults(self, name: str, longest: int, largest: int) -> list[str]:
        """Return the reasons why a row may be invalid."""
        wrong = "infinity" if self.missing else "NaN or infinity"
        return [
            f"its `{name}` have more than {longest:,} steps",
            f"its `{name}` have more than {largest:,} / n steps in a batch of n rows",
            f"its `{name}` hold {wrong}",
        ]

    def read(self, columns: Sequence[Tensor], bounds: Bounds) -> Read:
        """Return the numbers with NaN as padding, the form that models read.

        Returns:
            `Read` with numbers float32 `(batch, time, features)`. They have as many
            steps as the longest valid row, and at least one. A row that is not valid is
            all NaN.
        """
        import tensorflow as tf

        values, lengths = columns
        time = tf.shape(values)[1]
        longest = tf.minimum(tf.minimum(bounds.longest, bounds.steps), time)
        valid = (lengths >= 0) & (lengths <= longest)
        width = tf.maximum(tf.reduce_max(tf.where(valid, lengths, 0)), 0)
        values = values[:, :width]  # (batch, width, features)
        real = tf.sequence_mask(tf.where(valid, lengths, 0), width)[..., None]
        right = tf.math.is_finite(values)
        if self.missing:
            right |= tf.math.is_nan(values)
        valid &= tf.reduce_all(right | ~real, axis=[1, 2])
        kept = real & valid[:, None, None]  # (batch, width, 1)
        values = tf.where(kept, values, float("nan"))
        # TensorFlow's recurrent layers do not run over zero steps.
        missing = tf.maximum(1 - width, 0)
        values = tf.pad(
            values, [[0, 0], [0, missing], [0, 0]], constant_values=float("nan")
        )
        return Read(values, valid, columns[0])

    def resources(self) -> tuple:
        """Return an empty tuple: numbers need no lookup tables."""
        return ()


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
