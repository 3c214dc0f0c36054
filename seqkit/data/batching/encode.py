"""Encode texts or arrays with a codec, and gather the steps of all rows in memory.

Rows are encoded in blocks, so that only one block of raw rows is in memory at a time. A
codec whose `dtype` is an integer encodes texts; a codec of floats encodes arrays
`(time, …)`.
"""

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from typing import Any

import numpy as np

from seqkit.data.batching.fields import Ragged
from seqkit.data.splits import row_fingerprints
from seqkit.types import END
from seqkit.types import START
from seqkit.types import Codec

_BLOCK = 2**24  # characters or numbers in memory at once, and at most one row more


def reads_text(codec: Codec) -> bool:
    """Return whether a codec encodes texts as ids; otherwise it encodes arrays."""
    return np.dtype(codec.dtype).kind == "i"


def in_blocks(
    rows: Iterable[Any], size: Callable[[Any], int] = len, largest: int | None = None
) -> Iterator[list[Any]]:
    """Yield lists of consecutive rows, each of about 16 million numbers or characters.

    Args:
        rows: iterable of rows of any type.
        size: function from a row to the count of its numbers or characters.
        largest: int, the size of a block. None: about 16 million.
    """
    largest = _BLOCK if largest is None else largest
    block, counted = [], 0
    for row in rows:
        block.append(row)
        counted += size(row)
        if counted >= largest:
            yield block
            block, counted = [], 0
    if block:
        yield block


def encoded(
    rows: Iterable[Any], codec: Codec
) -> Iterator[tuple[list[Any], np.ndarray, np.ndarray]]:
    """Yield blocks of rows with their encoded steps.

    Args:
        rows: iterable of str, or of NumPy arrays `(time, …)`.
        codec: `seqkit.Vocabulary` or another codec.

    Yields:
        list of n rows; steps `(total, …)`, those of all rows one after another; and
        int32 `(n,)`, the number of steps of each row.
    """
    for block in in_blocks(rows, len if reads_text(codec) else np.size):
        yield block, *codec.encode_flat(block)


def gathered(
    blocks: Iterable[tuple[list[Any], np.ndarray, np.ndarray]],
    printed: bool = False,
    seed: int | None = None,
) -> tuple[Ragged, np.ndarray]:
    """Return one `Ragged` of all blocks, and the fingerprints of their rows.

    Args:
        blocks: iterable of rows, steps and lengths, as `encoded` yields them.
        printed: bool, whether to compute fingerprints, which choose validation rows.
        seed: int or None, for the fingerprints.

    Returns:
        `Ragged` of all rows; and int64 `(rows,)`, the fingerprints, `(0,)` unless
        `printed`.

    Raises:
        ValueError: there is no row.
    """
    values, lengths, prints = [], [], [np.zeros(0, "int64")]
    for rows, flat, steps in blocks:
        values.append(as_small(flat))
        lengths.append(steps)
        if printed:
            prints.append(row_fingerprints(rows, seed))
    return joined(values, lengths), np.concatenate(prints)


def joined(values: list[np.ndarray], lengths: list[np.ndarray]) -> Ragged:
    """Return one `Ragged` from a list of steps and a list of lengths, one per block.

    Args:
        values: list of arrays `(total, …)`.
        lengths: list of int arrays `(n,)`.

    Raises:
        ValueError: there is no row.
    """
    import tensorflow as tf

    if not values:
        raise ValueError(
            "Expected at least one text or row. Received none. Check the file, in "
            "which blank lines do not count, or the iterable: a generator can be read "
            "only once."
        )
    with tf.device("CPU:0"):
        values = tf.constant(np.concatenate(values))  # (total, …)
    return Ragged.from_lengths(values, np.concatenate(lengths))


def framed(ids: np.ndarray, lengths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Insert a start token before each text, and an end token after it.

    Args:
        ids: int `(total,)`, those of all texts one after another.
        lengths: int `(n,)`, the number of ids of each text.

    Returns:
        ids and lengths with the tokens inserted, as arrays like the arguments.

    Example:
    >>> framed(np.array([7, 8, 9]), np.array([2, 1]))
    (array([2, 7, 8, 3, 2, 9, 3]), array([4, 3]))
    """
    ends = np.cumsum(lengths, dtype="int64")
    marks = np.stack([ends - lengths, ends], axis=1).ravel()  # (2 * n,)
    return np.insert(ids, marks, [START, END] * len(lengths)), lengths + 2


def shifted(rows: Ragged, length: int | None) -> tuple[Ragged, Ragged]:
    """Return inputs and targets; each target is the step after its input.

    Both share the values of `rows` in memory.

    Args:
        rows: `Ragged` with start and end tokens.
        length: int, the most steps of a row. None: all steps.
    """
    inputs = Ragged(rows.values, rows.starts, rows.lengths - 1).cut(length)
    return inputs, Ragged(rows.values, rows.starts + 1, inputs.lengths)


def as_small(values: np.ndarray) -> np.ndarray:
    """Return values in a small dtype, to save memory.

    Integers take the smallest unsigned dtype that holds them. Float16 is kept; other
    floats become float32.
    """
    if values.dtype.kind == "f":
        return values.astype("float16" if values.dtype == "float16" else "float32")
    return values.astype(np.min_scalar_type(int(values.max(initial=0))))
