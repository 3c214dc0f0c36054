"""The bounds of one request: steps of a row, and rows times steps of a batch."""

from seqkit.types import Bounds
from seqkit.types import Endpoint
from seqkit.types import Tensor

LARGEST = 250_000
"""Rows times copies times steps of one batch, at most.

All rows take as many steps as the longest: 2 GB for the LSTM of `Endpoint.longest`.
"""


def bounds_of(endpoint: Endpoint, rows: Tensor) -> Bounds:
    """Return the bounds of each row of a batch, in a graph.

    Args:
        endpoint: Endpoint.
        rows: int32 `()`, rows of the batch.
    """
    import tensorflow as tf

    return Bounds(endpoint.longest, largest(endpoint) // tf.maximum(rows, 1))


def largest(endpoint: Endpoint) -> int:
    """Return the most rows times steps that one batch may have."""
    return LARGEST // endpoint.copies
