"""Which rows share a batch, and in which order batches come: drawn in each epoch."""

from typing import TYPE_CHECKING

import numpy as np

from seqkit.data.batching.prefetch import as_it_is
from seqkit.types import Tensor

if TYPE_CHECKING:
    import tensorflow as tf


def epoch_seeds(shuffle: bool, seed: int | None) -> "tf.data.Dataset":
    """Build an endless `tf.data.Dataset` of int64 seeds, other ones in each epoch.

    Without `shuffle` each seed is -1, which keeps the order of rows.
    """
    import tensorflow as tf

    if not shuffle:
        return tf.data.Dataset.from_tensors(tf.constant(-1, tf.int64)).repeat()
    return tf.data.Dataset.random(seed, rerandomize_each_iteration=True)


def row_starts(group: Tensor, batch_size: int) -> Tensor:
    """Cut rows, ordered by group, into batches of one group and of so many rows.

    Args:
        group: int64 `(rows,)`, the group of each row, in any order.
        batch_size: int, rows of a batch.

    Returns:
        int64 tensor `(batches,)`, the first row of each batch.

    Example:
    >>> row_starts(np.array([1, 0, 0, 0]), 2)
    [0 2 3]
    """
    import tensorflow as tf

    group = tf.sort(group)
    place = tf.range(tf.size(group)) - tf.searchsorted(group, group)  # in its group
    return tf.where(place % batch_size == 0)[:, 0]  # (batches,)


def token_starts(widths: np.ndarray, batch_tokens: int) -> np.ndarray:
    """Cut rows into batches with a bound on their rows times their width.

    Args:
        widths: int `(rows,)`, rising.
        batch_tokens: int, the bound. A wider row is a batch by itself.

    Returns:
        int64 `(batches,)`, the first row of each batch.

    Example:
    >>> token_starts(np.array([2, 2, 2, 3, 9]), 6)
    array([0, 3, 4])
    """
    starts, start = [], 0
    while start < len(widths):
        starts.append(start)
        most = max(batch_tokens // int(widths[start]), 1)
        ahead = widths[start : start + most]
        fits = ahead * np.arange(1, len(ahead) + 1) <= batch_tokens
        start += max(int(fits.sum()), 1)
    return np.array(starts, "int64")


def batches_of_rows(bucket: Tensor, starts: Tensor, seed: Tensor) -> "tf.data.Dataset":
    """Build a `tf.data.Dataset` of row numbers; rows of one bucket come together.

    Args:
        bucket: int64 tensor `(rows,)`, the bucket of each row.
        starts: int64 `(batches,)`, the first row of each batch, where rows are in the
            order of their buckets.
        seed: int64 tensor `()`; -1 keeps the order of rows.

    Returns:
        `tf.data.Dataset` of int32 `(batch,)`.
    """
    import tensorflow as tf

    # The bucket decides in the upper 32 bits, chance in the lower ones.
    order = tf.argsort(bucket * 2**32 + _chance(bucket, seed, 0), stable=True)
    ends = tf.concat([starts[1:], [tf.size(bucket, tf.int64)]], axis=0)  # (batches,)
    batches = tf.argsort(_chance(starts, seed, 1), stable=True)
    bounds = tf.gather(starts, batches), tf.gather(ends, batches)
    slices = tf.data.Dataset.from_tensor_slices(bounds)
    return slices.map(as_it_is(lambda start, end: order[start:end]))


def _chance(like, seed, stream):
    """Draw int64 in [0, 2^32) of the shape of `like`; zeros for a seed of -1."""
    import tensorflow as tf

    drawn = tf.random.stateless_uniform(
        tf.shape(like), tf.stack([seed, stream]), 0, 2**32, tf.int64
    )
    return tf.where(seed < 0, tf.zeros_like(drawn), drawn)
