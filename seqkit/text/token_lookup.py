"""Convert characters or words to ids, in Python and in graphs, for `Vocabulary`."""

import functools
from array import array
from itertools import repeat
from typing import Any

import numpy as np

from seqkit.text.framing import SPECIALS
from seqkit.text.splitting import SPLITS
from seqkit.text.splitting import code_points
from seqkit.text.splitting import code_points_in_graph
from seqkit.text.splitting import look_up_in_graph
from seqkit.text.splitting import lower
from seqkit.text.splitting import lower_code_points
from seqkit.types import UNKNOWN
from seqkit.types import Tensor


class CharacterLookup:
    """Return the ids of characters, from an array indexed by code point.

    Args:
        tokens: list of str, special ones included. Tokens of several characters, such
            as "[PAD]", are not looked up.
        lowercase: bool, whether texts are lowered first.

    Example:
    >>> CharacterLookup([*SPECIALS, "a", "b"])(["ab", "c"])
    (array([4, 5, 1]), array([2, 1]))
    """

    tables = ()

    def __init__(self, tokens: list[str], lowercase: bool = False):
        codes = {ord(token): i for i, token in enumerate(tokens) if len(token) == 1}
        # The last entry is UNKNOWN, and is used for all larger code points.
        self.ids = np.full(max(codes) + 2, UNKNOWN, np.int32)
        self.ids[list(codes)] = list(codes.values())
        if lowercase:
            self.ids = self.ids.take(lower_code_points(), mode="clip")

    def __call__(self, texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
        """Return the ids of all texts, int32 `(total,)`, and lengths, int32 `(n,)`."""
        ids = self.ids.take(code_points("".join(texts)), mode="clip")
        return ids, np.fromiter(map(len, texts), np.int32, len(texts))

    def in_graph(self, texts: Tensor) -> Tensor:
        """Return the ids of strings `(batch,)`, int32 `tf.RaggedTensor`."""
        rows = code_points_in_graph(texts)
        known = np.flatnonzero(self.ids != UNKNOWN)
        ids = look_up_in_graph(rows.flat_values, known, self.ids[known], UNKNOWN)
        return rows.with_flat_values(ids)


class WordLookup:
    """Return the ids of words, from a dict; in a graph, from a hash table.

    Args:
        tokens: list of str, special ones included.
        split: str, `"words"` or `"spaces"`.
        lowercase: bool, whether texts are lowered first.

    Example:
    >>> WordLookup([*SPECIALS, "a", "dog"])(["a dog", "a cat"])
    (array([4, 5, 4, 1]), array([2, 2]))
    """

    def __init__(
        self, tokens: list[str], split: str = "words", lowercase: bool = False
    ):
        self.ids = {token: i for i, token in enumerate(tokens) if i >= len(SPECIALS)}
        self.split, self.split_in_graph = SPLITS[split]
        self.lowercase = lowercase

    def __call__(self, texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
        """Return the ids of all texts, int32 `(total,)`, and lengths, int32 `(n,)`."""
        ids, lengths = array("i"), []
        for text in texts:
            words = self.split(lower(text) if self.lowercase else text)
            ids.extend(map(self.ids.get, words, repeat(UNKNOWN)))
            lengths.append(len(words))
        return np.array(ids, np.int32), np.array(lengths, np.int32)

    def in_graph(self, texts: Tensor) -> Tensor:
        """Return the ids of strings `(batch,)`, int32 `tf.RaggedTensor`."""
        rows = self.split_in_graph(texts, self.lowercase)
        return rows.with_flat_values(self._table.lookup(rows.flat_values))

    @property
    def tables(self) -> tuple[Any, ...]:
        """The TensorFlow table, created at first use."""
        return (self._table,)

    @functools.cached_property
    def _table(self):
        import tensorflow as tf

        # Created outside of the graph that is being traced, so that all graphs can
        # use the table.
        with tf.init_scope(), tf.device("CPU:0"):
            words = tf.constant(list(self.ids), tf.string)
            ids = tf.constant(list(self.ids.values()), tf.int32)
            entries = tf.lookup.KeyValueTensorInitializer(words, ids)
            return tf.lookup.StaticHashTable(entries, UNKNOWN)
