"""`PieceLookup`: convert texts to the ids of SentencePiece's pieces.

The ids are equal in Python and in a graph. Both run the same algorithm, but round its
sums of log-probabilities over a long text differently, which would change pieces. Since
pieces never cross a space, both encode a text word by word, and a very long word in
parts.
"""

import functools
import re
from array import array
from itertools import chain
from typing import Any

import numpy as np

from seqkit.backend.sentencepiece_ops import named_tokenizer
from seqkit.text.splitting import code_points_in_graph
from seqkit.text.splitting import lower
from seqkit.types import Tensor

SPACE = "\u2581"
"""The character by which SentencePiece replaces spaces."""

# The most characters of a part of a word: few enough that rounding changes no piece.
_LONGEST = 500
_WORDS = re.compile(
    f"[ {SPACE}][^ {SPACE}]{{0,{_LONGEST - 1}}}|[^ {SPACE}]{{1,{_LONGEST}}}"
)


class PieceLookup:
    """Split texts into pieces and return the ids of the pieces.

    Args:
        proto: bytes, a SentencePiece model.
        lowercase: bool, whether texts are lowered first.
    """

    def __init__(self, proto: bytes, lowercase: bool = False):
        self.proto = proto
        self.lowercase = lowercase

    def __call__(self, texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
        """Return the ids of all texts, int32 `(total,)`, and lengths, int32 `(n,)`."""
        rows = [
            _WORDS.findall(lower(text) if self.lowercase else text) for text in texts
        ]
        # Equal words are split once, since most words are frequent.
        distinct = list(dict.fromkeys(chain.from_iterable(rows)))
        pieces = dict(zip(distinct, self.processor.encode(distinct), strict=True))
        ids, ends = array("i"), [0]
        for row in rows:
            for word in row:
                ids.extend(pieces[word])
            ends.append(len(ids))
        return np.array(ids, np.int32), np.diff(ends).astype(np.int32)

    def in_graph(self, texts: Tensor) -> Tensor:
        """Return the ids of strings `(batch,)`, int32 `tf.RaggedTensor`."""
        import tensorflow as tf

        words, counts = _words_in_graph(code_points_in_graph(texts, self.lowercase))
        pieces = self._tokenizer.tokenize(words)  # (words, None)
        return tf.RaggedTensor.from_row_lengths(pieces, counts).merge_dims(1, 2)

    @property
    def tables(self) -> tuple[Any, ...]:
        """The TensorFlow tokenizer, created at first use."""
        return (self._tokenizer,)

    @functools.cached_property
    def processor(self) -> Any:
        """The `sentencepiece.SentencePieceProcessor`."""
        import sentencepiece

        sentencepiece.set_min_log_level(2)  # errors alone
        processor = sentencepiece.SentencePieceProcessor()
        processor.LoadFromSerializedProto(self.proto)
        return processor

    @functools.cached_property
    def _tokenizer(self):
        return named_tokenizer(self.proto)


def _words_in_graph(codes):
    """Split code points `(batch, None)` into words as `_WORDS` does, in a graph.

    Returns the words, strings `(words,)`, and the number of words of each text, int64
    `(batch,)`.
    """
    import tensorflow as tf

    flat = codes.flat_values
    places = tf.range(tf.size(flat))
    heads = tf.scatter_nd(  # the number of texts that begin at each code point
        codes.row_starts()[:, None],
        tf.ones_like(codes.row_starts(), tf.int32),
        [tf.size(flat, tf.int64) + 1],
    )[:-1]
    # A word begins at the beginning of a text, at a space, and after `_LONGEST`
    # characters of a word.
    heads = (heads > 0) | (flat == ord(" ")) | (flat == ord(SPACE))  # (total,)
    first = tf.boolean_mask(places, heads)  # (spaced words,)
    since = places - tf.gather(first, tf.cumsum(tf.cast(heads, tf.int32)) - 1)
    heads |= since % _LONGEST == 0
    words = tf.RaggedTensor.from_row_starts(flat, tf.boolean_mask(places, heads))
    counts = tf.reduce_sum(codes.with_flat_values(tf.cast(heads, tf.int64)), axis=1)
    return tf.strings.unicode_encode(words, "UTF-8"), counts
