"""The tokens of a model: strings to ids and back."""

import functools
from collections.abc import Iterable
from typing import Any

import keras
import numpy as np

from seqkit.text.counting import frequent_tokens
from seqkit.text.framing import check_length
from seqkit.text.framing import frame
from seqkit.text.framing import frame_in_graph
from seqkit.text.framing import unframe
from seqkit.text.framing import unframe_in_graph
from seqkit.text.inputs import as_id_tensor
from seqkit.text.inputs import as_rows
from seqkit.text.inputs import as_text_tensor
from seqkit.text.inputs import as_texts
from seqkit.text.inputs import as_tokens
from seqkit.text.inputs import is_one_text
from seqkit.text.inputs import is_tensor
from seqkit.text.inputs import refuse_path
from seqkit.text.lookup import CharacterLookup
from seqkit.text.lookup import WordLookup
from seqkit.text.splitting import SPLITS
from seqkit.text.splitting import break_lines
from seqkit.text.splitting import break_lines_in_graph
from seqkit.types import UNKNOWN
from seqkit.types import Tensor


@keras.saving.register_keras_serializable(package="seqkit")
class Vocabulary:
    r"""Turns texts into ids and ids into texts, in Python and in TensorFlow graphs.

    Ids 0 to 3 are padding `"[PAD]"`, unknown `"\ufffd"`, start `"[START]"` and end
    `"[END]"`; no text encodes to padding, start or end. A vocabulary never changes.

    Args:
        tokens: iterable of str, the tokens of ids 4, 5, …; one that begins with the
            four above holds those of ids 0, 1, …. Kept in `tokens` with the four.
        split: str, `"characters"` (Unicode code points), `"words"` (runs of letters,
            marks and numbers, and any other visible character by itself) or `"spaces"`
            (what spaces and newlines separate, for text that is words already).
        lowercase: bool, whether texts are lowered first, character by character.
        html_breaks: bool, whether `<br>`, `<br/>` and `<br />` read as line breaks.

    Raises:
        TypeError: `tokens` is one text, or one of them is no str.
        ValueError: there is no token, one is empty, twice there or not what UTF-8 can
            carry, or `split` is unknown.

    Example:
    >>> vocabulary = Vocabulary.from_texts(["hello"])
    >>> vocabulary.encode("hello")
    [6 5 4 4 7]
    >>> vocabulary.decode([6, 5, 4, 4, 7])
    'hello'
    """

    def __init__(
        self,
        tokens: Iterable[str],
        split: str = "characters",
        lowercase: bool = False,
        html_breaks: bool = False,
    ):
        _check_split(split)
        self.tokens = as_tokens(tokens)
        self.split = split
        self.lowercase = bool(lowercase)
        self.html_breaks = bool(html_breaks)

    @classmethod
    def from_texts(
        cls,
        texts: str | Iterable[str],
        split: str = "characters",
        max_size: int | None = None,
        min_count: int = 1,
        lowercase: bool = False,
        html_breaks: bool = False,
    ) -> "Vocabulary":
        """Makes the vocabulary of given texts.

        The more frequent a token, the smaller its id; equally frequent ones stand in
        the order of their code points, so equal texts give equal vocabularies. Texts
        are read once and not kept: those of a file larger than memory may come from
        `seqkit.data.read_texts(path)`.

        Args:
            texts: iterable of str or UTF-8 bytes, or one of them, which is one text.
            split: str, `"characters"`, `"words"` or `"spaces"`.
            max_size: int, the most tokens, the four special ones included. None: all.
            min_count: int, how often a token must occur.
            lowercase: bool, whether texts are lowered first.
            html_breaks: bool, whether `<br>` and its like read as line breaks.

        Returns:
            Vocabulary.

        Raises:
            TypeError: a text is neither str nor bytes.
            ValueError: no token is left, `max_size` has no room for one, `split` is
                unknown, or `texts` is the path of a file.
        """
        _check_split(split)
        refuse_path(texts)
        texts = _read(as_texts(texts), html_breaks)
        tokens = frequent_tokens(texts, split, lowercase, max_size, min_count)
        return cls(tokens, split, lowercase, html_breaks)

    def encode(
        self,
        texts: str | Iterable[str] | Tensor,
        start: bool = False,
        end: bool = False,
        length: int | None = None,
    ) -> np.ndarray | Tensor:
        """Turns texts into ids, padded on the right with 0.

        Invalid UTF-8 and lone surrogates read as U+FFFD, which is unknown. No texts
        give `(0, 0)`, or `(0, length)`.

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
        check_length(start, end, length)
        if is_tensor(texts):
            texts, one = self._read_in_graph(texts)
            rows = frame_in_graph(self._lookup.in_graph(texts), start, end, length)
            return rows[0] if one else rows
        rows = frame(*self.encode_flat(texts), start, end, length)
        return rows[0] if is_one_text(texts) else rows

    def encode_flat(self, texts: str | Iterable[str]) -> tuple[np.ndarray, np.ndarray]:
        """Turns many texts into ids fast, without padding, start or end.

        Args:
            texts: iterable of str or UTF-8 bytes, or one of them.

        Returns:
            ids int32 `(total,)`, one text after another, and lengths int32 `(n,)`.

        Raises:
            TypeError: a text is neither str nor bytes.
        """
        return self._lookup(list(_read(as_texts(texts), self.html_breaks)))

    def tokenize(
        self, texts: str | Iterable[str] | Tensor
    ) -> list[str] | list[list[str]] | Tensor:
        """Splits texts into words as they stand there, or characters, one for each id.

        They are those of the text: neither lowered nor replaced where unknown.

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
        split_text, split_in_graph = SPLITS[self.split]
        if is_tensor(texts):
            texts, one = self._read_in_graph(texts)
            rows = split_in_graph(texts)
            return rows[0] if one else rows
        read = _read(as_texts(texts), self.html_breaks)
        rows = [split_text(text) for text in read]
        return rows[0] if is_one_text(texts) else rows

    def _read_in_graph(self, texts):
        """Makes a batch of texts, and says whether it was one without a batch axis."""
        texts = as_text_tensor(texts)
        one = not texts.shape.rank
        texts = texts[None] if one else texts
        return break_lines_in_graph(texts) if self.html_breaks else texts, one

    def decode(self, ids: list | np.ndarray | Tensor) -> list[str] | str | Tensor:
        """Turns ids into texts: characters joined by nothing, words by a space.

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
        texts = [
            self._glue.join([self.tokens[token] for token in unframe(row)])
            for row in rows
        ]
        return texts[0] if one else texts

    def _decode_in_graph(self, ids):
        """Decodes ids int64 `(batch, time)` or `(time,)`."""
        import tensorflow as tf

        rows = ids if ids.shape.rank == 2 else ids[None]  # (batch, time)
        known = (rows >= 0) & (rows < len(self))
        rows = unframe_in_graph(tf.where(known, rows, UNKNOWN))
        tokens = tf.gather(tf.constant(self.tokens), rows.flat_values)
        texts = tf.strings.reduce_join(
            rows.with_flat_values(tokens), axis=-1, separator=self._glue
        )  # (batch,)
        return texts if ids.shape.rank == 2 else texts[0]

    @property
    def tables(self) -> list[Any]:
        """The TensorFlow tables that a SavedModel must track, made if need be."""
        return list(self._lookup.tables)

    @property
    def _glue(self):
        return "" if self.split == "characters" else " "

    @functools.cached_property
    def _lookup(self):
        if self.split == "characters":
            return CharacterLookup(self.tokens, self.lowercase)
        return WordLookup(self.tokens, self.split, self.lowercase)

    def __len__(self):
        """Counts the tokens, specials included."""
        return len(self.tokens)

    def __eq__(self, other):
        """Says whether both turn every text into the same ids."""
        if not isinstance(other, Vocabulary):
            return NotImplemented
        return self.get_config() == other.get_config()

    def __hash__(self):
        """Agrees with `==`."""
        return hash((len(self.tokens), self.split, self.lowercase))

    def __repr__(self):
        """Names size and rule, not the tokens."""
        return (
            f"Vocabulary({len(self)} tokens, split={self.split!r}, "
            f"lowercase={self.lowercase}{', html_breaks=True' * self.html_breaks})"
        )

    def __reduce__(self):
        """Copies and pickles the configuration, for a table can be neither."""
        return type(self), tuple(self.get_config().values())

    def get_config(self) -> dict[str, Any]:
        """Gives the arguments, `tokens` with the four special ones."""
        return {
            "tokens": list(self.tokens),
            "split": self.split,
            "lowercase": self.lowercase,
            "html_breaks": self.html_breaks,
        }

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "Vocabulary":
        """Makes a vocabulary from its `get_config`."""
        return cls(**config)


def _read(texts, html_breaks):
    """Reads HTML's line breaks as such, where wanted."""
    return map(break_lines, texts) if html_breaks else texts


def _check_split(split):
    if split not in SPLITS:
        raise ValueError(
            f"`split` must be one of {', '.join(map(repr, SPLITS))}. "
            f"Received {split!r}."
        )
