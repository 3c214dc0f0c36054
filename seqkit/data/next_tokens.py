"""Build the batches that train a language model, from texts or a file of texts."""

import logging
import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from seqkit.arguments import flag
from seqkit.arguments import whole_numbers
from seqkit.data.batching.cut_rows import report_cut
from seqkit.data.batching.encode import encoded
from seqkit.data.batching.encode import framed
from seqkit.data.batching.encode import gathered
from seqkit.data.batching.encode import shifted
from seqkit.data.batching.pipeline import train_and_validation
from seqkit.data.batching.streaming import stream_lines
from seqkit.data.read.lines import path_of
from seqkit.data.read.lines import read_texts
from seqkit.data.read.lines import unpacked_size
from seqkit.data.splits import check_share
from seqkit.data.splits import in_validation
from seqkit.types import Codec

if TYPE_CHECKING:
    import tensorflow as tf

# `next_token` reads a file of more bytes of text anew in each epoch.
LARGEST_IN_MEMORY = 2**28

logger = logging.getLogger("seqkit")


def next_token(
    texts: os.PathLike | Iterable[str],
    vocabulary: Codec,
    batch_size: int = 64,
    *,
    length: int | None = None,
    validation: float | None = None,
    in_memory: bool | None = None,
    buckets: int = 8,
    seed: int | None = None,
) -> "tf.data.Dataset | tuple[tf.data.Dataset, tf.data.Dataset]":
    """Build batches of inputs and next tokens; each text is one row of a batch.

    Inputs are the start token and the text, targets are the text and the end token,
    both padded on the right with 0. Texts of similar length share a batch. Each text is
    in one batch of an epoch, in a new order in each epoch. Texts are tokenised once and
    their ids are kept in memory, so a generator is possible.

    A large file is not kept in memory, see `in_memory`. It is read once to count the
    batches, then read and tokenised anew in each epoch; a line is shuffled only among
    about 32 MB of neighbouring lines.

    Args:
        texts: iterable of str; or `pathlib.Path` of a UTF-8 file, `.gz` or plain, one
            text a line. Blank texts are skipped; see `read_texts`.
        vocabulary: `seqkit.Vocabulary` or another vocabulary.
        batch_size: int, texts of a batch. The last batch holds the rest.
        length: int or None, the most tokens of a target, end token included. Longer
            texts are cut and lose their end token; a warning of the logger "seqkit"
            counts them. None: texts are not cut.
        validation: float between 0 and 1, the share of texts in a second data set,
            which is not shuffled. None: one data set only. A text and its copies are in
            the same data set, which depends on `seed`.
        in_memory: bool or None. True: the ids of all texts are kept in memory. False:
            the file is read anew in each epoch. None: like False for a file of over
            256 MB (estimated, if it is packed), with a warning of the logger "seqkit";
            like True otherwise.
        buckets: int, the most groups of similar length; a batch is drawn from one
            group. More groups need less padding. 1, a single group, is better for short
            texts: a model learns the end token badly if all texts of a batch end at the
            same step.
        seed: int or None. The same seed gives the same sequence of epochs.

    Returns:
        `tf.data.Dataset` of inputs and targets, int32 `(batch, time)` each. With
        `validation`, a tuple of two data sets, for training and for validation.

    Raises:
        TypeError: an item of `texts` is no str.
        ValueError: there is no such file, no text, or too few texts for training and
            validation; `texts` is a str; `in_memory` is False without a file; or a
            number is out of range.

    Example:
    >>> vocabulary = Vocabulary.from_texts(["aba"])
    >>> next(next_token(["aba"], vocabulary).as_numpy_iterator())
    (array([[2, 4, 5, 4]], dtype=int32), array([[4, 5, 4, 3]], dtype=int32))
    """
    numbers = whole_numbers(batch_size=batch_size, buckets=buckets, seed=seed)
    length, seed = whole_numbers(length=length)["length"], numbers["seed"]
    check_share(validation)
    path = path_of(texts)
    if _stays_on_disk(path, in_memory):
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
    report_cut(rows.lengths - 1, length, ended=True)
    chosen = None if validation is None else in_validation(prints, validation)
    return train_and_validation(shifted(rows, length), chosen, **numbers)


def _stays_on_disk(path, in_memory):
    """Return whether a file is read anew in each epoch; False if `path` is None."""
    if in_memory is not None:
        in_memory = flag("in_memory", in_memory)
        if not in_memory and path is None:
            raise ValueError(
                "`in_memory=False` reads a file anew in each epoch. Received texts "
                "without a file. Give a `pathlib.Path`, or leave `in_memory` out."
            )
        return not in_memory
    if path is None or unpacked_size(path) <= LARGEST_IN_MEMORY:
        return False
    logger.warning(
        "%s has about %d MB of text. It stays on the disk: each epoch reads it anew, "
        "and a line is shuffled only among about 32 MB of neighbouring lines. "
        "`in_memory=True` shuffles all lines; `in_memory=False` reads as now, without "
        "this warning.",
        path,
        unpacked_size(path) // 2**20,
    )
    return True
