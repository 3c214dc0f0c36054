"""What exports take and give that belongs to no codec: numbers, names and seeds."""

from dataclasses import dataclass
from typing import Any

from seqkit.types import Bounds
from seqkit.types import InputKind
from seqkit.types import Read
from seqkit.types import Tensor


@dataclass(frozen=True)
class Numbers:
    """Numbers `(batch, …)`, as input one for each row.

    Args:
        dtype: str, such as "float32" or "int32".
    """

    dtype: str = "float32"
    name = "numbers"
    unit = None

    def specs(self, name: str) -> dict[str, Any]:
        """Return one tensor `(batch,)`."""
        import tensorflow as tf

        return {name: tf.TensorSpec([None], tf.as_dtype(self.dtype), name)}

    def read(self, columns: list[Tensor], bounds: Bounds) -> Read:
        """Return the numbers; all are valid."""
        import tensorflow as tf

        (numbers,) = columns
        return Read(numbers, tf.fill(tf.shape(numbers)[:1], True), numbers)

    def check(self, inputs: dict[str, InputKind]) -> None:
        """Pass: numbers can be written beside any inputs."""

    def write(self, values: Tensor, reads: dict[str, Read]) -> Tensor:
        """Return the numbers in the dtype."""
        import tensorflow as tf

        return tf.cast(values, self.dtype)

    def resources(self) -> tuple:
        """Return none."""
        return ()


@dataclass(frozen=True)
class Seed(Numbers):
    """Seeds int32 `(batch,)`; a negative one is replaced by a random one each time."""

    dtype: str = "int32"
    name = "seed"

    def read(self, columns: list[Tensor], bounds: Bounds) -> Read:
        """Return seeds of 0 or more; all are valid."""
        import tensorflow as tf

        (seeds,) = columns
        # A raw op: `tf.random.uniform` bakes in what `keras.utils.set_random_seed`
        # was given, and then every server that starts draws the same.
        drawn = tf.raw_ops.RandomUniformInt(
            shape=tf.shape(seeds), minval=0, maxval=tf.int32.max, seed=0, seed2=0
        )
        valid = tf.fill(tf.shape(seeds), True)
        return Read(tf.where(seeds < 0, drawn, seeds), valid, seeds)


@dataclass(frozen=True)
class Names:
    """Integers `(batch, …)` that stand for strings: labels, tags, tokens.

    Args:
        names: tuple of str, those of 0, 1, …; a negative integer is "".
    """

    names: tuple[str, ...]

    def check(self, inputs: dict[str, InputKind]) -> None:
        """Pass: names can be written beside any inputs."""

    def write(self, values: Tensor, reads: dict[str, Read]) -> Tensor:
        """Return string `(batch, …)`."""
        import tensorflow as tf

        names = tf.constant([*self.names, ""])
        return tf.gather(names, tf.where(values < 0, len(self.names), values))

    def resources(self) -> tuple:
        """Return none."""
        return ()


def keep_rows(values: Tensor, rows: Tensor) -> Tensor:
    """Set all but some rows, bool `(batch,)`, of values `(batch, …)` to zero or ""."""
    import tensorflow as tf

    rows = tf.reshape(rows, [-1] + [1] * (values.shape.rank - 1))  # (batch, 1, …)
    return tf.where(rows, values, tf.zeros_like(values))
