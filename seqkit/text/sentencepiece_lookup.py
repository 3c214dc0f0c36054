"""Texts to the ids of SentencePiece's pieces, equal in Python and in a graph.

Python and the graph run the same algorithm, but its sums of log-probabilities over a
long text round differently. Pieces never cross a space, so both get a text word by
word, and an endless word in parts.
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
"""The character that SentencePiece writes for a space, and reads as one."""

# The most characters of a word: so few that rounding never decides between pieces.
_LONGEST = 500
_WORDS = re.compile(
    f"[ {SPACE}][^ {SPACE}]{{0,{_LONGEST - 1}}}|[^ {SPACE}]{{1,{_LONGEST}}}"
)


class PieceLookup:
    """Cut texts into pieces and look up their ids.

    Args:
        proto: bytes, a SentencePiece model.
        lowercase: bool, whether texts are lowered first.
    """

    def __init__(self, proto: bytes, lowercase: bool = False):
        self.proto = proto
        self.lowercase = lowercase

    def __call__(self, texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
        """Return ids int32 `(total,)` and lengths int32 `(n,)`."""
        rows = [
            _WORDS.findall(lower(text) if self.lowercase else text) for text in texts
        ]
        # Most words are copies: each is cut once.
        distinct = list(dict.fromkeys(chain.from_iterable(rows)))
        pieces = dict(zip(distinct, self.processor.encode(distinct), strict=True))
        ids, ends = array("i"), [0]
        for row in rows:
            for word in row:
                ids.extend(pieces[word])
            ends.append(len(ids))
        return np.array(ids, np.int32), np.diff(ends).astype(np.int32)

    def in_graph(self, texts: Tensor) -> Tensor:
        """Return int32 `tf.RaggedTensor` `(batch, None)` of strings `(batch,)`."""
        import tensorflow as tf

        words, counts = _words_in_graph(code_points_in_graph(texts, self.lowercase))
        pieces = self._tokenizer.tokenize(words)  # (words, None)
        return tf.RaggedTensor.from_row_lengths(pieces, counts).merge_dims(1, 2)

    @property
    def tables(self) -> tuple[Any, ...]:
        """The TensorFlow tokenizer, made at the first use."""
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
    """Split code points `(batch, None)` as `_WORDS` does.

    Returns strings `(words,)` and the number of words of each text, int64 `(batch,)`.
    """
    import tensorflow as tf

    flat = codes.flat_values
    places = tf.range(tf.size(flat))
    heads = tf.scatter_nd(  # how many texts begin at each place
        codes.row_starts()[:, None],
        tf.ones_like(codes.row_starts(), tf.int32),
        [tf.size(flat, tf.int64) + 1],
    )[:-1]
    # A word begins with a text or a space, and again after `_LONGEST` characters.
    heads = (heads > 0) | (flat == ord(" ")) | (flat == ord(SPACE))  # (total,)
    first = tf.boolean_mask(places, heads)  # (spaced words,)
    since = places - tf.gather(first, tf.cumsum(tf.cast(heads, tf.int32)) - 1)
    heads |= since % _LONGEST == 0
    words = tf.RaggedTensor.from_row_starts(flat, tf.boolean_mask(places, heads))
    counts = tf.reduce_sum(codes.with_flat_values(tf.cast(heads, tf.int64)), axis=1)
    return tf.strings.unicode_encode(words, "UTF-8"), counts
