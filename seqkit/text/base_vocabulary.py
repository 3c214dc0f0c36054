"""`BaseVocabulary`: the methods that `Vocabulary` and `SubwordVocabulary` share."""

import codecs
import functools
from collections.abc import Iterable
from collections.abc import Iterator
from typing import TYPE_CHECKING
from typing import Any
from typing import Self

import numpy as np

from seqkit.text.checked_inputs import as_id_tensor
from seqkit.text.checked_inputs import as_rows
from seqkit.text.checked_inputs import as_text_tensor
from seqkit.text.checked_inputs import as_texts
from seqkit.text.checked_inputs import is_one_text
from seqkit.text.checked_inputs import is_tensor
from seqkit.text.framing import check_length
from seqkit.text.framing import frame
from seqkit.text.framing import frame_in_graph
from seqkit.text.framing import text_places
from seqkit.text.framing import unframe
from seqkit.text.framing import unframe_in_graph
from seqkit.text.text_steps import TextSteps
from seqkit.text.text_steps import check_adversarial
from seqkit.types import END
from seqkit.types import PADDING
from seqkit.types import START
from seqkit.types import UNKNOWN
from seqkit.types import Tensor

if TYPE_CHECKING:
    import keras


class BaseVocabulary(TextSteps):
    """Encode texts as ids and decode ids to texts, in Python and in TensorFlow graphs.

    A subclass has:

    - `tokens`, a list of str: the token of each id;
    - `_lookup`, a `CharacterLookup`, `WordLookup` or `PieceLookup`: texts to ids;
    - `_split(texts)` and `_split_in_graph(texts)`: texts to rows of tokens;
    - `_words(ids, places)`: ids of one text to words, see `decode_words`;
    - `get_config()`: the arguments of the constructor.

    Attributes:
        dtype: str, the dtype of the ids.
        step_shape: tuple of int, the shape of one step; `()`, since a step is one id.
    """

    step_shape = ()

    _glue = b""  # the bytes between the tokens of a text

    def embed(
        self,
        embedding: int = 128,
        word_dropout: float = 0.1,
        train_embedding: bool = True,
        adversarial: float = 0.0,
        encoder: "keras.Model | None" = None,
        dtype: Any = None,
    ) -> "keras.layers.Layer":
        """Build the layer from ids to vectors `(batch, time, features)`.

        Args:
            embedding: int, width of the learned vectors.
            word_dropout: float, the share of tokens replaced by unknown in training.
            train_embedding: bool. False: training does not change the vectors.
            adversarial: float, how far a model's training moves the vectors, 0 or more;
                only checked here.
            encoder: `keras.Model` from ids to vectors, used instead of an embedding.
            dtype: str or `keras.DTypePolicy` of the layer.

        Returns:
            `WordEmbedding`; with an `encoder`, `EncodedTokens`.

        Raises:
            ValueError: an argument is out of its range.
        """
        # Imported here, so that encoding texts does not load Keras.
        from seqkit.layers.encoded_tokens import EncodedTokens
        from seqkit.layers.word_embedding import WordEmbedding

        check_adversarial(adversarial)
        if encoder is not None:
            return EncodedTokens(encoder, word_dropout, dtype=dtype)
        return WordEmbedding(
            len(self), embedding, word_dropout, train_embedding, dtype=dtype
        )

    def encode(
        self,
        texts: str | Iterable[str] | Tensor,
        start: bool = False,
        end: bool = False,
        length: int | None = None,
    ) -> np.ndarray | Tensor:
        """Encode texts as ids, padded on the right with 0.

        Invalid UTF-8 and lone surrogates are read as U+FFFD. For an empty list, the
        result has the shape `(0, 0)`, or `(0, length)`.

        Args:
            texts: iterable of str or UTF-8 bytes, or one text, or a string `tf.Tensor`
                `(batch,)` or `()`, in a graph or not.
            start: bool, whether each row begins with id 2.
            end: bool, whether each row ends with id 3, cut rows included.
            length: int, the number of ids of each row; longer rows are cut. None: that
                of the longest row.

        Returns:
            int32 `(batch, time)`, or `(time,)` for one text. A `tf.Tensor` if `texts`
            is a tensor, otherwise a NumPy array.

        Raises:
            TypeError: a text is neither str nor bytes, or a tensor holds no strings.
            ValueError: `length` has no room for start and end, or a tensor has more
                than one axis.
        """
        length = check_length(start, end, length)
        if is_tensor(texts):
            texts, one = self._batch_in_graph(texts)
            rows = frame_in_graph(self._lookup.in_graph(texts), start, end, length)
            return rows[0] if one else rows
        rows = frame(*self.encode_flat(texts), start, end, length)
        return rows[0] if is_one_text(texts) else rows

    def encode_flat(self, texts: str | Iterable[str]) -> tuple[np.ndarray, np.ndarray]:
        """Encode texts as one flat array of ids, without padding, start or end.

        Args:
            texts: iterable of str or UTF-8 bytes, or one text.

        Returns:
            int32 `(total,)`, the ids of all texts one after another; and int32 `(n,)`,
            the number of ids of each text.

        Raises:
            TypeError: a text is neither str nor bytes.
        """
        return self._lookup(list(self._read(as_texts(texts))))

    def tokenize(
        self, texts: str | Iterable[str] | Tensor
    ) -> list[str] | list[list[str]] | Tensor:
        """Split texts into tokens, one str for each id.

        Words and characters are returned as in the text, even if the vocabulary lowers
        them or does not contain them. Pieces are those of `tokens`.

        Args:
            texts: iterable of str or UTF-8 bytes, or one text, or a string `tf.Tensor`
                `(batch,)` or `()`, in a graph or not.

        Returns:
            list of lists of str, or list of str for one text. If `texts` is a tensor,
            a string `tf.RaggedTensor` `(batch, None)`, or a `tf.Tensor` `(time,)`.

        Raises:
            TypeError: a text is neither str nor bytes, or a tensor holds no strings.
            ValueError: a tensor has more than one axis.

        Example:
        >>> Vocabulary(["a"], "words", lowercase=True).tokenize("A dog!")
        ['A', 'dog', '!']
        """
        if is_tensor(texts):
            texts, one = self._batch_in_graph(texts)
            rows = self._split_in_graph(texts)
            return rows[0] if one else rows
        rows = self._split(list(self._read(as_texts(texts))))
        return rows[0] if is_one_text(texts) else rows

    def decode(self, ids: list | np.ndarray | Tensor) -> list[str] | str | Tensor:
        """Decode ids to texts.

        Words are joined by spaces, characters and pieces without spaces. A text stops
        at the first end token. Padding and start tokens are skipped. The id of unknown
        tokens becomes U+FFFD.

        Args:
            ids: int `(batch, time)` or `(time,)`: array, list, list of lists of any
                lengths, or `tf.Tensor`, in a graph or not.

        Returns:
            list of str, or one str for ids `(time,)`. If `ids` is a `tf.Tensor`, a
            string `tf.Tensor` `(batch,)` or `()`.

        Raises:
            TypeError: `ids` are not integers.
            ValueError: `ids` have another number of axes, or an id is not in the
                vocabulary. (In a tensor, an id that is not in the vocabulary becomes
                U+FFFD, so that a server does not fail.)
        """
        if is_tensor(ids):
            return self._decode_in_graph(as_id_tensor(ids))
        rows, one = as_rows(ids, len(self))
        spelled = (
            self._glue.join([self._spellings[token] for token in unframe(row)])
            for row in rows
        )
        texts = [text.decode("utf-8", "replace") for text in spelled]
        return texts[0] if one else texts

    def decode_stream(self, ids: Iterable[int]) -> Iterator[str]:
        """Yield the text of each id, as soon as the id is known.

        The texts together are the text that `decode` returns. A character that several
        ids spell, byte by byte, is yielded as a whole with the last of them; the others
        yield "". Padding and start tokens yield "", too.

        Args:
            ids: iterable of int, read no further than its first end token.

        Example:
        >>> list(Vocabulary(["a", "dog"], "words").decode_stream([2, 4, 5, 3]))
        ['', 'a', ' dog']
        """
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        glue = b""
        for token in ids:
            if token == END:
                break
            spelled = b""
            if token not in (PADDING, START):
                spelled, glue = glue + self._spellings[token], self._glue
            yield decoder.decode(spelled)
        if rest := decoder.decode(b"", final=True):  # bytes of no whole character
            yield rest

    def decode_words(self, ids: list | np.ndarray) -> list[tuple[str, list[int]]]:
        """Decode one row of ids to words, each with the indices of its ids in the row.

        Figures use it to show attention by words instead of ids. A word of a
        `SubwordVocabulary` is the text between two spaces, with its punctuation, and
        has one or more pieces. A word of a `Vocabulary` is one token, which may be a
        character. Special ids, and ids after the first end token, are left out.

        Args:
            ids: int `(time,)`: array or list.

        Returns:
            list of tuples of a word, str, and its indices, list of int; in the order of
            the text.

        Raises:
            TypeError: `ids` are not integers.
            ValueError: `ids` are no single row, or an id is not in the vocabulary.

        Example:
        >>> Vocabulary(["a", "dog"], "words").decode_words([2, 4, 5, 3])
        [('a', [1]), ('dog', [2])]
        """
        rows, one = as_rows(ids, len(self))
        if not one:
            raise ValueError(
                "`decode_words` takes the ids of one text, of shape (time,). "
                f"Received {len(rows)} rows. Give one of them: `ids[0]`."
            )
        places = text_places(rows[0])
        return self._words([rows[0][place] for place in places], places)

    @property
    def tables(self) -> list[Any]:
        """The TensorFlow tables that an export must track, created at first use."""
        return list(self._lookup.tables)

    def __len__(self):
        """Return the number of tokens, special ones included."""
        return len(self.tokens)

    def __eq__(self, other):
        """Return whether two vocabularies encode every text as the same ids."""
        if type(other) is not type(self):
            return NotImplemented
        return self.get_config() == other.get_config()

    def __hash__(self):
        """Return equal hashes for equal vocabularies."""
        return hash(repr(self))

    def __reduce__(self):
        """Copy and pickle the configuration, since tables cannot be pickled."""
        return type(self).from_config, (self.get_config(),)

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """Build a vocabulary from the result of `get_config`."""
        return cls(**config)

    def _read(self, texts):
        """Return texts as read; `Vocabulary` may replace HTML's line breaks."""
        return texts

    def _read_in_graph(self, texts):
        """Return strings `(batch,)` as `_read` does, in a graph."""
        return texts

    def _batch_in_graph(self, texts):
        """Return a batch of texts, and whether `texts` was one text of shape `()`."""
        texts = as_text_tensor(texts)
        one = not texts.shape.rank
        return self._read_in_graph(texts[None] if one else texts), one

    def _decode_in_graph(self, ids):
        """Decode ids int64 `(batch, time)` or `(time,)` to strings, in a graph."""
        import tensorflow as tf

        rows = ids if ids.shape.rank == 2 else ids[None]  # (batch, time)
        known = (rows >= 0) & (rows < len(self))
        rows = unframe_in_graph(tf.where(known, rows, UNKNOWN))
        spelled = tf.gather(tf.constant(self._spellings), rows.flat_values)
        texts = tf.strings.reduce_join(
            rows.with_flat_values(spelled), axis=-1, separator=self._glue
        )  # (batch,)
        # Pieces may be single bytes, which may be invalid UTF-8 together.
        texts = tf.strings.unicode_transcode(texts, "UTF-8", "UTF-8")
        return texts if ids.shape.rank == 2 else texts[0]

    @functools.cached_property
    def _spellings(self):
        """The spelling of each id, in UTF-8."""
        return [token.encode() for token in self.tokens]
