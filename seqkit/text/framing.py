"""Add start, end and padding to rows of ids, and remove them; NumPy and in graphs."""

from collections.abc import Sequence

import numpy as np

from seqkit.arguments import whole_number
from seqkit.types import END
from seqkit.types import PADDING
from seqkit.types import START
from seqkit.types import Tensor

SPECIALS = ("[PAD]", "\ufffd", "[START]", "[END]")
"""The tokens of the first four ids."""


def frame(
    ids: np.ndarray,
    lengths: np.ndarray,
    start: bool = False,
    end: bool = False,
    length: int | None = None,
) -> np.ndarray:
    """Return rows of ids as one array, with start and end tokens, padded on the right.

    Args:
        ids: int32 `(total,)`, the ids of all rows one after another; or `(total, …)`,
            if a step has several ids.
        lengths: int32 `(batch,)`, the steps of each row.
        start: bool, whether each row begins with id 2.
        end: bool, whether each row ends with id 3, cut rows included.
        length: int, the steps of each row of the result; longer rows are cut. None:
            those of the longest row.

    Returns:
        int32 `(batch, time)`, or `(batch, time, …)`.

    Raises:
        ValueError: `length` has no room for start and end.

    Example:
    >>> frame(np.array([7, 8, 9]), np.array([2, 1]), end=True)
    [[7 8 3]
     [9 3 0]]
    """
    length = check_length(start, end, length)
    kept = lengths if length is None else np.minimum(lengths, length - start - end)
    width = int(kept.max()) + start + end if len(kept) else 0
    steps = width if length is None else length
    rows = np.zeros((len(kept), steps, *ids.shape[1:]), np.int32)
    if start:
        rows[:, :1] = START  # not [:, 0]: an array without rows may have no column
    first = np.cumsum(lengths, dtype=np.int64) - lengths
    for row, begin, count in zip(rows, first.tolist(), kept.tolist(), strict=True):
        row[start : start + count] = ids[begin : begin + count]
        if end:
            row[start + count] = END
    return rows


def frame_in_graph(
    rows: Tensor, start: bool = False, end: bool = False, length: int | None = None
) -> Tensor:
    """Return rows as `frame` does, in a graph.

    Args:
        rows: int32 `tf.RaggedTensor` `(batch, None)`. Without start and end also
            `(batch, None, …)`.
        start: bool, see `frame`.
        end: bool, see `frame`.
        length: int or None, see `frame`.

    Returns:
        int32 `tf.Tensor` `(batch, time)`, or `(batch, time, …)`.

    Raises:
        ValueError: `length` has no room for start and end.
    """
    import tensorflow as tf

    length = check_length(start, end, length)
    if length is not None:
        rows = rows[:, : length - start - end]
    edge = tf.ones([rows.nrows(), 1], tf.int32)
    parts = [edge * START] * start + [rows] + [edge * END] * end
    if len(parts) > 1:
        rows = tf.concat(parts, axis=1)
    return rows.to_tensor(PADDING, shape=(None, length, *rows.shape[2:]))


def check_length(start: bool, end: bool, length: int | None) -> int | None:
    """Return `length` as an int, or None.

    Raises:
        ValueError: `length` is no int, or has no room for start, end or one id.
    """
    if length is None:
        return None
    least = max(1, bool(start) + bool(end))
    advice = f"With start={start} and end={end} give a larger one, or None to pad."
    return whole_number("length", length, least, advice)


def unframe(row: Sequence[int]) -> list[int]:
    """Return the ids of a row before the first end token, without padding and start.

    Args:
        row: sequence of int.

    Returns:
        list of int.

    Example:
    >>> unframe([2, 7, 0, 8, 3, 9])
    [7, 8]
    """
    return [row[place] for place in text_places(row)]


def text_places(row: Sequence[int]) -> list[int]:
    """Return the indices in a row of the ids that `unframe` keeps.

    Example:
    >>> text_places([2, 7, 0, 8, 3, 9])
    [1, 3]
    """
    places = []
    for place, token in enumerate(row):
        if token == END:
            break
        if token not in (PADDING, START):
            places.append(place)
    return places


def unframe_in_graph(ids: Tensor) -> Tensor:
    """Return ids as `unframe` does, in a graph and for a batch.

    Args:
        ids: int `tf.Tensor` `(batch, time)`.

    Returns:
        `tf.RaggedTensor` `(batch, None)` of the same dtype.
    """
    import tensorflow as tf

    ended = tf.cumsum(tf.cast(ids == END, tf.int32), axis=1) > 0
    return tf.ragged.boolean_mask(ids, ~ended & (ids != PADDING) & (ids != START))
