"""The two kinds of columns that batches are gathered from: `Ragged` and `Lookup`."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from seqkit.types import Tensor


@dataclass(frozen=True, eq=False)
class Ragged:
    """Rows of unequal length, each a stretch of one flat array.

    Rows may overlap and need not cover the array. So inputs and targets one step apart
    share their values, and so do a data set and its validation part.

    Args:
        values: integers or floats `(total, …)`, the steps; NumPy or a tensor. One step
            may have any shape.
        starts: int64 `(rows,)`, the first step of each row.
        lengths: int64 `(rows,)`, the number of steps of each row.

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
        """Return the rows of these numbers or of this mask, on the same values."""
        return Ragged(self.values, self.starts[rows], self.lengths[rows])

    def cut(self, length: int | None) -> "Ragged":
        """Return the rows without their steps past `length`, on the same values."""
        if length is None:
            return self
        return Ragged(self.values, self.starts, np.minimum(self.lengths, length))


@dataclass(frozen=True, eq=False)
class Lookup:
    """Rows of an array that stays outside of TensorFlow, such as a file on the disk.

    Several rows may be the same value.

    Args:
        values: NumPy array `(values, …)`, also one mapped into memory, or an object
            that is indexed as one and has its `shape` and `dtype`.
        places: int64 `(rows,)`, the place of each row in `values`.
    """

    values: Any
    places: np.ndarray

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.places)

    def take(self, rows: np.ndarray) -> "Lookup":
        """Return the rows of these numbers or of this mask, on the same values."""
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
        found = tf.ensure_shape(found, (None, *self.values.shape[1:]))  # (batch, …)
        return tf.cast(found, tf.float32) if found.dtype == tf.float16 else found
