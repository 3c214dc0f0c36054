"""Bound the size of one request: steps of a row, and rows times steps of a batch."""

from seqkit.types import Bounds
from seqkit.types import Endpoint
from seqkit.types import Tensor

LARGEST = 250_000
"""The most rows times copies times steps of one batch.

All rows are padded to the steps of the longest. The LSTM of 512 units mentioned at
`Endpoint.longest` needs 2 GB for a batch of this size.
"""


def bounds_of(endpoint: Endpoint, rows: Tensor) -> Bounds:
    """Return the most steps of a row for a batch of some number of rows, in a graph.

    Args:
        endpoint: Endpoint.
        rows: int32 tensor `()`, the number of rows of the batch.
    """
    import tensorflow as tf

    return Bounds(endpoint.longest, largest(endpoint) // tf.maximum(rows, 1))


def largest(endpoint: Endpoint) -> int:
    """Return the most rows times steps that one batch may have."""
    return LARGEST // endpoint.copies
