"""Draw at random, in each epoch, which rows share a batch, and the order of batches."""

from typing import TYPE_CHECKING

import numpy as np

from seqkit.data.batching.prefetch import as_it_is
from seqkit.types import Tensor

if TYPE_CHECKING:
    import tensorflow as tf


def epoch_seeds(shuffle: bool, seed: int | None) -> "tf.data.Dataset":
    """Build an endless `tf.data.Dataset` of int64 seeds, with new seeds in each epoch.

    Without `shuffle`, each seed is -1, which makes `batches_of_rows` keep the order
    within each bucket.
    """
    import tensorflow as tf

    if not shuffle:
        return tf.data.Dataset.from_tensors(tf.constant(-1, tf.int64)).repeat()
    return tf.data.Dataset.random(seed, rerandomize_each_iteration=True)


def row_starts(group: Tensor, batch_size: int) -> Tensor:
    """Cut rows, sorted by group, into batches of `batch_size` rows of one group.

    Args:
        group: int64 `(rows,)`, the group of each row, in any order.
        batch_size: int, rows of a batch; the last batch of a group may have fewer.

    Returns:
        int64 tensor `(batches,)`, the first row of each batch, counted in sorted order.

    Example:
    >>> row_starts(np.array([1, 0, 0, 0]), 2)
    [0 2 3]
    """
    import tensorflow as tf

    group = tf.sort(group)
    place = tf.range(tf.size(group)) - tf.searchsorted(group, group)  # in the group
    return tf.where(place % batch_size == 0)[:, 0]  # (batches,)


def token_starts(widths: np.ndarray, batch_tokens: int) -> np.ndarray:
    """Cut rows into batches of at most `batch_tokens` rows times width.

    Args:
        widths: int `(rows,)`, rising; entry i is the padded width of a batch whose last
            row is row i.
        batch_tokens: int, the most rows times width. A wider row is a batch by itself.

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
    """Build a `tf.data.Dataset` of the row numbers of each batch, in one epoch.

    Rows are sorted by bucket, in random order within a bucket, and cut at `starts`; the
    batches are then put in random order.

    Args:
        bucket: int64 tensor `(rows,)`, the bucket of each row.
        starts: int64 `(batches,)`, the first row of each batch, counted in the order of
            buckets.
        seed: int64 tensor `()`, of the random orders. -1: rows keep their
            order within a bucket.

    Returns:
        `tf.data.Dataset` of int32 `(batch,)`.
    """
    import tensorflow as tf

    # The sort key is the bucket in the upper 32 bits, a random number in the lower.
    order = tf.argsort(bucket * 2**32 + _random(bucket, seed, 0), stable=True)
    ends = tf.concat([starts[1:], [tf.size(bucket, tf.int64)]], axis=0)  # (batches,)
    batches = tf.argsort(_random(starts, seed, 1), stable=True)
    bounds = tf.gather(starts, batches), tf.gather(ends, batches)
    slices = tf.data.Dataset.from_tensor_slices(bounds)
    return slices.map(as_it_is(lambda start, end: order[start:end]))


def _random(like, seed, stream):
    """Draw int64 in [0, 2^32) of the shape of `like`; zeros for a seed of -1."""
    import tensorflow as tf

    drawn = tf.random.stateless_uniform(
        tf.shape(like), tf.stack([seed, stream]), 0, 2**32, tf.int64
    )
    return tf.where(seed < 0, tf.zeros_like(drawn), drawn)
