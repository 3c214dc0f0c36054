"""The scores of a language model for the prefixes of a search over frames."""

from collections.abc import Callable
from typing import Any

import keras
from keras import ops

from seqkit.decoding.choose_token import finite
from seqkit.decoding.ctc_frames import NONE
from seqkit.types import State
from seqkit.types import Step
from seqkit.types import Tensor

# The language model reads a 16th of all prefixes, a quarter or all: the least that has
# all extended ones.
SHARES = 16, 4, 1
UNKNOWN = 1  # like the blank, the start and the end, it never extends a prefix


class NoLanguage:
    """Only the bonus of each token; the carried tensor is the bonus of each prefix.

    Args:
        vocabulary: int, number of ids.
        beams: int, number of prefixes of a row.
        bonus: float32 `()`, nats that each token adds.
    """

    def __init__(self, vocabulary: int, beams: int, bonus: Tensor):
        self.vocabulary = vocabulary
        self.beams = beams
        self.bonus = bonus

    def first(self, batch: Tensor, state: State) -> Tensor:
        """Return what the search carries for the empty prefixes of each row."""
        return ops.zeros((batch, self.beams))

    def allowed(self, carried: Tensor) -> None:
        """Return which tokens may extend each prefix; None: all."""

    def gains(self, carried: Tensor) -> Tensor:
        """Return the gain of kept and extended prefixes, as `Candidates` order them."""
        extended = ops.repeat(carried + self.bonus, self.vocabulary, axis=1)
        return ops.concatenate([carried, extended], axis=1)

    def advanced(self, carried: Tensor, parents: Tensor, tokens: Tensor) -> Tensor:
        """Return what the search carries after prefixes were kept or extended."""
        gains = ops.take_along_axis(carried, parents, axis=1)  # (batch, beams)
        return gains + ops.where(tokens > 0, self.bonus, 0.0)

    def at_the_end(self, carried: Tensor) -> Tensor:
        """Return the gain of each prefix as a whole text: float32 `(batch, beams)`."""
        return carried


class LanguageScores:
    """The bonus and the weighted log-probability of the tokens of each prefix.

    The search carries a tuple: the gain of each prefix, float32 `(batch, beams)`; the
    log-probabilities of its next tokens, float32 `(batch, beams, vocabulary)`; and the
    state of the language model, a nest of tensors `(batch * beams, …)`.

    Args:
        vocabulary: int, number of ids.
        beams: int, number of prefixes of a row.
        bonus: float32 `()`, nats that each token adds.
        step: as in `ctc_beam_search`, like the next two.
        memory: nest of tensors.
        finish: function, or None.
        ids: (int, int), the start and the end.
        weight: float32 `()`.
    """

    def __init__(
        self,
        vocabulary: int,
        beams: int,
        bonus: Tensor,
        *,
        step: Step,
        memory: Any,
        finish: Callable[[State, Any], Tensor] | None,
        ids: tuple[int, int],
        weight: Tensor,
    ):
        self.vocabulary = vocabulary
        self.beams = beams
        self.bonus = bonus
        self.weight = weight
        self.start, self.end = ids
        self.finish = finish
        self.memory = _repeated(memory, beams)
        self._step = step

    def first(self, batch: Tensor, state: State) -> tuple:
        """Return what the search carries for the empty prefixes of each row."""
        tokens = ops.full((batch * self.beams,), self.start, dtype="int32")
        state = _repeated(state, self.beams)
        log_probs, state = self._read(tokens, state, self.memory)
        log_probs = ops.reshape(log_probs, (-1, self.beams, self.vocabulary))
        return ops.zeros((batch, self.beams)), log_probs, state

    def allowed(self, carried: tuple) -> Tensor:
        """Return which tokens may extend each prefix."""
        ids = ops.arange(self.vocabulary, dtype="int32")
        token = ops.logical_not(
            ops.any(
                ids[:, None]
                == ops.convert_to_tensor([0, UNKNOWN, self.start, self.end], "int32"),
                axis=1,
            )
        )
        return ops.logical_and(carried[1] > NONE / 2, token)

    def gains(self, carried: tuple) -> Tensor:
        """Return the gain of kept and extended prefixes, as `Candidates` order them."""
        kept = carried[0]
        extended = kept[..., None] + self.weight * carried[1] + self.bonus
        extended = ops.reshape(extended, (-1, self.beams * self.vocabulary))
        return ops.concatenate([kept, extended], axis=1)

    def advanced(self, carried: tuple, parents: Tensor, tokens: Tensor) -> tuple:
        """Return what the search carries after prefixes were kept or extended."""
        gains, log_probs, state = carried
        batch = ops.shape(parents)[0]
        # The carried tensors have batch * beams rows.
        rows = parents + ops.arange(batch, dtype="int32")[:, None] * self.beams
        rows = ops.reshape(rows, (-1,))
        flat = ops.reshape(log_probs, (-1, self.vocabulary))
        gained = ops.reshape(flat, (-1,))
        gained = ops.take(gained, rows * self.vocabulary + ops.reshape(tokens, (-1,)))
        gained = self.weight * ops.reshape(gained, (-1, self.beams)) + self.bonus
        gains = ops.take_along_axis(gains, parents, axis=1)
        gains = gains + ops.where(tokens > 0, gained, 0.0)  # (batch, beams)

        tokens, size = ops.reshape(tokens, (-1,)), batch * self.beams
        extended = ops.sum(ops.cast(tokens > 0, "int32"))

        def read(shares):
            share, *others = shares
            few = (size + share - 1) // share

            def advance():
                return self._advanced((flat, state), rows, tokens, few)

            if not others:
                return advance()
            return ops.cond(extended <= few, advance, lambda: read(others))

        flat, state = ops.cond(
            extended == 0, lambda: _taken((flat, state), rows), lambda: read(SHARES)
        )
        return gains, ops.reshape(flat, (-1, self.beams, self.vocabulary)), state

    def _advanced(self, carried, parents, tokens, size):
        """Return the rows of the parents, `size` of them after a step of the model.

        Args:
            carried: nest of tensors `(rows, …)`: log-probabilities and the state.
            parents: int32 `(rows,)`.
            tokens: int32 `(rows,)`, 0 in rows that are kept.
            size: int, at least the number of rows that are extended.
        """
        extended = tokens > 0
        every = ops.arange(ops.shape(tokens)[0], dtype="int32")
        # The extended rows are first, in their order.
        order = ops.where(extended, every, every + ops.shape(tokens)[0])
        chosen = ops.cast(ops.argsort(order), "int32")[:size]
        before = ops.take(parents, chosen)
        after = self._read(
            ops.take(tokens, chosen),
            _taken(carried[1], before),
            _taken(self.memory, before),
        )
        place = ops.cumsum(ops.cast(extended, "int32")) - 1
        place = ops.where(extended, place, size + parents)
        both = keras.tree.map_structure(
            lambda one, two: ops.concatenate([one, two]), after, carried
        )
        return _taken(both, place)

    def at_the_end(self, carried: tuple) -> Tensor:
        """Return the gain of each prefix as a whole text: float32 `(batch, beams)`."""
        gains, log_probs, state = carried
        last = log_probs[..., self.end]
        if self.finish is not None:
            last = self.finish(state, self.memory)
            last = ops.where(last > NONE, last, NONE)  # NaN is not larger
            last = ops.reshape(last, (-1, self.beams))
        return ops.where(last > NONE / 2, gains + self.weight * last, NONE)

    def _read(self, tokens, state, memory):
        """Return the log-probabilities that follow the tokens, and the state."""
        logits, state = self._step(tokens, state, memory)
        logits = finite(logits)
        if self.finish is None:
            logits = logits - ops.logsumexp(logits, axis=-1, keepdims=True)
        if logits.shape[-1] != self.vocabulary:
            raise ValueError(
                "The language model and the frames have the same vocabulary. "
                f"Received {logits.shape[-1]} logits of the language model and "
                f"{self.vocabulary} log-probabilities of a frame. "
                "Train the language model with the vocabulary of the transcriber."
            )
        return logits, state


def _repeated(nest, beams):
    """Return the nest with each row repeated for its beams."""
    return keras.tree.map_structure(
        lambda leaf: None if leaf is None else ops.repeat(leaf, beams, axis=0), nest
    )


def _taken(nest, rows):
    """Return the nest with the given rows only."""
    return keras.tree.map_structure(
        lambda leaf: None if leaf is None else ops.take(leaf, rows, axis=0), nest
    )
