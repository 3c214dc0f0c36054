"""`NgramVocabulary`: encode words as the id of the word and ids of its n-grams."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import keras
import numpy as np

from seqkit.arguments import whole_number
from seqkit.text.checked_inputs import as_text_tensor
from seqkit.text.checked_inputs import as_texts
from seqkit.text.checked_inputs import is_one_text
from seqkit.text.checked_inputs import is_tensor
from seqkit.text.framing import SPECIALS
from seqkit.text.framing import frame
from seqkit.text.framing import frame_in_graph
from seqkit.text.text_steps import TextSteps
from seqkit.text.vocabulary import Vocabulary
from seqkit.types import UNKNOWN
from seqkit.types import Tensor

BEGIN, STOP = "<", ">"  # around a word, so that an n-gram may be its first or last
SHARED = 2  # an n-gram of a single word says nothing that the word does not say


@keras.saving.register_keras_serializable(package="seqkit")
class NgramVocabulary(TextSteps):
    """Encode each word of a text as its id and the ids of its n-grams of characters.

    So a word that is not in the vocabulary has ids too. The n-grams are those of `<`,
    the word and `>` that at least two words of the vocabulary have.

    Args:
        words: `Vocabulary` of words, which also splits the texts into words.
        shortest: int, characters of the shortest n-grams.
        longest: int, characters of the longest n-grams.

    Raises:
        ValueError: `words` is no vocabulary of words, `longest` is less than
            `shortest`, or no n-gram is in two words.

    Reference:
        Bojanowski et al. 2017, section 3.2, https://arxiv.org/abs/1607.04606. There all
        n-grams are hashed to 2 million ids; here each has an id.

    Example:
    >>> vocabulary = NgramVocabulary(Vocabulary(["cat", "cats"], "words"), 3, 3)
    >>> vocabulary.grams.tokens[4:]
    ['<ca', 'cat']
    >>> vocabulary.encode("cats cap")
    [[5 10 11], [1 10 0]]
    """

    def __init__(self, words: Vocabulary, shortest: int = 3, longest: int = 6):
        if getattr(words, "split", None) not in ("words", "spaces"):
            raise ValueError(
                "Only words have n-grams of characters. Received "
                f'{words!r:.80}. Give a `Vocabulary` with `split="words"`.'
            )
        self.words = words
        self.shortest = whole_number("shortest", shortest)
        self.longest = whole_number("longest", longest, self.shortest)
        spelled = words.tokens[len(SPECIALS) :]
        counts = Counter(gram for word in spelled for gram in {*self._grams(word)})
        found = [gram for gram, count in counts.items() if count >= SHARED]
        if not found:
            raise ValueError(
                f"No n-gram of {shortest} to {longest} characters is in two words of "
                f"{words!r:.80}. Give more words, or shorter n-grams."
            )
        found.sort(key=lambda gram: (-counts[gram], gram))
        # Lowers n-grams as `words` lowers words.
        self.grams = Vocabulary(found, "spaces", words.lowercase)
        known = set(found)
        self.width = max(
            sum(gram in known for gram in self._grams(word)) for word in spelled
        )

    def __len__(self):
        """Return the number of ids, of words and of n-grams."""
        return len(self.words) + len(self.grams)

    @property
    def tokens(self) -> list[str]:
        """The words of the vocabulary, special ones included."""
        return self.words.tokens

    @property
    def step_shape(self) -> tuple[int, ...]:
        """The shape of the ids of one word."""
        return (1 + self.width,)

    @property
    def tables(self) -> list[Any]:
        """The TensorFlow tables that an export must track."""
        return [*self.words.tables, *self.grams.tables]

    def encode(
        self, texts: str | Iterable[str] | Tensor, length: int | None = None
    ) -> np.ndarray | Tensor:
        """Encode texts as ids of words and of their n-grams, padded with 0.

        Args:
            texts: iterable of str or UTF-8 bytes, or one text, or a string `tf.Tensor`
                `(batch,)` or `()`, in a graph or not.
            length: int, the words of each row; longer rows are cut. None: those of the
                longest row.

        Returns:
            int32 `(batch, time, 1 + width)`, or `(time, 1 + width)` for one text: the
            id of each word, then those of its known n-grams, shortest first.

        Raises:
            TypeError: a text is neither str nor bytes.
        """
        if is_tensor(texts):
            texts = as_text_tensor(texts)
            rows = self._rows_in_graph(texts if texts.shape.rank else texts[None])
            rows = frame_in_graph(rows, length=length)
            return rows if texts.shape.rank else rows[0]
        rows = frame(*self.encode_flat(texts), length=length)
        return rows[0] if is_one_text(texts) else rows

    def encode_flat(self, texts: str | Iterable[str]) -> tuple[np.ndarray, np.ndarray]:
        """Return all words' ids, int32 `(total, 1 + width)`, and lengths `(n,)`."""
        rows = self.words.tokenize(list(as_texts(texts)))
        flat = [word for row in rows for word in row]
        lengths = np.fromiter(map(len, rows), np.int32, len(rows))
        if not flat:
            return np.zeros((0, 1 + self.width), np.int32), lengths
        words = self.words.encode(flat, length=1)
        return np.concatenate([words, self._gram_ids(flat)], axis=1), lengths

    def word_ids(self) -> np.ndarray:
        """Return the ids of all words of the vocabulary and of their n-grams.

        Returns:
            int32 `(words, 1 + width)`; the special ones have no n-grams.
        """
        rows = np.zeros((len(self.words), 1 + self.width), np.int32)
        rows[:, 0] = np.arange(len(rows))
        rows[len(SPECIALS) :, 1:] = self._gram_ids(self.tokens[len(SPECIALS) :])
        return rows

    def tokenize(self, texts: str | Iterable[str] | Tensor) -> list | Tensor:
        """Split texts into words, see `Vocabulary.tokenize`."""
        return self.words.tokenize(texts)

    def get_config(self) -> dict[str, Any]:
        """Return the arguments."""
        return {
            "words": keras.saving.serialize_keras_object(self.words),
            "shortest": self.shortest,
            "longest": self.longest,
        }

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "NgramVocabulary":
        """Build a vocabulary from the result of `get_config`."""
        words = keras.saving.deserialize_keras_object(config["words"])
        return cls(**{**config, "words": words})

    def _grams(self, word):
        """Return the n-grams of a word, shortest first, as `tf.strings.ngrams` does."""
        marked = f"{BEGIN}{word}{STOP}"
        return [
            marked[start : start + size]
            for size in range(self.shortest, self.longest + 1)
            for start in range(len(marked) - size + 1)
        ]

    def _gram_ids(self, words):
        """Return the ids of the known n-grams of words, int32 `(words, width)`."""
        flat, lengths = self.grams.encode_flat(
            [" ".join(self._grams(word)) for word in words]
        )
        known = flat != UNKNOWN
        ends = np.concatenate([[0], np.cumsum(known)])[np.cumsum(lengths)]
        lengths = np.diff(ends, prepend=0).astype(np.int32)
        return frame(flat[known] + len(self.words), lengths, length=self.width)

    def _rows_in_graph(self, texts):
        """Return the ids of strings `(batch,)`, ragged `(batch, None, 1 + width)`."""
        import tensorflow as tf

        rows = self.words.tokenize(texts)  # (batch, None)
        words = rows.flat_values  # (total,)
        marked = tf.strings.join([BEGIN, words, STOP])
        letters = tf.strings.unicode_split(marked, "UTF-8")  # (total, None)
        sizes = range(self.shortest, self.longest + 1)
        grams = [tf.strings.ngrams(letters, size, separator="") for size in sizes]
        spelled = tf.strings.reduce_join(tf.concat(grams, axis=1), -1, separator=" ")
        ids = self.grams.encode(spelled)  # (total, grams)
        known = (ids != UNKNOWN) & (ids != 0)
        ids = tf.ragged.boolean_mask(ids + len(self.words), known)
        ids = ids.to_tensor(shape=(None, self.width))  # (total, width)
        own = self.words.encode(words, length=1)  # (total, 1)
        return rows.with_flat_values(tf.concat([own, ids], axis=1))
