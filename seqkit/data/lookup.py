"""Rows that are looked up when their batch is made, since they may lie on the disk."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from seqkit.types import Tensor


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
