"""Texts to SentencePiece's pieces, with equal results in Python and in a graph.

Both ways run the same algorithm, but its sums of log-probabilities over a long text
round otherwise in one than in the other. Pieces never cross a space, so each way gets
the words one by one, and words without end in parts.
"""

import functools
import hashlib
import re
from array import array
from itertools import chain
from typing import Any

import numpy as np

from seqkit.text.splitting import code_points_in_graph
from seqkit.text.splitting import lower
from seqkit.types import Tensor

SPACE = "\u2581"
"""What SentencePiece writes for a space, and reads as one."""

# Characters of a word at most: so few that rounding never decides between two pieces.
_LONGEST = 500
_WORDS = re.compile(
    f"[ {SPACE}][^ {SPACE}]{{0,{_LONGEST - 1}}}|[^ {SPACE}]{{1,{_LONGEST}}}"
)


class PieceLookup:
    """Cuts texts into pieces and looks them up.

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
        # Most words are copies, and each is cut once.
        distinct = list(dict.fromkeys(chain.from_iterable(rows)))
        pieces = dict(zip(distinct, self.processor.encode(distinct), strict=True))
        ids, ends = array("i"), [0]
        for row in rows:
            for word in row:
                ids.extend(pieces[word])
            ends.append(len(ids))
        return np.array(ids, np.int32), np.diff(ends).astype(np.int32)

    def in_graph(self, texts: Tensor) -> Tensor:
        """Return an int32 `tf.RaggedTensor` `(batch, None)` for strings `(batch,)`."""
        import tensorflow as tf

        words, counts = _words_in_graph(code_points_in_graph(texts, self.lowercase))
        pieces = self._tokenizer.tokenize(words)  # (words, None)
        return tf.RaggedTensor.from_row_lengths(pieces, counts).merge_dims(1, 2)

    @property
    def tables(self) -> tuple[Any, ...]:
        """The TensorFlow tokenizer, made if there is none yet."""
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
        import tensorflow as tf
        import tensorflow_text

        # Outside of any graph that is being traced, so that all graphs can use it.
        with tf.init_scope(), tf.device("CPU:0"):
            tokenizer = tensorflow_text.SentencepieceTokenizer(self.proto)
            tokenizer._model_resource = _named_resource(self.proto)
            return tokenizer


def _named_resource(proto):
    """Loads a SentencePiece model under a name.

    The tokenizer's own resource has none, and such a one goes with the kernel that
    made it: `keras.utils.clear_session()` would take it from under every graph.
    """
    import tensorflow as tf
    from tensorflow_text.python.ops import sentencepiece_tokenizer

    class NamedResource(tf.saved_model.experimental.TrackableResource):
        def __init__(self):
            super().__init__()
            self.handle = self.resource_handle  # made by being asked for

        def _create_resource(self):
            name = f"seqkit_{hashlib.sha256(proto).hexdigest()}"
            ops = sentencepiece_tokenizer.gen_sentencepiece_tokenizer
            return ops.sentencepiece_op(model=proto, shared_name=name)

    return NamedResource()


def _words_in_graph(codes):
    """Split code points `(batch, None)` as `_WORDS` does.

    Returns strings `(words,)` and how many are of each text, int64 `(batch,)`.
    """
    import tensorflow as tf

    flat = codes.flat_values
    places = tf.range(tf.size(flat))
    heads = tf.scatter_nd(
        codes.row_starts()[:, None],
        tf.ones_like(codes.row_starts(), tf.int32),
        [tf.size(flat, tf.int64) + 1],
    )[:-1]
    heads = (heads > 0) | (flat == ord(" ")) | (flat == ord(SPACE))
    first = tf.boolean_mask(places, heads)  # (spaced words,)
    since = places - tf.gather(first, tf.cumsum(tf.cast(heads, tf.int32)) - 1)
    heads |= since % _LONGEST == 0
    words = tf.RaggedTensor.from_row_starts(flat, tf.boolean_mask(places, heads))
    counts = tf.reduce_sum(codes.with_flat_values(tf.cast(heads, tf.int64)), axis=1)
    return tf.strings.unicode_encode(words, "UTF-8"), counts
