"""A language model over words as the step of a search over characters."""

from collections.abc import Callable
from collections.abc import Sequence
from typing import Any
from typing import NamedTuple

import keras
import numpy as np
from keras import ops

from seqkit.decoding.choose_token import finite
from seqkit.decoding.ctc_frames import NONE
from seqkit.types import END
from seqkit.types import START
from seqkit.types import UNKNOWN
from seqkit.types import State
from seqkit.types import Step
from seqkit.types import Tensor

SPECIAL = 4  # padding, unknown, start and end


class SpelledWords(NamedTuple):
    """The arguments of `ctc_beam_search` that `spelled_words` returns.

    Args:
        step: `step(tokens, state, memory) -> log-probabilities, state`.
        state: nest of tensors, batch first.
        finish: `finish(state, memory) -> log-probabilities (rows,)` of the end.
    """

    step: Step
    state: State
    finish: Callable[[State, Any], Tensor]


def spelled_words(
    step: Step,
    state: State,
    words: Sequence[str],
    characters: Sequence[str],
    *,
    batch: int | Tensor,
    penalty: float | None = 5.0,
    space: str = " ",
) -> SpelledWords:
    """Return the step of a language model over words as a step over characters.

    The log-probability of a word is added at the space after it, or at the end of the
    text; the characters of known words cost nothing. A word that the language model
    does not have costs the log-probability of the unknown word, and `penalty` for each
    character: at the first character with which no word begins, that of all characters
    so far. A text has no space at its beginning and no two spaces in a row; a space at
    its end changes nothing.

    Args:
        step: `step(tokens, state, memory) -> logits, state`, the language model.
        state: nest of tensors, batch first, the state of `step` before its first token.
        words: list of str, the token of each id of the language model. The first four
            are padding, unknown, start and end. Words with a character that is not
            among `characters` are unknown.
        characters: list of str, the token of each id of the frames, the first four as
            in `words`.
        batch: int, or int32 scalar tensor, number of rows.
        penalty: float, nats. None: all texts consist of known words.
        space: str, the character between words.

    Returns:
        `SpelledWords`.

    Raises:
        ValueError: `space` is not among `characters`.

    Reference: Hannun et al. 2014, algorithm 1, https://arxiv.org/abs/1408.2873.

    Example:
    >>> spelled = spelled_words(step, state, words.tokens, characters.tokens, batch=1)
    >>> ctc_beam_search(log_probs, lengths, **spelled._asdict(), memory=memory)
    """
    characters = list(characters)
    if space not in characters[SPECIAL:]:
        raise ValueError(
            "Words are separated by `space`, which is one of `characters`. "
            f"Received {space!r} and {characters[SPECIAL:]!r:.80}. "
            "Give a vocabulary of characters that has the space."
        )
    trie = _trie(words, characters)
    speller = _Speller(step, trie, len(words), characters.index(space), penalty)
    nodes = ops.zeros((batch,), dtype="int32")
    said = ops.zeros((batch, len(words)))
    return SpelledWords(speller.step, (nodes, nodes, said, state), speller.finish)


def _trie(words, characters):
    """Return the nodes that follow each node, and the word at each node.

    Returns:
        following: int32 `(nodes + 1, characters)`. Node 0 is the empty word; the last
            node is that of all texts with which no word begins.
        word_of: int32 `(nodes + 1,)`, ids of words; 1, the unknown word, elsewhere.
    """
    ids = {character: place for place, character in enumerate(characters)}
    rows, word_of = [{}], [UNKNOWN]
    for place, word in enumerate(words):
        spelling = [ids.get(character, 0) for character in word]
        if place < SPECIAL or not word or min(spelling) < SPECIAL:
            continue
        node = 0
        for character in spelling:
            if character not in rows[node]:
                rows[node][character] = len(rows)
                rows.append({})
                word_of.append(UNKNOWN)
            node = rows[node][character]
        word_of[node] = place
    following = np.full((len(rows) + 1, len(characters)), len(rows), "int32")
    for node, row in enumerate(rows):
        for character, after in row.items():
            following[node, character] = after
    return following, np.array([*word_of, UNKNOWN], "int32")


class _Speller:
    """The functions of `SpelledWords`.

    The state is a tuple of the node of the trie, int32 `(rows,)`; the number of
    characters of the word so far, int32 `(rows,)`; the log-probabilities of the next
    word, float32 `(rows, words)`; and the state of the language model.
    """

    def __init__(self, step, trie, words, space, penalty):
        self.following, self.word_of = trie
        self.outside = len(self.word_of) - 1
        self.words = words
        self.space = space
        self.penalty = penalty
        self._step = step

    def step(self, tokens, state, memory):
        """Return the log-probabilities of the next characters, and the state."""
        nodes, sizes, said, inner = state
        starts = ops.equal(tokens, START)
        done = ops.logical_or(ops.equal(tokens, self.space), starts)
        words = ops.where(starts, START, ops.take(self.word_of, nodes))
        said, inner = ops.cond(
            ops.any(done),
            lambda: self._after_word(words, done, said, inner, memory),
            lambda: (said, inner),
        )
        table = ops.convert_to_tensor(self.following, "int32")
        place = nodes * table.shape[1] + tokens
        nodes = ops.where(done, 0, ops.take(ops.reshape(table, (-1,)), place))
        sizes = ops.where(done, 0, sizes + 1)
        state = nodes, sizes, said, inner
        return self._scores(state, ops.take(table, nodes, axis=0)), state

    def finish(self, state, memory):
        """Return the log-probability of the word so far and of the end."""
        nodes, sizes, said, inner = state
        words = ops.take(self.word_of, nodes)
        after, _ = self._read(words, inner, memory)
        empty = ops.equal(sizes, 0)
        ends = self._word(state) + after[:, END]
        return ops.where(empty, said[:, END], ops.maximum(ends, NONE))

    def _scores(self, state, following):
        """Return the log-probabilities of characters, float32 `(rows, characters)`."""
        nodes, sizes, _, _ = state
        cost = NONE
        if self.penalty is not None:
            # At the first character outside, those before it are paid, too.
            unpaid = ops.where(ops.equal(nodes, self.outside), 0, sizes) + 1
            cost = -self.penalty * ops.cast(unpaid, "float32")[:, None]
        scores = ops.where(ops.equal(following, self.outside), cost, 0.0)
        ids = ops.arange(following.shape[1], dtype="int32")
        word = ops.where(ops.equal(sizes, 0), NONE, self._word(state))  # (rows,)
        return ops.where(ops.equal(ids, self.space), word[:, None], scores)

    def _word(self, state):
        """Return the log-probability of the word so far: float32 `(rows,)`."""
        nodes, sizes, said, _ = state
        words = ops.take(self.word_of, nodes)
        gained = ops.take_along_axis(said, words[:, None], axis=1)[:, 0]
        unknown = ops.equal(words, UNKNOWN)
        if self.penalty is None:
            return ops.where(unknown, NONE, gained)
        unpaid = ops.where(ops.equal(nodes, self.outside), 0, sizes)
        cost = self.penalty * ops.cast(unpaid, "float32")
        return ops.where(unknown, gained - cost, gained)

    def _after_word(self, words, done, said, inner, memory):
        """Return the next word's log-probabilities and the state; only `done` rows."""
        new, after = self._read(words, inner, memory)

        def choose(one, two):
            rows = ops.reshape(done, (-1, *[1] * (len(one.shape) - 1)))
            return ops.where(rows, one, two)

        return choose(new, said), keras.tree.map_structure(choose, after, inner)

    def _read(self, words, inner, memory):
        logits, inner = self._step(words, inner, memory)
        logits = finite(logits)
        return logits - ops.logsumexp(logits, axis=-1, keepdims=True), inner
