"""`SpelledVocabulary`: encode words as the id of the word and ids of characters."""

from collections.abc import Iterable
from typing import Any

import keras
import numpy as np

from seqkit.arguments import whole_number
from seqkit.layers.spelled_embedding import SpelledEmbedding
from seqkit.text.checked_inputs import as_text_tensor
from seqkit.text.checked_inputs import as_texts
from seqkit.text.checked_inputs import is_one_text
from seqkit.text.checked_inputs import is_tensor
from seqkit.text.framing import frame
from seqkit.text.framing import frame_in_graph
from seqkit.text.text_steps import TextSteps
from seqkit.text.text_steps import check_adversarial
from seqkit.text.vocabulary import Vocabulary
from seqkit.types import Tensor


@keras.saving.register_keras_serializable(package="seqkit")
class SpelledVocabulary(TextSteps):
    """Encode each word of a text as the id of the word and the ids of its characters.

    So a tagger can read the characters of a word that is not in the vocabulary, and its
    capitals, even if `words` lowers texts.

    Args:
        words: `Vocabulary` of words, which also splits the texts into words.
        characters: `Vocabulary` of characters.
        word_length: int, the most characters that are encoded of a word. A longer word
            loses its middle: half of the characters are its first, half its last.

    Raises:
        ValueError: a vocabulary is of the wrong kind, or `word_length` is less than 1.

    Example:
    >>> vocabulary = SpelledVocabulary.from_texts(["a cab"], word_length=4)
    >>> vocabulary.encode("Cab a")
    [[5 1 4 5 0], [4 4 0 0 0]]
    """

    def __init__(
        self, words: Vocabulary, characters: Vocabulary, word_length: int = 16
    ):
        splits = [getattr(each, "split", None) for each in (words, characters)]
        if splits[0] not in ("words", "spaces") or splits[1] != "characters":
            raise ValueError(
                "A `SpelledVocabulary` is made of one vocabulary of words and one of "
                f"characters. Received {words!r:.80} and {characters!r:.80}. "
                "Make both with `SpelledVocabulary.from_texts(texts)`."
            )
        advice = "To encode words without characters, use a `Vocabulary` of words."
        self.words = words
        self.characters = characters
        self.word_length = whole_number("word_length", word_length, advice=advice)

    @classmethod
    def from_texts(
        cls,
        texts: str | Iterable[str],
        split: str = "spaces",
        max_size: int | None = None,
        min_count: int = 1,
        lowercase: bool = True,
        *,
        word_length: int = 16,
    ) -> "SpelledVocabulary":
        """Build a vocabulary from texts, with their words and characters.

        Args:
            texts: iterable of str or UTF-8 bytes, or one text.
            split: str, the rule for words: `"spaces"` or `"words"`.
            max_size: int, the most words, the four special ones included. None: all.
            min_count: int, the least occurrences of a word, and of a character.
            lowercase: bool, whether words are lowered; characters are not.
            word_length: int, the most characters that are encoded of a word.

        Returns:
            SpelledVocabulary.

        Raises:
            TypeError: a text is neither str nor bytes.
            ValueError: no word is left, or an argument is out of its range.
        """
        texts = list(as_texts(texts))
        words = Vocabulary.from_texts(texts, split, max_size, min_count, lowercase)
        spelled = (word for row in words.tokenize(texts) for word in row)
        characters = Vocabulary.from_texts(spelled, min_count=min_count)
        return cls(words, characters, word_length)

    def encode(
        self, texts: str | Iterable[str] | Tensor, length: int | None = None
    ) -> np.ndarray | Tensor:
        """Encode texts as ids of words and of their characters, padded with 0.

        Args:
            texts: iterable of str or UTF-8 bytes, or one text, or a string `tf.Tensor`
                `(batch,)` or `()`, in a graph or not.
            length: int, the number of words of each row; longer rows are cut. None:
                that of the longest row.

        Returns:
            int32 `(batch, time, 1 + word_length)`, or `(time, 1 + word_length)` for one
            text: the id of each word, then the ids of its characters. A `tf.Tensor` if
            `texts` is a tensor, otherwise a NumPy array.

        Raises:
            TypeError: a text is neither str nor bytes, or a tensor holds no strings.
            ValueError: `length` is less than 1, or a tensor has more than one axis.
        """
        if is_tensor(texts):
            texts = as_text_tensor(texts)
            rows = self._rows_in_graph(texts if texts.shape.rank else texts[None])
            rows = frame_in_graph(rows, length=length)
            return rows if texts.shape.rank else rows[0]
        rows = frame(*self.encode_flat(texts), length=length)
        return rows[0] if is_one_text(texts) else rows

    def encode_flat(self, texts: str | Iterable[str]) -> tuple[np.ndarray, np.ndarray]:
        """Encode texts as one flat array of words, without padding of rows.

        Args:
            texts: iterable of str or UTF-8 bytes, or one text.

        Returns:
            int32 `(total, 1 + word_length)`, the ids of all words of all texts one
            after another; and int32 `(n,)`, the number of words of each text.

        Raises:
            TypeError: a text is neither str nor bytes.
        """
        rows, places = self.tokenize(list(as_texts(texts))), {}
        # Equal words are encoded once, since most words are frequent.
        flat = [places.setdefault(word, len(places)) for row in rows for word in row]
        distinct = list(places)
        spelled = self.characters.encode(
            [self._cut(word) for word in distinct], length=self.word_length
        )
        words = self.words.encode(distinct, length=1)
        ids = np.concatenate([words, spelled], axis=1)  # (distinct, 1 + word_length)
        lengths = np.fromiter(map(len, rows), np.int32, len(rows))
        return ids[np.array(flat, np.int64)], lengths

    def tokenize(self, texts: str | Iterable[str] | Tensor) -> list | Tensor:
        """Split texts into words, see `Vocabulary.tokenize`."""
        return self.words.tokenize(texts)

    def _cut(self, word):
        """Return a word without its middle, if it is longer than `word_length`."""
        if len(word) <= self.word_length:
            return word
        ending = self.word_length // 2
        return word[: self.word_length - ending] + word[len(word) - ending :]

    def _rows_in_graph(self, texts):
        """Return an int32 `tf.RaggedTensor` `(batch, None, 1 + word_length)`."""
        import tensorflow as tf

        rows = self.tokenize(texts)
        words = rows.flat_values
        cut = self._cut_in_graph(words)
        spelled = self.characters.encode(cut, length=self.word_length)
        ids = [self.words.encode(words, length=1), spelled]
        return rows.with_flat_values(tf.concat(ids, axis=1))

    def _cut_in_graph(self, words):
        """Return words `(total,)` as `_cut` does, in a graph."""
        import tensorflow as tf

        lengths = tf.strings.length(words, unit="UTF8_CHAR")
        ending = tf.minimum(lengths, self.word_length // 2)
        beginning = tf.minimum(lengths, self.word_length) - ending
        return tf.strings.join(
            [
                tf.strings.substr(words, 0 * lengths, beginning, unit="UTF8_CHAR"),
                tf.strings.substr(words, lengths - ending, ending, unit="UTF8_CHAR"),
            ]
        )

    def embed(
        self,
        embedding: int = 128,
        word_dropout: float = 0.1,
        train_embedding: bool = True,
        adversarial: float = 0.0,
        character_units: int = 64,
        dtype: Any = None,
    ) -> SpelledEmbedding:
        """Build the layer from ids to vectors `(batch, time, features)`.

        Args:
            embedding: int, width of the learned vectors of words.
            word_dropout: float, the share of words replaced by unknown in training.
            train_embedding: bool. False: training does not change the vectors of words.
            adversarial: float, how far a model's training moves the vectors, 0 or more;
                only checked here.
            character_units: int, width of the vectors computed from characters.
            dtype: str or `keras.DTypePolicy` of the layer.

        Raises:
            ValueError: an argument is out of its range.
        """
        check_adversarial(adversarial)
        return SpelledEmbedding(
            len(self),
            len(self.characters),
            whole_number("embedding", embedding),
            whole_number("character_units", character_units),
            word_dropout,
            train_embedding,
            dtype=dtype,
        )

    @property
    def step_shape(self) -> tuple[int]:
        """The shape of one step: the id of a word, and the ids of its characters."""
        return (1 + self.word_length,)

    @property
    def tables(self) -> list[Any]:
        """The TensorFlow tables that an export must track, created at first use."""
        return self.words.tables + self.characters.tables

    @property
    def tokens(self) -> list[str]:
        """The words, in the order of their ids."""
        return self.words.tokens

    def __len__(self):
        """Return the number of words, special ones included."""
        return len(self.words)

    def __eq__(self, other):
        """Return whether two vocabularies encode every text as the same ids."""
        if not isinstance(other, SpelledVocabulary):
            return NotImplemented
        return self.get_config() == other.get_config()

    def __hash__(self):
        """Return equal hashes for equal vocabularies."""
        return hash((self.words, self.characters, self.word_length))

    def __repr__(self):
        """Return the sizes and the rules, without the words."""
        return (
            f"SpelledVocabulary({len(self)} words, {len(self.characters)} characters, "
            f"split={self.words.split!r}, word_length={self.word_length})"
        )

    def get_config(self) -> dict[str, Any]:
        """Return the arguments."""
        return {
            "words": keras.saving.serialize_keras_object(self.words),
            "characters": keras.saving.serialize_keras_object(self.characters),
            "word_length": self.word_length,
        }

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "SpelledVocabulary":
        """Build a vocabulary from the result of `get_config`."""
        nested = {
            name: keras.saving.deserialize_keras_object(config[name])
            for name in ("words", "characters")
        }
        return cls(**{**config, **nested})
