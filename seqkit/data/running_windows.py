"""Build the batches that train a stateful model, from one long text."""

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from seqkit.arguments import whole_number
from seqkit.data.batching.encode import as_small
from seqkit.data.batching.encode import encoded
from seqkit.data.batching.pad_rows import pad_rows
from seqkit.data.batching.prefetch import made_ahead
from seqkit.data.read.lines import read_pieces
from seqkit.data.splits import check_share
from seqkit.types import END
from seqkit.types import START
from seqkit.types import Codec

if TYPE_CHECKING:
    import tensorflow as tf


def running_text(
    text: str | os.PathLike | Iterable[str],
    vocabulary: Codec,
    batch_size: int = 32,
    window: int = 100,
    *,
    validation: float | None = None,
) -> "tf.data.Dataset | tuple[tf.data.Dataset, tf.data.Dataset]":
    """Build batches of consecutive windows of one long text, in parallel lanes.

    The text, with a start and an end token, is cut into `batch_size` lanes of equal
    length, and each lane into windows. Row r of a batch continues row r of the batch
    before, as a stateful model needs it. Each token except the start token is a target
    once in an epoch: the last target of a lane is the first input of the next lane. The
    last window of a lane is padded with 0. The order is the same in each epoch.

    Args:
        text: str, the text itself; or `pathlib.Path` of a UTF-8 file, `.gz` or plain;
            or iterable of str, the pieces of the text, each tokenised by itself.
        vocabulary: `seqkit.Vocabulary` or another vocabulary.
        batch_size: int, the number of lanes, and so of rows of each batch.
        window: int, steps of each batch.
        validation: float between 0 and 1, the share of the text, taken from its end, in
            a second data set. None: one data set only. The second data set begins
            without a start token.

    Returns:
        `tf.data.Dataset` of inputs and targets, int32 `(batch_size, window)` each, of
        known cardinality. With `validation`, a tuple of two data sets, for training and
        for validation.

    Raises:
        TypeError: `text` is of another type.
        ValueError: the text is empty, or too short for one window in each lane (for
            validation: for one token in each lane); `text` is the path of a file as a
            str; or a number is out of range.

    Example:
    >>> vocabulary = Vocabulary.from_texts(["ab"])
    >>> batches = running_text("aab", vocabulary, batch_size=1, window=4)
    >>> next(batches.as_numpy_iterator())
    (array([[2, 4, 4, 5]], dtype=int32), array([[4, 4, 5, 3]], dtype=int32))
    """
    import tensorflow as tf

    batch_size = whole_number("batch_size", batch_size)
    window = whole_number("window", window)
    check_share(validation)
    blocks = encoded(read_pieces(text), vocabulary)
    ids = [as_small(flat) for _, flat, _ in blocks]
    ids = np.concatenate([np.uint8([START]), *ids, np.uint8([END])])
    steps = len(ids) - 1 if len(ids) > 2 else 0  # an empty text has no target
    held_out = 0 if validation is None else round(steps * validation)
    _check_lanes(steps - held_out, batch_size, window, "training")
    with tf.device("CPU:0"):
        ids = tf.constant(ids)
    training = _lanes(ids, 0, steps - held_out, batch_size, window)
    if validation is None:
        return training
    _check_lanes(held_out, batch_size, 1, "validation")
    return training, _lanes(ids, steps - held_out, steps, batch_size, window)


def _lanes(ids, first, last, batch_size, window):
    """Build the data set whose inputs are the ids from place `first` to `last - 1`."""
    import tensorflow as tf

    bounds = (
        first + (last - first) * np.arange(batch_size + 1, dtype="int64") // batch_size
    )
    longest = int(np.diff(bounds).max())

    def cut(index):
        starts = bounds[:-1] + index * window  # (batch,)
        steps = tf.clip_by_value(bounds[1:] - starts, 0, window)
        sides = (
            pad_rows(ids, starts, steps, window),  # (batch, window)
            pad_rows(ids, starts + 1, steps, window),
        )
        return tuple(tf.ensure_shape(side, (batch_size, window)) for side in sides)

    return made_ahead(tf.data.Dataset.range(-(-longest // window)), cut)


def _check_lanes(steps, lanes, window, part):
    """Raise ValueError unless each lane has a window of steps."""
    if steps < lanes * window:
        raise ValueError(
            f"The text for {part} must have {window} tokens for each of {lanes} "
            f"lanes, {lanes * window} in all, end token included. Received {steps}. "
            "Give fewer lanes (`batch_size`), a smaller `window`, or more text. A str "
            "is the text itself: to read a file, give `pathlib.Path(...)`."
        )
