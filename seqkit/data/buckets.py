"""Batches of rows of like length, in few widths."""

from typing import Any

import numpy as np

from seqkit.data.ragged import Ragged
from seqkit.data.ragged import padded
from seqkit.types import Tensor

# Widths closer than this to one another are not told apart.
_FINEST_RATIO = 1.05
# Widths that a field is padded to: few, so that what is compiled is compiled few times.
_WIDTHS = 8
# Numbers in one batch past which rows of under half the width do not join it.
_LARGEST_BATCH = 2**22


def bucketed(
    fields: Any,
    batch_size: int,
    *,
    buckets: int = 8,
    shuffle: bool = True,
    seed: int | None = None,
) -> Any:
    """Makes a `tf.data.Dataset` of batches whose rows are of like length.

    Rows are ordered by bucket and cut into batches of exactly `batch_size`; the last
    batch holds what remains, so there are `ceil(rows / batch_size)` batches, and all
    rows come once an epoch. (A row so long that a batch as wide as it would hold over
    4 million numbers shares no batch with rows of under half its length.) Each epoch
    draws anew which rows of a bucket come together and in which order the batches come.

    Args:
        fields: nest (tuple, list, dict) of `Ragged`, which are padded on the right
            with 0, and of arrays `(rows, ...)`, all with the same rows in the same
            order.
        batch_size: int, rows of a batch.
        buckets: int, the most groups of like length that batches are drawn from. 1:
            batches are drawn from all rows, and pad more.
        shuffle: bool. False: the same order each epoch, short rows first.
        seed: int or None. The same seed gives the same sequence of epochs.

    Returns:
        `tf.data.Dataset` of the nest of tensors, int32 `(batch, time, …)` for each
        `Ragged` and `(batch, ...)` for each array, of known cardinality, prefetched.

    Example:
    >>> rows = Ragged.from_lengths(np.array([5, 6, 7]), [1, 2])
    >>> next(bucketed(rows, 2, shuffle=False).as_numpy_iterator())
    array([[5, 0],
           [6, 7]], dtype=int32)
    """
    import tensorflow as tf

    # Fields stay beside tf.data on the host, where a GPU is the default device too.
    with tf.device("CPU:0"):
        gathers = [_gather(field) for field in tf.nest.flatten(fields)]
        lengths = _longest(tf.nest.flatten(fields))
        widths = bucket_widths(lengths, buckets)
        bucket = np.searchsorted(widths, lengths)
        apart = groups(widths, batch_size)
        bucket_tensor = tf.constant(bucket)

        def cut(seed):
            return batches_of_rows(bucket_tensor, apart, batch_size, seed)

        def gather(rows):
            batch = [gather_field(rows) for gather_field in gathers]
            return tf.nest.pack_sequence_as(fields, batch)

        batches = epoch_seeds(shuffle, seed).take(1).flat_map(cut)
        batches = batches.map(gather, num_parallel_calls=tf.data.AUTOTUNE)
    steps = sum(-(-rows // batch_size) for rows in np.bincount(apart[bucket]))
    batches = batches.apply(tf.data.experimental.assert_cardinality(int(steps)))
    return batches.prefetch(tf.data.AUTOTUNE)


def bucket_widths(lengths: np.ndarray, buckets: int) -> np.ndarray:
    """Chooses the widths that pad rows of these lengths the least.

    Args:
        lengths: int `(rows,)`, at least one row.
        buckets: int, the most widths.

    Returns:
        int64 `(widths,)`, rising, the last the longest length, at least 1.

    Example:
    >>> bucket_widths([3, 3, 3, 4, 9, 10], 2)
    array([ 4, 10])
    """
    lengths = np.maximum(np.sort(lengths).astype("int64"), 1)
    steps = int(np.log(lengths[-1]) / np.log(_FINEST_RATIO)) + 2
    grid = _FINEST_RATIO ** np.arange(steps)
    held = np.searchsorted(lengths, grid, side="right")  # rows within each of the grid
    widths = np.unique(lengths[np.maximum(held, 1) - 1])
    rows = np.searchsorted(lengths, widths, side="right")
    later = np.tril(np.ones((len(widths), len(widths)), bool), -1)
    # Dynamic programme: padded[i], the least area for the rows within widths[i].
    area = rows * widths
    choices = []
    for _ in range(buckets - 1):
        joined = area[:, None] + (rows - rows[:, None]) * widths  # (previous, width)
        joined = np.where(later, np.iinfo("int64").max, joined)
        choices.append(joined.argmin(axis=0))
        area = joined.min(axis=0)
    chosen = [len(widths) - 1]
    for choice in reversed(choices):
        chosen.append(choice[chosen[-1]])
    return widths[np.unique(chosen)]


def groups(widths: np.ndarray, batch_size: int) -> np.ndarray:
    """Tells which buckets may share a batch: int64 `(widths,)`, rising group numbers.

    Only the very wide stay apart from those of under half their width, so that one
    endless row does not pad a whole batch to its length.
    """
    wide = widths[1:] * batch_size > _LARGEST_BATCH
    apart = wide & (widths[1:] >= 2 * widths[:-1])
    return np.concatenate([[0], np.cumsum(apart)]).astype("int64")


def epoch_seeds(shuffle: bool, seed: int | None) -> Any:
    """Makes an endless `tf.data.Dataset` of int64, other ones in each epoch.

    They are -1, which means no shuffling, where `shuffle` is False.
    """
    import tensorflow as tf

    if not shuffle:
        return tf.data.Dataset.from_tensors(tf.constant(-1, tf.int64)).repeat()
    return tf.data.Dataset.random(seed, rerandomize_each_iteration=True)


def batches_of_rows(
    bucket: Tensor, apart: np.ndarray, batch_size: int, seed: Tensor
) -> Any:
    """Makes a `tf.data.Dataset` of row numbers, those of like bucket together.

    Args:
        bucket: int64 tensor `(rows,)`, the bucket of each row.
        apart: int64 `(buckets,)`, as `groups` returns it.
        batch_size: int, rows of a batch.
        seed: int64 tensor `()`; -1 keeps the order of rows.

    Returns:
        `tf.data.Dataset` of int32 `(batch,)`.
    """
    import tensorflow as tf

    # The bucket decides in the upper half, chance in the lower.
    order = tf.argsort(bucket * 2**32 + _chance(bucket, seed, 0), stable=True)
    group = tf.gather(tf.constant(apart), tf.gather(bucket, order))
    place = tf.range(tf.size(group)) - tf.searchsorted(group, group)  # in its group
    starts = tf.where(place % batch_size == 0)[:, 0]
    ends = tf.concat([starts[1:], [tf.size(group, tf.int64)]], axis=0)
    batches = tf.argsort(_chance(starts, seed, 1), stable=True)
    bounds = tf.gather(starts, batches), tf.gather(ends, batches)
    slices = tf.data.Dataset.from_tensor_slices(bounds)
    return slices.map(lambda start, end: order[start:end])


def _chance(like, seed, stream):
    """Draws int64 in [0, 2^32) of the shape of `like`; zeros for a seed of -1."""
    import tensorflow as tf

    drawn = tf.random.stateless_uniform(
        tf.shape(like), tf.stack([seed, stream]), 0, 2**32, tf.int64
    )
    return tf.where(seed < 0, tf.zeros_like(drawn), drawn)


def _longest(fields):
    """Returns the longest length of each row over its ragged fields."""
    lengths = [field.lengths for field in fields if isinstance(field, Ragged)]
    return np.maximum.reduce([np.asarray(length, "int64") for length in lengths])


def _gather(field):
    """Returns the function from row numbers to a batch of one field."""
    import tensorflow as tf

    if not isinstance(field, Ragged):
        values = tf.convert_to_tensor(field)
        return lambda rows: tf.gather(values, rows)
    widths = tf.constant(bucket_widths(field.lengths, _WIDTHS))
    values = tf.convert_to_tensor(field.values)
    if not len(values):  # padding is gathered too, before it is replaced
        values = tf.zeros((1, *values.shape[1:]), values.dtype)
    starts, lengths = tf.constant(field.starts), tf.constant(field.lengths)

    def gather(rows):
        steps = tf.gather(lengths, rows)
        width = widths[tf.searchsorted(widths, [tf.reduce_max(steps)])[0]]
        return padded(values, tf.gather(starts, rows), steps, width)

    return gather
