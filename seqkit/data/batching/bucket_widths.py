"""Bucket widths: group rows of similar length, and choose the widths of batches.

A bucket is a set of rows whose lengths are at most its width. `pipeline` and
`streaming` call these functions on the lengths of all rows or lines.
"""

import numpy as np

from seqkit.data.batching.fields import Ragged

# Candidate widths are the longest lengths up to each power of this factor: more
# candidates would save almost no padding.
_FINEST_RATIO = 1.05
# The most widths to which batches of one field are padded. Few, because a model may be
# compiled anew for each shape of a batch.
WIDTHS = 8
# Steps of a batch, rows times width. A bucket whose batches would have more shares no
# batch with the next narrower bucket if its width is at least twice as large.
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
    held = np.searchsorted(lengths, grid, side="right")  # rows up to each power
    widths = np.unique(lengths[np.maximum(held, 1) - 1])
    rows = np.searchsorted(lengths, widths, side="right")
    falling = np.tril(np.ones((len(widths), len(widths)), bool), -1)
    # Dynamic programme over candidate widths. area[i] is the least number of steps,
    # padding included, of all rows up to widths[i], if widths[i] is the last bucket.
    # Each turn allows one bucket more, and remembers the best bucket before each.
    area = rows * widths
    choices = []
    for _ in range(buckets - 1):
        joined = area[:, None] + (rows - rows[:, None]) * widths  # (previous, width)
        joined = np.where(falling, np.iinfo("int64").max, joined)
        choices.append(joined.argmin(axis=0))
        area = joined.min(axis=0)
    chosen = [len(widths) - 1]
    for choice in reversed(choices):
        chosen.append(choice[chosen[-1]])
    return widths[np.unique(chosen)]


def groups(widths: np.ndarray, batch_size: int) -> np.ndarray:
    """Assign a group number to each bucket; buckets of one group may share a batch.

    Without groups, one very long row would pad all rows of its batch to its length. So
    a bucket begins a new group if its width is at least twice that of the bucket before
    and `batch_size` rows of its width are more than about 4 million steps. Only
    neighbours are compared: with widths between them, the widest bucket of a group may
    be more than twice as wide as the narrowest.

    Args:
        widths: int64 `(widths,)`, never falling, the widths of the buckets.
        batch_size: int, rows of a batch.

    Returns:
        int64 `(widths,)`, the group of each bucket, from 0, never falling.
    """
    wide = widths[1:] * batch_size > _LARGEST_BATCH
    apart = wide & (widths[1:] >= 2 * widths[:-1])
    return np.concatenate([[0], np.cumsum(apart)]).astype("int64")


def buckets_of(ragged: list[Ragged], buckets: int) -> tuple[np.ndarray, np.ndarray]:
    """Assign each row to a bucket of rows that are of similar length in every field.

    Buckets are ordered by the longest field of their rows, then by each field in turn.

    Args:
        ragged: list of `Ragged`, the fields, all with the same rows.
        buckets: int, the most widths for the longest field, and for each field. A
            bucket is a combination of widths, one for each of them.

    Returns:
        int64 `(rows,)`, the number of each row's bucket, from 0; empty buckets are not
        numbered. And int64 `(numbers,)`, never falling: the upper bound on all lengths
        of the rows of each numbered bucket.
    """
    lengths = [np.asarray(field.lengths, "int64") for field in ragged]
    key, widths = 0, []
    for each in (np.maximum.reduce(lengths), *lengths):
        widths.append(bucket_widths(each, buckets))
        key = key * buckets + np.searchsorted(widths[-1], each)
    keys, bucket = np.unique(key, return_inverse=True)
    return bucket, widths[0][keys // buckets ** len(lengths)]


def padded_widths(ragged: list[Ragged], bucket: np.ndarray) -> np.ndarray:
    """Return an upper bound on the padded width of a batch, for each last row.

    `token_starts` needs the bound to cut rows into batches of a number of tokens.

    Args:
        ragged: list of `Ragged`. The batches of each are padded to one of at most
            `WIDTHS` widths.
        bucket: int64 `(rows,)`, the number of each row's bucket, from `buckets_of`.

    Returns:
        int64 `(rows,)`, never falling. Entry i is the bound on the width of each field
        in a batch whose last row is row i, if rows are sorted by bucket.
    """
    width = np.zeros(len(bucket), "int64")
    for field in ragged:
        widths = bucket_widths(field.lengths, WIDTHS)
        padded = widths[np.searchsorted(widths, field.lengths)]  # (rows,)
        width = np.maximum(width, padded)
    widest = np.zeros(bucket.max() + 1, "int64")  # (buckets,)
    np.maximum.at(widest, bucket, width)
    return np.maximum.accumulate(widest)[np.sort(bucket)]
