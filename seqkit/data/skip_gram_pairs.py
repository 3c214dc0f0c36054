"""Build the batches that train word vectors: words, their windows, and noise."""

import os
from collections.abc import Iterable
from collections.abc import Iterator
from numbers import Real
from typing import TYPE_CHECKING
from typing import Any

import numpy as np

from seqkit.arguments import whole_numbers
from seqkit.data.batching.encode import as_small
from seqkit.data.batching.encode import encoded
from seqkit.data.batching.prefetch import untuned
from seqkit.data.batching.word_stream import Words
from seqkit.data.batching.word_stream import passes
from seqkit.data.batching.word_stream import pieces_of
from seqkit.data.read.lines import path_of
from seqkit.data.read.lines import read_texts
from seqkit.types import END
from seqkit.types import TextCodec

if TYPE_CHECKING:
    import tensorflow as tf

SUBSAMPLE = 1e-3  # for words; characters are few, and all of them frequent
NOISE = 32  # noise words of a row
NOISE_POWER = 0.75
STEPS = 54  # words of a row; with two windows of 5 beside them a row has 64
_AHEAD = 4  # batches made ahead of their training step


def skip_grams(
    texts: os.PathLike | Iterable[str],
    vocabulary: TextCodec,
    batch_size: int = 4096,
    window: int = 5,
    *,
    subsample: float | None = None,
    seed: int | None = None,
) -> "tf.data.Dataset":
    """Build batches of words with the windows in which each word predicts others.

    Each epoch goes through the texts in a new order, drops a share of the frequent
    words, and draws for each word anew how many of its neighbours, from 1 to `window`
    on each side, it predicts. Unknown words are dropped first, so neighbours may have
    stood further apart. A window ends at the end of a text.

    The pairs of words are never listed. A row has 54 consecutive words, and before and
    after them `window` more, which are only predicted. Two numbers of each of the 54
    say how many words before it and after it form pairs with it. Only ids of the texts
    are in memory, 2 bytes for each word if the vocabulary has under 65,536 tokens.

    Args:
        texts: iterable of str; or `pathlib.Path` of a UTF-8 file, `.gz` or plain, one
            text a line. Blank texts are skipped; see `read_texts`.
        vocabulary: `seqkit.Vocabulary` or `seqkit.SubwordVocabulary`.
        batch_size: int, words of a batch, each with its window.
        window: int, the most neighbours on each side.
        subsample: float t. A word whose share of the text is f is kept with the
            probability sqrt(t / f) + t / f. 0: all are kept. None: 0.001, and for a
            vocabulary of characters 0.
        seed: int or None. The same seed gives the same sequence of epochs.

    Returns:
        `tf.data.Dataset` of `(words, (spans, noise))`, of known cardinality, the mean
        of a pass over the texts: int32 `(rows, 54 + 2 * window)`, ids padded with 0;
        int32 `(rows, 54, 2)`, words before and after each word that form pairs with it;
        and int32 `(rows, 32)`, words drawn with probabilities proportional to their
        counts to the power of 0.75.

    Raises:
        TypeError: an item of `texts` is no str, or `vocabulary` is of another kind.
        ValueError: there is no such file; `texts` is a str; no text has two known
            words, so that there is no pair; or a number is out of range.

    Reference:
        Mikolov et al. 2013, section 2, https://arxiv.org/abs/1310.4546. Its equation 5
        gives sqrt(t / f); the probability here is that of its program, word2vec.c.

    Example:
    >>> vocabulary = Vocabulary.from_texts(["a cat sat"], "words")
    >>> batches = skip_grams(["a cat sat"], vocabulary, window=1, subsample=0)
    >>> words, (spans, noise) = next(batches.as_numpy_iterator())
    >>> spans[0, :4]
    [[0 1] [1 1] [1 0] [0 0]]
    """
    numbers = whole_numbers(batch_size=batch_size, window=window, seed=seed)
    subsample = _subsample(subsample, vocabulary)
    path_of(texts)  # raises for a str
    ids, lengths = _known(texts, vocabulary)
    counts = np.bincount(ids, minlength=len(vocabulary))
    kept = keep_probability(counts, subsample)
    expected = float(counts @ kept)
    size = max(1, min(numbers["batch_size"], round(expected)))
    return _batches(
        Words(*pieces_of(ids, lengths), kept, numbers["window"]),
        size,
        max(1, round(expected / size)),
        noise_bounds(counts),
        numbers["seed"],
    )


def keep_probability(counts: np.ndarray, subsample: float) -> np.ndarray:
    """Return the probability with which each word is kept, float64 `(tokens,)`.

    Args:
        counts: int `(tokens,)`, how often each word stands in the texts.
        subsample: float, see `skip_grams`.
    """
    if not subsample:
        return np.ones(len(counts))
    ratio = subsample * counts.sum() / np.maximum(counts, 1)
    return np.minimum(1, np.sqrt(ratio) + ratio)


def noise_bounds(counts: np.ndarray) -> np.ndarray:
    """Return the upper bound of each word's part of 0 to 1, float64 `(tokens,)`."""
    bounds = np.cumsum(counts**NOISE_POWER)
    return bounds / bounds[-1]


def _batches(words, size, steps, bounds, seed) -> "tf.data.Dataset":
    """Build the data set; `steps` batches of `size` words are an epoch."""
    import tensorflow as tf

    epochs = np.random.default_rng(seed)
    width = STEPS + 2 * words.window

    def epoch() -> Iterator[Any]:
        random = np.random.default_rng(epochs.integers(2**63))
        stream = passes(words, size, random)
        for _ in range(steps):
            ids, spans = _rows(*next(stream), words.window)
            noise = np.searchsorted(bounds, random.random((len(ids), NOISE)), "right")
            yield ids, (spans, noise)

    spec = (
        tf.TensorSpec((None, width), tf.int32),
        (
            tf.TensorSpec((None, STEPS, 2), tf.int32),
            tf.TensorSpec((None, NOISE), tf.int32),
        ),
    )
    batches = tf.data.Dataset.from_generator(epoch, output_signature=spec)
    batches = batches.apply(tf.data.experimental.assert_cardinality(steps))
    return untuned(batches.prefetch(_AHEAD))


def _rows(ids, spans, window):
    """Cut consecutive words into rows, each with the words beside it.

    Args:
        ids: int `(window + words + window,)`, as `passes` yields them.
        spans: int `(words, 2)`.
        window: int.

    Returns:
        int32 `(rows, STEPS + 2 * window)` and int32 `(rows, STEPS, 2)`.
    """
    rows = -(-len(spans) // STEPS)
    missing = rows * STEPS - len(spans)
    starts = np.arange(rows)[:, None] * STEPS
    ids = np.pad(ids, (0, missing))[starts + np.arange(STEPS + 2 * window)]
    spans = np.pad(spans, ((0, missing), (0, 0))).reshape(rows, STEPS, 2)
    return ids.astype("int32"), spans.astype("int32")


def _known(texts, vocabulary):
    """Return the ids of all texts without unknown words, and the lengths of texts."""
    if getattr(vocabulary, "step_shape", None) != ():
        raise TypeError(
            "`vocabulary` gives one id to each word, character or piece. Received "
            f"{vocabulary!r:.80} of type {type(vocabulary).__name__}. "
            "Give a `Vocabulary` or a `SubwordVocabulary`."
        )
    parts, lengths = [np.zeros(0, "uint8")], [np.zeros(0, "int64")]
    for _, flat, steps in encoded(read_texts(texts), vocabulary):
        known = flat > END
        ends = np.concatenate([[0], np.cumsum(known)])[np.cumsum(steps)]
        parts.append(as_small(flat[known]))
        lengths.append(np.diff(ends, prepend=0))
    ids, lengths = np.concatenate(parts), np.concatenate(lengths)
    if lengths.max(initial=0) < 2:
        raise ValueError(
            "A pair is two known words of one text. Received "
            f"{len(lengths)} texts, of which none has two words of the vocabulary. "
            "Give more text, or make the vocabulary of these texts."
        )
    return ids, lengths


def _subsample(subsample, vocabulary):
    """Return the threshold as a float; raise unless it is a number from 0 to 1."""
    if subsample is None:
        characters = getattr(vocabulary, "split", None) == "characters"
        return 0.0 if characters else SUBSAMPLE
    real = isinstance(subsample, Real) and not isinstance(subsample, bool)
    if not real or not 0 <= subsample <= 1:
        raise ValueError(
            "`subsample` is a share of the text, from 0 to 1; 0 keeps all words. "
            f"Received {subsample!r:.80}. Give 0.001, say."
        )
    return float(subsample)
