"""Texts for language models: each text a sequence, or one text in lanes of windows."""

import os
from collections.abc import Iterable
from typing import Any

import numpy as np

from seqkit.arguments import whole_number
from seqkit.data.batching.encode import as_small
from seqkit.data.batching.encode import encoded
from seqkit.data.batching.encode import framed
from seqkit.data.batching.encode import gathered
from seqkit.data.batching.encode import report_cut
from seqkit.data.batching.encode import shifted
from seqkit.data.batching.fields import padded
from seqkit.data.batching.pipeline import made_ahead
from seqkit.data.batching.pipeline import on_sides
from seqkit.data.batching.pipeline import whole_numbers
from seqkit.data.batching.streaming import stream_lines
from seqkit.data.read.lines import file_of
from seqkit.data.read.lines import read_pieces
from seqkit.data.read.lines import read_texts
from seqkit.data.read.lines import unpacked_size
from seqkit.data.splits import check_share
from seqkit.data.splits import in_validation
from seqkit.types import END
from seqkit.types import START

# Bytes of text in a file past which `next_token` leaves it on the disk.
LARGEST_IN_MEMORY = 2**28


def next_token(
    texts: str | os.PathLike | Iterable[str],
    vocabulary: Any,
    batch_size: int = 64,
    *,
    length: int | None = None,
    validation: float | None = None,
    buckets: int = 8,
    seed: int | None = None,
) -> Any:
    """Build batches of inputs and next tokens, each text a sequence of its own.

    Inputs are the start token and the text, targets the text and the end token, both
    padded on the right with 0. Texts of like length share a batch; every text comes
    once an epoch, in an order of that epoch's own. Texts are tokenised once and kept
    as ids, so a generator serves all epochs.

    A file of over 256 MB (unpacked, as estimated) stays on the disk: it is read once
    to count the batches, then tokenised anew each epoch as it is read, and lines are
    shuffled within some 32 MB of their neighbours.

    Args:
        texts: iterable of str; or path of a UTF-8 file, `.gz` or plain, one text a
            line. Blank ones are skipped; see `read_texts`.
        vocabulary: `seqkit.Vocabulary` or one like it.
        batch_size: int, texts of a batch. The last one holds what remains.
        length: int or None, the bound on the tokens of a target, end included. Longer
            texts are cut there and lose their end token, and a warning in the log
            of "seqkit" counts them (for each side of a streamed file). None: none is
            cut.
        validation: float between 0 and 1, the share of texts for a second data set,
            which is not shuffled, or None for one only. A text and its copies are all
            on one side, the same in each run with the same `seed`.
        buckets: int, the most groups of like length that batches are drawn from. More
            pad less. 1 draws from all, which short texts want: where all of a batch end
            at the same step, the end is learned badly.
        seed: int or None. The same seed gives the same sequence of epochs.

    Returns:
        `tf.data.Dataset` of inputs and targets, int32 `(batch, time)` each; with
        `validation` two of them, for training and for validation.

    Raises:
        TypeError: an item of `texts` is no str.
        ValueError: there is no such file, no text, or too few for two sides, or a
            number is out of range.

    Example:
    >>> vocabulary = Vocabulary.from_texts(["aba"])
    >>> next(next_token(["aba"], vocabulary).as_numpy_iterator())
    (array([[2, 4, 5, 4]], dtype=int32), array([[4, 5, 4, 3]], dtype=int32))
    """
    numbers = whole_numbers(batch_size=batch_size, buckets=buckets, seed=seed)
    length, seed = whole_numbers(length=length)["length"], numbers["seed"]
    check_share(validation)
    path = file_of(texts)
    if path is not None and unpacked_size(path) > LARGEST_IN_MEMORY:
        options = {**numbers, "length": length, "validation": validation}
        training = stream_lines(path, vocabulary, **options)
        if validation is None:
            return training
        return training, stream_lines(path, vocabulary, **options, validating=True)
    blocks = (
        (block, *framed(ids, lengths))
        for block, ids, lengths in encoded(read_texts(texts), vocabulary)
    )
    rows, prints = gathered(blocks, validation is not None, seed)
    report_cut(rows.lengths - 1, length)
    chosen = None if validation is None else in_validation(prints, validation)
    return on_sides(shifted(rows, length), chosen, **numbers)


def running_text(
    text: str | os.PathLike | Iterable[str],
    vocabulary: Any,
    batch_size: int = 32,
    window: int = 100,
    *,
    validation: float | None = None,
) -> Any:
    """Build batches of consecutive windows of one long text, in parallel lanes.

    The start token, the text and the end token are cut into `batch_size` lanes of
    equal length, and row r of each batch continues row r of the batch before, as a
    stateful model needs it. Each token but the start is a target once an epoch: a
    lane's last target is the next lane's first input. Lanes end in padding, 0, where
    the window does not divide them. The order is the same in each epoch.

    Args:
        text: str, the text itself; or `pathlib.Path` of a UTF-8 file, `.gz` or plain;
            or iterable of str, pieces of the text, each tokenised on its own.
        vocabulary: `seqkit.Vocabulary` or one like it.
        batch_size: int, lanes, which is the rows of every batch.
        window: int, steps of every batch.
        validation: float between 0 and 1, the share of the text, its last part, for a
            second data set, or None for one only. It begins where the text is cut,
            without a start token, and has the end token.

    Returns:
        `tf.data.Dataset` of inputs and targets, int32 `(batch_size, window)` each, of
        known cardinality; with `validation` two, for training and for validation.

    Raises:
        TypeError: `text` is none of these.
        ValueError: the text is empty or too short to fill one window of each lane
            (for validation: to give each lane a token), or a number is out of range.

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
    """Builds the data set of the inputs from `first` to before `last`."""
    import tensorflow as tf

    bounds = (
        first + (last - first) * np.arange(batch_size + 1, dtype="int64") // batch_size
    )
    longest = int(np.diff(bounds).max())

    def cut(index):
        starts = bounds[:-1] + index * window  # (batch,)
        steps = tf.clip_by_value(bounds[1:] - starts, 0, window)
        sides = (
            padded(ids, starts, steps, window),
            padded(ids, starts + 1, steps, window),
        )
        return tuple(tf.ensure_shape(side, (batch_size, window)) for side in sides)

    return made_ahead(tf.data.Dataset.range(-(-longest // window)), cut)


def _check_lanes(steps, lanes, window, part):
    if steps < lanes * window:
        raise ValueError(
            f"The text for {part} must have {window} tokens for each of {lanes} "
            f"lanes, {lanes * window} together, the end counted. Received {steps}. "
            "Give fewer lanes (`batch_size`), a smaller `window`, or more text; and if "
            "it was to be read from a file, `pathlib.Path(...)`: a str is the text "
            "itself."
        )
