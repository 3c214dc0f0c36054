"""The kinds of an export's inputs and outputs that any model can have.

They are numbers, steps of numbers, names and seeds. The kinds of one codec are in its
package, such as `seqkit/text/endpoint_kinds.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from seqkit.types import Bounds
from seqkit.types import InputKind
from seqkit.types import Read
from seqkit.types import Tensor


@dataclass(frozen=True)
class Numbers:
    """Numbers `(batch, …)`, which are not converted between client and model.

    Args:
        dtype: str, such as "float32" or "int32".
        meaning: str, the meaning of the numbers in words, for `describe`.
        shape: tuple of int, the shape of one row of an input; `()` is one number. It
            does not apply to outputs, which keep the shape that the endpoint's function
            returns.
        finite: bool, whether a row of an input is only valid without NaN and infinity.
    """

    dtype: str = "float32"
    meaning: str = ""
    shape: tuple[int, ...] = ()
    finite: bool = False
    name = "numbers"

    def specs(self, name: str) -> dict[str, Any]:
        """Return one tensor of numbers `(batch, *shape)`."""
        import tensorflow as tf

        dtype = tf.as_dtype(self.dtype)
        return {name: tf.TensorSpec([None, *self.shape], dtype, name)}

    def meanings(self, name: str) -> dict[str, str]:
        """Return the meaning of the numbers."""
        return {name: self.meaning}

    def faults(self, name: str, longest: int, largest: int) -> list[str]:
        """Return the reason why a row may be invalid, if there is one."""
        return [f"its `{name}` hold NaN or infinity"] if self.finite else []

    def read(self, columns: Sequence[Tensor], bounds: Bounds) -> Read:
        """Return the numbers; a row that is not valid is all 0."""
        import tensorflow as tf

        (numbers,) = columns
        valid = tf.fill(tf.shape(numbers)[:1], True)
        if not self.finite:
            return Read(numbers, valid, numbers)
        axes = list(range(1, numbers.shape.rank))
        valid = tf.reduce_all(tf.math.is_finite(numbers), axis=axes)
        return Read(keep_rows(numbers, valid), valid, numbers)

    def check(self, inputs: dict[str, InputKind]) -> None:
        """Raise no error: numbers can be written for any inputs."""

    def write(self, values: Tensor, reads: dict[str, Read]) -> Tensor:
        """Return the numbers, cast to the dtype of the kind."""
        import tensorflow as tf

        return tf.cast(values, self.dtype)

    def resources(self) -> Sequence[Any]:
        """Return an empty tuple: numbers need no lookup tables."""
        return ()


@dataclass(frozen=True)
class Seed(Numbers):
    """Seeds int32 `(batch,)`; at each call a negative seed becomes a random one."""

    dtype: str = "int32"
    meaning: str = "0 or more: the same draws the same; -1 draws anew"
    name = "seed"

    def read(self, columns: Sequence[Tensor], bounds: Bounds) -> Read:
        """Return the seeds, with random ones for negative ones; all rows are valid."""
        import tensorflow as tf

        (seeds,) = columns
        # A raw op, because `tf.random.uniform` would store the global seed of
        # `keras.utils.set_random_seed` in the graph: each server would then draw the
        # same numbers after its start.
        drawn = tf.raw_ops.RandomUniformInt(
            shape=tf.shape(seeds), minval=0, maxval=tf.int32.max, seed=0, seed2=0
        )
        valid = tf.fill(tf.shape(seeds), True)
        return Read(tf.where(seeds < 0, drawn, seeds), valid, seeds)


DRAWING = {
    "temperature": Numbers(
        meaning="1 draws by the model's probabilities, 0 takes the likeliest"
    ),
    "top_k": Numbers("int32", "draws among the k likeliest; 0: among all"),
    "top_p": Numbers(
        meaning="draws among the likeliest up to this probability; 1: among all"
    ),
    "seed": Seed(),
}
"""The kinds of the inputs by which endpoints sample; clients may leave them out."""


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
class Names:
    """Names as strings `(batch, …)`, in place of the integers that a model computes.

    Args:
        names: tuple of str, the names of 0, 1, …, such as labels, tags or tokens. A
            negative integer is written as "".
        meaning: str, the meaning of the names in words, for `describe`.
    """

    names: tuple[str, ...]
    meaning: str = ""

    def check(self, inputs: dict[str, InputKind]) -> None:
        """Raise no error: names can be written for any inputs."""

    def write(self, values: Tensor, reads: dict[str, Read]) -> Tensor:
        """Return the names of integers `(batch, …)`: string `(batch, …)`."""
        import tensorflow as tf

        names = tf.constant([*self.names, ""])
        return tf.gather(names, tf.where(values < 0, len(self.names), values))

    def resources(self) -> Sequence[Any]:
        """Return an empty tuple: the names are a constant in the graph."""
        return ()


def keep_rows(values: Tensor, rows: Tensor) -> Tensor:
    """Return values with zeros, or "", in the rows that are not kept.

    Args:
        values: tensor `(batch, …)`.
        rows: bool `(batch,)`, True if a row is kept.
    """
    import tensorflow as tf

    rows = tf.reshape(rows, [-1] + [1] * (values.shape.rank - 1))  # (batch, 1, …)
    return tf.where(rows, values, tf.zeros_like(values))
