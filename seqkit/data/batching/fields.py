"""`Ragged` and `Lookup`: columns of rows, from which batches are gathered."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from seqkit.types import Tensor


@dataclass(frozen=True, eq=False)
class Ragged:
    """Rows of different lengths; each is a stretch of consecutive steps of one array.

    Rows may overlap and need not cover the array. So inputs and the targets one step
    later share the array in memory, and so do training and validation data.

    Args:
        values: integers or floats `(total, …)`, the steps; an array of NumPy or a
            tensor. One step may have any shape.
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
        """Return the rows of the given numbers, or of a mask; values are shared."""
        return Ragged(self.values, self.starts[rows], self.lengths[rows])

    def cut(self, length: int | None) -> "Ragged":
        """Return the first `length` steps of each row; values are shared."""
        if length is None:
            return self
        return Ragged(self.values, self.starts, np.minimum(self.lengths, length))


@dataclass(frozen=True, eq=False)
class Lookup:
    """Rows of an array that is not converted to a tensor, such as a file on the disk.

    Several rows may use the same value.

    Args:
        values: NumPy array `(values, …)`, a memory-mapped one included; or an object
            that is indexed like an array and has `shape` and `dtype`.
        places: int64 `(rows,)`, the index in `values` of each row.
    """

    values: Any
    places: np.ndarray

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.places)

    def take(self, rows: np.ndarray) -> "Lookup":
        """Return the rows of the given numbers, or of a mask; values are shared."""
        return Lookup(self.values, self.places[rows])

    def gather(self, rows: Tensor) -> Tensor:
        """Return the values of rows, in a graph; float16 becomes float32.

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
