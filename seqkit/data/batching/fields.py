"""Rows of unequal length in one flat array."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from seqkit.types import Tensor


@dataclass(frozen=True, eq=False)
class Ragged:
    """Rows of unequal length, each a stretch of one flat array.

    Rows may overlap and need not cover the array, so that inputs and targets one step
    apart, or a part of the rows, share the values.

    Args:
        values: integers `(total, …)`, one or more of each step, NumPy or a tensor.
        starts: int64 `(rows,)`, where each row starts.
        lengths: int64 `(rows,)`, steps of each row.

    Example:
    >>> Ragged.from_lengths(np.array([5, 6, 7]), [1, 2]).starts
    array([0, 1])
    """

    values: Tensor
    starts: np.ndarray
    lengths: np.ndarray

    @classmethod
    def from_lengths(cls, values: Tensor, lengths: np.ndarray) -> "Ragged":
        """Return rows that follow one another without gaps."""
        lengths = np.asarray(lengths, "int64")
        return cls(values, np.cumsum(lengths) - lengths, lengths)

    def take(self, rows: np.ndarray) -> "Ragged":
        """Return some of the rows, on the same values."""
        return Ragged(self.values, self.starts[rows], self.lengths[rows])

    def cut(self, length: int | None) -> "Ragged":
        """Return the rows without their steps past `length`, on the same values."""
        if length is None:
            return self
        return Ragged(self.values, self.starts, np.minimum(self.lengths, length))


def padded(values: Tensor, starts: Tensor, lengths: Tensor, width: Tensor) -> Tensor:
    """Gather stretches of a flat tensor into rows, 0 on the right of each.

    Args:
        values: integer tensor `(total, …)`.
        starts: int64 tensor `(batch,)`.
        lengths: int64 tensor `(batch,)`, at most `width`.
        width: int, steps of the result.

    Returns:
        int32 tensor `(batch, width, …)`.
    """
    import tensorflow as tf

    steps = tf.range(tf.cast(width, tf.int64))
    real = steps < lengths[:, None]  # (batch, width)
    places = tf.where(real, starts[:, None] + steps, 0)
    gathered = tf.cast(tf.gather(values, places), tf.int32)  # (batch, width, …)
    real = tf.reshape(real, tf.concat([tf.shape(real), [1] * (values.ndim - 1)], 0))
    return tf.where(real, gathered, 0)


@dataclass(frozen=True, eq=False)
class Lookup:
    """Rows of an array that is not held in a tensor; several may be the same.

    Args:
        values: NumPy array `(values, …)`, also one mapped into memory, or what is
            indexed as one and has `shape` and `dtype`.
        places: int64 `(rows,)`, which of the values each row is.
    """

    values: Any
    places: np.ndarray

    def __len__(self) -> int:
        return len(self.places)

    def take(self, rows: np.ndarray) -> "Lookup":
        """Return some of the rows, on the same values."""
        return Lookup(self.values, self.places[rows])

    def gather(self, rows: Tensor) -> Tensor:
        """Gather rows in a graph; floats of 16 bits become float32.

        Args:
            rows: int tensor `(batch,)`.

        Returns:
            tensor `(batch, …)`.
        """
        import tensorflow as tf

        def look_up(rows):
            return self.values[self.places[rows]]

        found = tf.numpy_function(look_up, [rows], self.values.dtype, stateful=False)
        found = tf.ensure_shape(found, (None, *self.values.shape[1:]))
        return tf.cast(found, tf.float32) if found.dtype == tf.float16 else found
