"""Build the batches that train a transcriber, from sounds or clips and their texts."""

import logging
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING
from typing import Any

import numpy as np

from seqkit.arguments import one_of
from seqkit.arguments import whole_number
from seqkit.arguments import whole_numbers
from seqkit.data.batching.cut_rows import check_last_steps
from seqkit.data.batching.encode import as_small
from seqkit.data.batching.encode import encoded
from seqkit.data.batching.encode import gathered
from seqkit.data.batching.encode import joined
from seqkit.data.batching.fields import Ragged
from seqkit.data.batching.pipeline import train_and_validation
from seqkit.data.given_rows import each_encodable
from seqkit.data.given_rows import each_text
from seqkit.data.given_rows import refuse_path
from seqkit.data.splits import check_share
from seqkit.data.splits import in_validation
from seqkit.labels import check_rows
from seqkit.messages import show
from seqkit.types import UNKNOWN
from seqkit.types import Codec
from seqkit.types import TextCodec

if TYPE_CHECKING:
    import tensorflow as tf

ON_LONG = ("raise", "skip")

logger = logging.getLogger("seqkit")


def transcripts(
    sounds: Iterable[Any],
    texts: Iterable[str],
    codec: Codec,
    vocabulary: TextCodec,
    batch_size: int = 16,
    *,
    stride: int = 2,
    validation: float | None = None,
    buckets: int = 8,
    on_long: str = "raise",
    seed: int | None = None,
) -> "tf.data.Dataset | tuple[tf.data.Dataset, tf.data.Dataset]":
    """Build batches of sounds, or of clips, and their transcripts, for a `Transcriber`.

    The texts are not aligned to the steps. Rows of similar length share a batch, as in
    `labelled`. An empty text is a row in which nothing is said.

    Args:
        sounds: iterable of what the codec reads: paths, bytes or arrays.
        texts: iterable of str, one transcript for each sound.
        codec: `seqkit.Sound`, `seqkit.Video` or another codec of numbers, the codec of
            the model.
        vocabulary: `seqkit.Vocabulary` of characters or of words, that of the model.
        batch_size: int, rows of a batch. The last batch holds the rest.
        stride: int, the steps that the model reads as one, `model.stride`. It defines
            which texts are too long for their sounds.
        validation: float between 0 and 1, the share of sounds in a second data set,
            which is not shuffled. None: one data set only.
        buckets: int, the most groups of similar length, of sounds and of texts.
        on_long: "raise": a text that is too long for its sound is an error. "skip": it
            is left out, and a warning of the logger "seqkit" counts such texts. A text
            needs a step of the model for each token, and one more between two equal
            tokens.
        seed: int or None. The same seed gives the same sequence of epochs.

    Returns:
        `tf.data.Dataset` of inputs and targets. Inputs are float `(batch, time, …)`,
        padded on the right with NaN; targets are the ids of the texts, int32
        `(batch, tokens)`, padded on the right with 0. With `validation`, a tuple of two
        data sets, for training and for validation.

    Raises:
        TypeError: a text is no str, or a sound is of a wrong type.
        ValueError: there is no row; sounds and texts differ in number; a sound cannot
            be read; a text has tokens that are not in the vocabulary, or too many for
            its sound; the rows are too few for training and validation; or an argument
            is out of its range.

    Example:
    >>> sound = seqkit.Sound.from_waves(paths)
    >>> vocabulary = seqkit.Vocabulary.from_texts(texts, split="characters")
    >>> batches = seqkit.data.transcripts(paths, texts, sound, vocabulary)
    """
    numbers = whole_numbers(batch_size=batch_size, buckets=buckets, seed=seed)
    stride = whole_number("stride", stride)
    one_of("on_long", on_long, ON_LONG)
    check_share(validation)
    refuse_path(sounds, "sounds", "`sorted(pathlib.Path(folder).glob('*.wav'))`, say")
    blocks = encoded(each_encodable(sounds, codec, "sounds"), codec)
    inputs, prints = gathered(blocks, validation is not None, numbers["seed"])
    texts = list(each_text(texts))
    check_rows(sounds=len(inputs.lengths), texts=len(texts))
    check_last_steps(inputs)
    targets = _encoded_texts(texts, vocabulary)
    fits = _fitting(inputs, targets, stride, texts, on_long)
    fields = inputs.take(fits), targets.take(fits)
    chosen = None
    if validation is not None:
        chosen = in_validation(prints[fits], validation, "sound")
    return train_and_validation(fields, chosen, **numbers)


def _encoded_texts(texts, vocabulary):
    """Return the ids of texts as `Ragged`; raise at tokens outside the vocabulary."""
    ids, lengths = vocabulary.encode_flat(texts)
    if (ids == UNKNOWN).any():
        known = set(vocabulary.tokens)
        found = Counter(
            token
            for text in texts
            for token in vocabulary.tokenize(text)
            if token not in known
        )
        row = int(np.repeat(np.arange(len(texts)), lengths)[ids == UNKNOWN][0])
        raise ValueError(
            "A transcript has the tokens of the vocabulary only, since no other can be "
            f"written. Received {found.total():,} others: {show(found)}, the first in "
            f"text {row}, {texts[row]!r:.60}. Build the vocabulary from all training "
            "texts, or replace these tokens."
        )
    return joined([as_small(ids)], [lengths])


def needed_steps(targets: Ragged) -> np.ndarray:
    """Return the least steps of a row for its tokens, int64 `(rows,)`.

    Each token has a step, and two equal tokens one after the other have a blank step
    between them (Graves et al. 2006, section 3.1).
    """
    values = np.asarray(targets.values)
    ends = targets.starts + targets.lengths
    same = np.concatenate([[0], np.cumsum(values[1:] == values[:-1])])
    repeats = [
        same[end - 1] - same[start] if end > start else 0
        for start, end in zip(targets.starts, ends, strict=True)
    ]
    return targets.lengths + np.array(repeats, "int64")


def _fitting(inputs, targets, stride, texts, on_long):
    """Return the mask of the rows whose text fits into its steps."""
    steps, needed = inputs.lengths // stride, needed_steps(targets)
    fits = needed <= steps
    if fits.all():
        return fits
    places = np.flatnonzero(~fits)
    worst = show(
        f"{texts[place]:.40} ({needed[place]} for {steps[place]})" for place in places
    )
    count = f"{len(places):,} of {len(texts):,}"
    if on_long == "skip" and fits.any():
        logger.warning(
            "Left out %s transcripts, which need more steps than their sounds have: "
            "%s.",
            count,
            worst,
        )
        return fits
    raise ValueError(
        "A transcript needs a step of the model for each token, and one more between "
        f"two equal tokens. Received {count} that need more steps than their sounds "
        f'have with `stride={stride}`: {worst}. Give a lower `stride`, or "skip" as '
        "`on_long` to leave them out."
    )
