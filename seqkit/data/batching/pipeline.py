"""Batches of rows of like length, in few widths."""

from collections.abc import Callable
from typing import Any

import numpy as np

from seqkit.arguments import whole_number
from seqkit.data.batching.buckets import WIDTHS
from seqkit.data.batching.buckets import bucket_widths
from seqkit.data.batching.buckets import buckets_of
from seqkit.data.batching.buckets import groups
from seqkit.data.batching.buckets import padded_widths
from seqkit.data.batching.fields import Lookup
from seqkit.data.batching.fields import Ragged
from seqkit.data.batching.fields import padded
from seqkit.types import Tensor


def bucketed(
    fields: Any,
    batch_size: int,
    *,
    batch_tokens: int | None = None,
    buckets: int = 8,
    shuffle: bool = True,
    seed: int | None = None,
) -> Any:
    """Build a `tf.data.Dataset` of batches whose rows are of like length.

    Rows are ordered by bucket and cut into batches of exactly `batch_size`; the last
    batch holds what remains, so there are `ceil(rows / batch_size)` batches, and all
    rows come once an epoch. (A row so long that a batch as wide as it would hold over
    4 million numbers shares no batch with rows of under half its length.) Each epoch
    draws anew which rows of a bucket come together and in which order the batches come.
    Where fields differ in length, rows of a bucket are of like length in each of them.

    Args:
        fields: nest (tuple, list, dict) of `Ragged`, which are padded on the right
            with 0, of `Lookup`, and of arrays `(rows, ...)`, all with the same rows in
            the same order.
        batch_size: int, rows of a batch.
        batch_tokens: int, what bounds a batch in the place of `batch_size`: its rows
            times the width of its widest field. A row of more is a batch by itself.
        buckets: int, the most groups of like length that batches are drawn from, for
            each field. 1: batches are drawn from all rows, and pad more.
        shuffle: bool. False: the same order each epoch, short rows first.
        seed: int or None. The same seed gives the same sequence of epochs.

    Returns:
        `tf.data.Dataset` of the nest of tensors, int32 `(batch, time, …)` for each
        `Ragged` and `(batch, ...)` for all else, of known cardinality, prefetched.

    Example:
    >>> rows = Ragged.from_lengths(np.array([5, 6, 7]), [1, 2])
    >>> next(bucketed(rows, 2, shuffle=False).as_numpy_iterator())
    array([[5, 0],
           [6, 7]], dtype=int32)
    """
    import tensorflow as tf

    # Fields stay beside tf.data on the host, where a GPU is the default device too.
    with tf.device("CPU:0"):
        flat = tf.nest.flatten(fields)
        gathers = [_gather(field) for field in flat]
        ragged = [field for field in flat if isinstance(field, Ragged)]
        # Without any, all rows are of like length.
        none = np.zeros(len(flat[0]) if not ragged else 0, "int64")
        bucket, widths = buckets_of(ragged or [Ragged(none, none, none)], buckets)
        if batch_tokens is None:
            starts = row_starts(groups(widths, batch_size)[bucket], batch_size)
        else:
            starts = token_starts(padded_widths(ragged, bucket), batch_tokens)
        bucket, steps = tf.constant(bucket), len(starts)

        def cut(seed):
            return batches_of_rows(bucket, starts, seed)

        def gather(rows):
            batch = [gather_field(rows) for gather_field in gathers]
            return tf.nest.pack_sequence_as(fields, batch)

        rows = epoch_seeds(shuffle, seed).take(1).flat_map(as_it_is(cut))
        rows = rows.apply(tf.data.experimental.assert_cardinality(steps))
        return made_ahead(rows, gather)


def epoch_seeds(shuffle: bool, seed: int | None) -> Any:
    """Build an endless `tf.data.Dataset` of int64, other ones in each epoch.

    They are -1, which means no shuffling, where `shuffle` is False.
    """
    import tensorflow as tf

    if not shuffle:
        return tf.data.Dataset.from_tensors(tf.constant(-1, tf.int64)).repeat()
    return tf.data.Dataset.random(seed, rerandomize_each_iteration=True)


def row_starts(group: Tensor, batch_size: int) -> Tensor:
    """Cut rows, ordered by group, into batches of so many rows of one group.

    Args:
        group: int64 `(rows,)`, the group of each row, in any order.
        batch_size: int, rows of a batch.

    Returns:
        int64 tensor `(batches,)`, where each batch starts.

    Example:
    >>> row_starts(np.array([1, 0, 0, 0]), 2)
    [0 2 3]
    """
    import tensorflow as tf

    group = tf.sort(group)
    place = tf.range(tf.size(group)) - tf.searchsorted(group, group)  # in its group
    return tf.where(place % batch_size == 0)[:, 0]


def token_starts(widths: np.ndarray, batch_tokens: int) -> np.ndarray:
    """Cut rows into batches whose rows times their width are bounded.

    Args:
        widths: int `(rows,)`, rising.
        batch_tokens: int, the bound, which only a row by itself is beyond.

    Returns:
        int64 `(batches,)`, where each batch starts.

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


def batches_of_rows(bucket: Tensor, starts: Tensor, seed: Tensor) -> Any:
    """Build a `tf.data.Dataset` of row numbers, those of like bucket together.

    Args:
        bucket: int64 tensor `(rows,)`, the bucket of each row.
        starts: int64 `(batches,)`, where each batch starts when rows are in the order
            of their buckets.
        seed: int64 tensor `()`; -1 keeps the order of rows.

    Returns:
        `tf.data.Dataset` of int32 `(batch,)`.
    """
    import tensorflow as tf

    # The bucket decides in the upper half, chance in the lower.
    order = tf.argsort(bucket * 2**32 + _chance(bucket, seed, 0), stable=True)
    ends = tf.concat([starts[1:], [tf.size(bucket, tf.int64)]], axis=0)
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
    if not len(values):  # padding is gathered too, before it is replaced
        values = tf.zeros((1, *values.shape[1:]), values.dtype)
    starts, lengths = tf.constant(field.starts), tf.constant(field.lengths)

    def gather(rows):
        steps = tf.gather(lengths, rows)
        width = widths[tf.searchsorted(widths, [tf.reduce_max(steps)])[0]]
        return padded(values, tf.gather(starts, rows), steps, width)

    return gather


_AHEAD = 2  # batches that wait for their step


def made_ahead(plans: Any, make: Callable[..., Any]) -> Any:
    """Build batches by a function, on all cores and ahead of their use.

    Args:
        plans: `tf.data.Dataset` of what `make` takes.
        make: function to a nest of tensors.

    Returns:
        `tf.data.Dataset` of those nests, in order; `untuned`.
    """
    import tensorflow as tf

    batches = plans.map(as_it_is(make), num_parallel_calls=tf.data.AUTOTUNE)
    return untuned(batches.prefetch(_AHEAD))


def as_it_is(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that tf.data traces without AutoGraph.

    AutoGraph rewrites a function and all that it calls, so that `if` and `for` may
    stand over tensors. Here none does, and to read the source takes a second.
    """
    import tensorflow as tf

    return tf.autograph.experimental.do_not_convert(function)


def untuned(dataset: Any) -> Any:
    """Keep tf.data from tuning itself while a data set is read.

    The thread that tunes sleeps 10, 20, 40 ms and so on to a minute, and an epoch waits
    for it at its end. That should wake it and does not always: with TensorFlow 2.21 one
    epoch in two of 14 s took 20.5 s, which is 10 ms doubled eleven times.
    """
    import tensorflow as tf

    options = tf.data.Options()
    options.autotune.enabled = False
    return dataset.with_options(options)


_MAY_BE_NONE = ("length", "batch_tokens", "seed")


def on_sides(
    fields: Any,
    chosen: np.ndarray | None,
    batch_size: int,
    *,
    batch_tokens: int | None = None,
    buckets: int = 8,
    seed: int | None = None,
) -> Any:
    """Return batches of rows of like length, apart where some are for validation.

    Args:
        fields: nest of `Ragged`, `Lookup` and arrays `(rows, …)`, see `bucketed`.
        chosen: bool `(rows,)`, those for validation, or None for one data set.
        batch_size: int, rows of a batch.
        batch_tokens: int or None, see `bucketed`.
        buckets: int, see `bucketed`.
        seed: int or None, for the order of the rows that are for training.

    Returns:
        `tf.data.Dataset`; with `chosen` two, the second of which is not shuffled.
    """
    options = {"batch_tokens": batch_tokens, "buckets": buckets}
    if chosen is None:
        return bucketed(fields, batch_size, **options, seed=seed)
    training, validating = _take(fields, ~chosen), _take(fields, chosen)
    return (
        bucketed(training, batch_size, **options, seed=seed),
        bucketed(validating, batch_size, **options, shuffle=False),
    )


def whole_numbers(**numbers: Any) -> dict[str, int | None]:
    """Return the numbers of a maker of data sets as Python ints, see `whole_number`.

    A bound, `length` or `batch_tokens`, and `seed` may be None; `seed` may be 0.
    """
    return {
        name: None
        if number is None and name in _MAY_BE_NONE
        else whole_number(name, number, least=0 if name == "seed" else 1)
        for name, number in numbers.items()
    }


def _take(fields, rows):
    """Take some rows of each field."""
    import tensorflow as tf

    def take(field):
        known = isinstance(field, Ragged | Lookup)
        return field.take(rows) if known else field[rows]

    return tf.nest.map_structure(take, fields)
