"""Texts to ids and back, in Python and in graphs: what vocabularies share."""

import functools
from collections.abc import Iterable
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
from seqkit.types import UNKNOWN
from seqkit.types import Tensor

if TYPE_CHECKING:
    import keras


class Codec(TextSteps):
    """Encodes and decodes by the tokens and the lookup of a subclass.

    That has `tokens`, list of str by id; `_lookup`, which gives `(ids, lengths)` for a
    list of texts, a ragged tensor `in_graph`, and its `tables`; `_split` and
    `_split_in_graph`, texts to rows of tokens; `_words`, see `decode_words`; and
    `get_config`.
    """

    step_shape = ()
    _glue = b""  # what stands between the tokens of a text

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
            word_dropout: float, share of the tokens made unknown while training.
            train_embedding: bool. False keeps the vectors as they are.
            adversarial: float, how far a model's training moves the vectors, 0 or more;
                only checked here.
            encoder: `keras.Model` that reads the ids in place of a learned embedding.
            dtype: str or `keras.DTypePolicy` of the layer.

        Returns:
            `WordEmbedding`, or `EncodedTokens` with an `encoder`.

        Raises:
            ValueError: an argument is out of its range.
        """
        # Here, since texts are encoded without Keras.
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

        Invalid UTF-8 and lone surrogates read as U+FFFD. No texts give `(0, 0)`, or
        `(0, length)`.

        Args:
            texts: iterable of str or UTF-8 bytes, or one of them, or a string
                `tf.Tensor` `(batch,)` or `()`, in a graph or not.
            start: bool, whether each row begins with id 2.
            end: bool, whether each row ends with id 3, also where it is cut.
            length: int, ids of each row exactly; longer rows are cut. None: as many as
                the longest row needs.

        Returns:
            int32 `(batch, time)`, or `(time,)` for one text: a `tf.Tensor` for a
            tensor, else NumPy.

        Raises:
            TypeError: a text is neither str nor bytes, or a tensor holds no strings.
            ValueError: `length` does not hold even start and end, or a tensor has more
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
        """Encode many texts as ids fast, without padding, start or end.

        Args:
            texts: iterable of str or UTF-8 bytes, or one of them.

        Returns:
            ids int32 `(total,)`, one text after another, and lengths int32 `(n,)`.

        Raises:
            TypeError: a text is neither str nor bytes.
        """
        return self._lookup(list(self._read(as_texts(texts))))

    def tokenize(
        self, texts: str | Iterable[str] | Tensor
    ) -> list[str] | list[list[str]] | Tensor:
        """Split texts into what its ids stand for, one str for each id.

        Words and characters are those of the text, neither lowered nor replaced where
        unknown; pieces are those of `tokens`.

        Args:
            texts: iterable of str or UTF-8 bytes, or one of them, or a string
                `tf.Tensor` `(batch,)` or `()`, in a graph or not.

        Returns:
            list of lists of str, or list of str for one text. For a tensor a string
            `tf.RaggedTensor` `(batch, None)`, or a `tf.Tensor` `(time,)`.

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
        """Decode ids to texts: words joined by a space, all else by nothing.

        A text stops at the first end; padding and start are skipped wherever they
        stand; unknown ones read as U+FFFD.

        Args:
            ids: int `(batch, time)` or `(time,)`: array, list, list of lists of any
                lengths, or `tf.Tensor`, in a graph or not.

        Returns:
            list of str, or str for one axis. For a `tf.Tensor` a string `tf.Tensor`
            `(batch,)` or `()`.

        Raises:
            TypeError: `ids` are not integers.
            ValueError: `ids` have another number of axes, or one is not in the
                vocabulary (in a tensor it reads as unknown: a server must answer).
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

    def decode_words(self, ids: list | np.ndarray) -> list[tuple[str, list[int]]]:
        """Decode one row of ids to its words, each with its places in the row.

        So what a model says of ids (attention, say) is shown by words. A word is what
        stands between spaces, its punctuation with it, made of one or more pieces of a
        `SubwordVocabulary`; or one token of a `Vocabulary`, a character too. Specials
        belong to no word, nor does what stands after the first end.

        Args:
            ids: int `(time,)`: array or list.

        Returns:
            list of str with list of int, in the order of the text.

        Raises:
            TypeError: `ids` are not integers.
            ValueError: `ids` are no single row, or one is not in the vocabulary.

        Example:
        >>> Vocabulary(["a", "dog"], "words").decode_words([2, 4, 5, 3])
        [('a', [1]), ('dog', [2])]
        """
        rows, one = as_rows(ids, len(self))
        if not one:
            raise ValueError(
                "`decode_words` takes the ids of one text, of shape (time,). "
                f"Received {len(rows)} rows. Give them one by one: `ids[0]`."
            )
        places = text_places(rows[0])
        return self._words([rows[0][place] for place in places], places)

    @property
    def tables(self) -> list[Any]:
        """What a SavedModel must track for TensorFlow, made if need be."""
        return list(self._lookup.tables)

    def __len__(self):
        """Count the tokens, specials included."""
        return len(self.tokens)

    def __eq__(self, other):
        """Return whether both turn every text into the same ids."""
        if type(other) is not type(self):
            return NotImplemented
        return self.get_config() == other.get_config()

    def __hash__(self):
        """Agree with `==`."""
        return hash(repr(self))

    def __reduce__(self):
        """Copy and pickle the configuration, for a table can be neither."""
        return type(self).from_config, (self.get_config(),)

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """Build a vocabulary from its `get_config`."""
        return cls(**config)

    def _read(self, texts):
        """Changes texts before anything else does."""
        return texts

    def _read_in_graph(self, texts):
        """Do in a graph what `_read` does, for strings `(batch,)`."""
        return texts

    def _batch_in_graph(self, texts):
        """Return a batch of texts, and whether it was one without a batch axis."""
        texts = as_text_tensor(texts)
        one = not texts.shape.rank
        return self._read_in_graph(texts[None] if one else texts), one

    def _decode_in_graph(self, ids):
        """Decode ids int64 `(batch, time)` or `(time,)`."""
        import tensorflow as tf

        rows = ids if ids.shape.rank == 2 else ids[None]  # (batch, time)
        known = (rows >= 0) & (rows < len(self))
        rows = unframe_in_graph(tf.where(known, rows, UNKNOWN))
        spelled = tf.gather(tf.constant(self._spellings), rows.flat_values)
        texts = tf.strings.reduce_join(
            rows.with_flat_values(spelled), axis=-1, separator=self._glue
        )  # (batch,)
        # Bytes that are no whole character, where pieces may be bytes.
        texts = tf.strings.unicode_transcode(texts, "UTF-8", "UTF-8")
        return texts if ids.shape.rank == 2 else texts[0]

    @functools.cached_property
    def _spellings(self):
        """What each id reads as, in UTF-8."""
        return [token.encode() for token in self.tokens]
