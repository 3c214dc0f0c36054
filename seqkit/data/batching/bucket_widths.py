"""Widths of buckets: the lengths that group rows, and that batches are padded to."""

import numpy as np

from seqkit.data.batching.fields import Ragged

# Neighbouring widths differ by at least this factor: closer ones gain nothing.
_FINEST_RATIO = 1.05
# The most widths that a field is padded to: few, since each shape is compiled once.
WIDTHS = 8
# A batch of more steps than this is shared only by rows of over half its width.
_LARGEST_BATCH = 2**22


def bucket_widths(lengths: np.ndarray, buckets: int) -> np.ndarray:
    """Choose the bucket widths that pad rows of these lengths the least.

    Args:
        lengths: int `(rows,)`, at least one row.
        buckets: int, the most widths.

    Returns:
        int64 `(widths,)`, rising and at least 1; the last is the longest length.

    Example:
    >>> bucket_widths([3, 3, 3, 4, 9, 10], 2)
    array([ 4, 10])
    """
    lengths = np.maximum(np.sort(lengths).astype("int64"), 1)
    steps = int(np.log(lengths[-1]) / np.log(_FINEST_RATIO)) + 2
    grid = _FINEST_RATIO ** np.arange(steps)
    held = np.searchsorted(lengths, grid, side="right")  # rows up to each grid width
    widths = np.unique(lengths[np.maximum(held, 1) - 1])
    rows = np.searchsorted(lengths, widths, side="right")
    later = np.tril(np.ones((len(widths), len(widths)), bool), -1)
    # Dynamic programme: area[i] is the least area, padding included, that holds the
    # rows up to widths[i].
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
    """Number the groups of buckets that may share a batch.

    Only very wide buckets stay apart from those of under half their width, so that one
    endless row does not pad a whole batch to its length.

    Args:
        widths: int64 `(widths,)`, rising, the widths of the buckets.
        batch_size: int, rows of a batch.

    Returns:
        int64 `(widths,)`, the group of each bucket, rising from 0.
    """
    wide = widths[1:] * batch_size > _LARGEST_BATCH
    apart = wide & (widths[1:] >= 2 * widths[:-1])
    return np.concatenate([[0], np.cumsum(apart)]).astype("int64")


def buckets_of(ragged: list[Ragged], buckets: int) -> tuple[np.ndarray, np.ndarray]:
    """Group rows of like length: by their longest field, then by each field.

    Args:
        ragged: list of `Ragged`, the fields, all with the same rows.
        buckets: int, the most groups for each field.

    Returns:
        int64 `(rows,)`, the bucket of each row, and int64 `(buckets,)`, the bound on
        the lengths in each bucket, rising.
    """
    lengths = [np.asarray(field.lengths, "int64") for field in ragged]
    key, widths = 0, []
    for each in (np.maximum.reduce(lengths), *lengths):
        widths.append(bucket_widths(each, buckets))
        key = key * buckets + np.searchsorted(widths[-1], each)
    keys, bucket = np.unique(key, return_inverse=True)
    return bucket, widths[0][keys // buckets ** len(lengths)]


def padded_widths(ragged: list[Ragged], bucket: np.ndarray) -> np.ndarray:
    """Return a bound on the width of a batch, by the row that it ends with.

    Args:
        ragged: list of `Ragged`, padded to `WIDTHS` widths each.
        bucket: int64 `(rows,)`, from `buckets_of`.

    Returns:
        int64 `(rows,)`, rising; rows are in the order of their buckets.
    """
    width = np.zeros(len(bucket), "int64")
    for field in ragged:
        widths = bucket_widths(field.lengths, WIDTHS)
        padded = widths[np.searchsorted(widths, field.lengths)]  # (rows,)
        width = np.maximum(width, padded)
    widest = np.zeros(bucket.max() + 1, "int64")  # (buckets,)
    np.maximum.at(widest, bucket, width)
    return np.maximum.accumulate(widest)[np.sort(bucket)]
