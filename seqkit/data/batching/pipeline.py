"""Build a `tf.data.Dataset` of padded batches from columns of rows in memory.

Rows of a batch are of similar length. The functions of `seqkit.data` for one task each,
such as `paired_texts`, call `train_and_validation`.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING
from typing import Any

import numpy as np

from seqkit.data.batching.bucket_widths import WIDTHS
from seqkit.data.batching.bucket_widths import bucket_widths
from seqkit.data.batching.bucket_widths import buckets_of
from seqkit.data.batching.bucket_widths import groups
from seqkit.data.batching.bucket_widths import padded_widths
from seqkit.data.batching.draw_batches import batches_of_rows
from seqkit.data.batching.draw_batches import epoch_seeds
from seqkit.data.batching.draw_batches import row_starts
from seqkit.data.batching.draw_batches import token_starts
from seqkit.data.batching.fields import Lookup
from seqkit.data.batching.fields import Ragged
from seqkit.data.batching.pad_rows import pad_rows
from seqkit.data.batching.prefetch import as_it_is
from seqkit.data.batching.prefetch import made_ahead

if TYPE_CHECKING:
    import tensorflow as tf


def train_and_validation(
    fields: Any,
    chosen: np.ndarray | None,
    batch_size: int,
    *,
    batch_tokens: int | None = None,
    buckets: int = 8,
    seed: int | None = None,
    augment: Callable[[Any, Any], Any] | None = None,
) -> "tf.data.Dataset | tuple[tf.data.Dataset, tf.data.Dataset]":
    """Build one data set of all rows, or one for training and one for validation.

    Args:
        fields: nest of `Ragged`, `Lookup` and arrays `(rows, …)`, see `bucketed`.
        chosen: bool `(rows,)`, True for rows of the validation data. None: one data set
            of all rows.
        batch_size: int, rows of a batch.
        batch_tokens: int or None, see `bucketed`.
        buckets: int, see `bucketed`.
        seed: int or None, for the order of the training rows.
        augment: function or None, see `bucketed`; not for validation data.

    Returns:
        `tf.data.Dataset`. With `chosen`, a tuple of training and validation data; the
        latter is not shuffled.
    """
    options = {"batch_tokens": batch_tokens, "buckets": buckets}
    if chosen is None:
        return bucketed(fields, batch_size, **options, seed=seed, augment=augment)
    training, validation = _take(fields, ~chosen), _take(fields, chosen)
    return (
        bucketed(training, batch_size, **options, seed=seed, augment=augment),
        bucketed(validation, batch_size, **options, shuffle=False),
    )


def bucketed(
    fields: Any,
    batch_size: int,
    *,
    batch_tokens: int | None = None,
    buckets: int = 8,
    shuffle: bool = True,
    seed: int | None = None,
    augment: Callable[[Any, Any], Any] | None = None,
) -> "tf.data.Dataset":
    """Build a `tf.data.Dataset` of batches whose rows are of similar length.

    Rows are ordered by bucket and cut into batches of exactly `batch_size`. The last
    batch holds the rest, so there are `ceil(rows / batch_size)` batches, and each row
    is in one batch of an epoch. Each epoch draws anew which rows of a bucket share a
    batch, and the order of the batches. If the fields of a row differ in length, rows
    of a bucket are of similar length in each field.

    If a batch would hold over 4 million steps, its bucket shares no batch with a
    neighbouring bucket of half its width or less. Then a few more batches are smaller
    than `batch_size`.

    Args:
        fields: nest (tuple, list, dict) of `Ragged`, of `Lookup`, and of arrays
            `(rows, …)`, all with the same rows in the same order.
        batch_size: int, rows of a batch.
        batch_tokens: int, used instead of `batch_size`: the most rows times steps of a
            batch, counted in its widest field. A wider row is a batch by itself.
        buckets: int, the most groups of similar length for each field; a batch is drawn
            from one group. 1: batches are drawn from all rows, with more padding.
        shuffle: bool. False: the same order in each epoch, short rows first.
        seed: int or None. The same seed gives the same sequence of epochs.
        augment: function from the first field of a batch and an int64 seed `()` to the
            same field, changed at random. Each batch has its own seed, in each epoch
            anew. None: nothing is changed.

    Returns:
        `tf.data.Dataset` of nests like `fields`, of known cardinality, prefetched. A
        `Ragged` becomes int32 `(batch, time, …)`, padded on the right with 0, or floats
        in the dtype of its values, padded with NaN. Other fields become `(batch, …)`.

    Example:
    >>> rows = Ragged.from_lengths(np.array([5, 6, 7]), [1, 2])
    >>> next(bucketed(rows, 2, shuffle=False).as_numpy_iterator())
    array([[5, 0],
           [6, 7]], dtype=int32)
    """
    import tensorflow as tf

    # tf.data runs on the CPU; constants would be placed on a GPU, if there is one.
    with tf.device("CPU:0"):
        flat = tf.nest.flatten(fields)
        gathers = [_gather(field) for field in flat]
        bucket, starts = _plan(flat, batch_size, batch_tokens, buckets)
        bucket, steps = tf.constant(bucket), len(starts)

        def cut(seed):
            return batches_of_rows(bucket, starts, seed)

        def gather(rows, *seeds):
            batch = [gather_field(rows) for gather_field in gathers]
            if seeds:
                batch[0] = augment(batch[0], *seeds)
            return tf.nest.pack_sequence_as(fields, batch)

        rows = epoch_seeds(shuffle, seed).take(1).flat_map(as_it_is(cut))
        rows = rows.apply(tf.data.experimental.assert_cardinality(steps))
        if augment is not None:
            rows = tf.data.Dataset.zip(rows, epoch_seeds(True, seed))
        return made_ahead(rows, gather)


def _plan(flat, batch_size, batch_tokens, buckets):
    """Return the bucket of each row, and the first row of each batch, by bucket."""
    ragged = [field for field in flat if isinstance(field, Ragged)]
    if not ragged:  # no field has steps: all rows share a bucket
        zeros = np.zeros(len(flat[0]), "int64")
        ragged = [Ragged(zeros, zeros, zeros)]
    bucket, widths = buckets_of(ragged, buckets)
    if batch_tokens is None:
        return bucket, row_starts(groups(widths, batch_size)[bucket], batch_size)
    return bucket, token_starts(padded_widths(ragged, bucket), batch_tokens)


def _gather(field):
    """Return the function from row numbers to a batch of one field."""
    import tensorflow as tf

    if isinstance(field, Lookup):
        return field.gather
    if not isinstance(field, Ragged):
        values = tf.convert_to_tensor(field)
        return lambda rows: tf.gather(values, rows)
    widths = tf.constant(bucket_widths(field.lengths, WIDTHS))
    values = tf.convert_to_tensor(field.values)
    if not len(values):  # `pad_rows` gathers some step before it replaces padding
        values = tf.zeros((1, *values.shape[1:]), values.dtype)
    starts, lengths = tf.constant(field.starts), tf.constant(field.lengths)

    def gather(rows):
        steps = tf.gather(lengths, rows)  # (batch,)
        width = widths[tf.searchsorted(widths, [tf.reduce_max(steps)])[0]]
        return pad_rows(values, tf.gather(starts, rows), steps, width)

    return gather


def _take(fields, rows):
    """Return the rows of a mask, of each field."""
    import tensorflow as tf

    def take(field):
        known = isinstance(field, Ragged | Lookup)
        return field.take(rows) if known else field[rows]

    return tf.nest.map_structure(take, fields)
