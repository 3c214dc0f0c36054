import functools
from typing import Any

import keras
from keras import ops

from seqkit.backend.compiled import compiled
from seqkit.decoding.beam import beam_search
from seqkit.decoding.sample_loop import sample
from seqkit.types import State
from seqkit.types import Step
from seqkit.types import Tensor


class DecodingGraphs:
    """A mixin for models that decode a batch of inputs to tokens.

    The model implements four methods: `start(inputs, length) -> state, memory` reads
    the inputs; `first_tokens(inputs)` returns the tokens for the first step;
    `step(tokens, state, memory) -> logits, state` reads one token; and
    `as_text(inputs, tokens)` returns the tokens of the whole answer. The mixin builds
    `sample_tokens` (random drawing) and `search_tokens` (beam search) from them.
    `generate` and exports both run these two, each compiled to one graph.
    """

    def start(self, inputs: Tensor, length: int | None = None) -> tuple[State, Any]:
        """Read inputs, and return the first state and the memory for `step`.

        Args:
            inputs: array that `prepare` returns, batch first.
            length: int, the most new tokens. None: the model's `length`.
        """
        raise NotImplementedError

    def first_tokens(self, inputs: Tensor) -> Tensor:
        """Return the token that the first `step` reads; int32 `(batch,)`."""
        raise NotImplementedError

    def step(self, tokens: Tensor, state: State, memory: Any) -> tuple[Tensor, State]:
        """Read one token in each row, and return the logits of the next and the state.

        Args:
            tokens: int32 `(rows,)`.
            state: state of `start`, or of the last `step`.
            memory: memory of `start`.

        Returns:
            float32 `(rows, vocabulary)`, and the state for the next call.
        """
        raise NotImplementedError

    def step_of_loop(self) -> Step:
        """Return `step`, with all tensors that are equal at each step computed once.

        A loop of decoding calls the function that is returned.
        """
        return self.step

    def as_text(self, inputs: Tensor, tokens: Tensor) -> Tensor:
        """Return the tokens of the whole answer, from inputs and new tokens.

        A language model returns the tokens of the text and its continuation.

        Args:
            inputs: array that `prepare` returns, one row for each row of `tokens`.
            tokens: int32 `(rows, time)`, the new tokens.

        Returns:
            int32 `(rows, …)`.
        """
        raise NotImplementedError

    def attention_of(self, inputs: Tensor, tokens: Tensor) -> Tensor | None:
        """Return the attention of each new token to each place of the input.

        Args:
            inputs: array that `prepare` returns, batch first.
            tokens: int32 `(rows, time)`, the new tokens, padded on the right with 0.

        Returns:
            float `(rows, time, places)`, or None if the model has no attention.
        """
        return None

    # Compiled functions, built at first use. Keras neither saves nor copies them.
    @functools.cached_property
    def _sample(self):
        return compiled(self.sample_tokens, lambda: self.variables)

    @functools.cached_property
    def _search(self):
        return compiled(self.search_tokens, lambda: self.variables)

    @functools.cached_property
    def _attend(self):
        return compiled(self.attention_of, lambda: self.variables)

    def sample_tokens(
        self,
        inputs: Tensor,
        temperature: float | Tensor,
        top_k: int | Tensor | None,
        top_p: float | Tensor | None,
        seed: int | Tensor,
        *,
        length: int,
        count: int = 1,
    ) -> dict[str, Tensor]:
        """Draw `count` random sequences for each row of inputs, by `decoding.sample`.

        The arguments from `temperature` to `seed` are one number for all sequences, or
        an array `(batch * count,)` with a number for each.

        Args:
            inputs: array that `prepare` returns, batch first.
            temperature: float; see `decoding.sample`.
            top_k: int32, or None; see `decoding.sample`.
            top_p: float, or None; see `decoding.sample`.
            seed: int32; see `decoding.sample`.
            length: int, the most new tokens.
            count: int, number of sequences for each row.

        Returns:
            dict with `text` int32 `(batch * count, …)`, the tokens of the whole answer;
            `tokens` int32 `(batch * count, length)`, the new tokens; and `score`
            float32 `(batch * count,)`, log-probabilities in nats.
        """
        read = inputs, self.first_tokens(inputs), *self.start(inputs, length)
        inputs, first, state, memory = keras.tree.map_structure(
            lambda part: ops.repeat(part, count, axis=0), read
        )  # (batch * count, …)
        tokens, scores = sample(
            self.step_of_loop(),
            first,
            state,
            memory,
            length=length,
            temperature=temperature,
            top_k=top_k,
            top_p=top_p,
            seed=seed,
        )
        text = self.as_text(inputs, tokens)
        return {"text": text, "tokens": tokens, "score": scores}

    def search_tokens(
        self,
        inputs: Tensor,
        length_penalty: float | Tensor,
        *,
        length: int,
        beams: int,
        count: int = 1,
    ) -> dict[str, Tensor]:
        """Search the `count` best sequences for each row, by `decoding.beam_search`.

        Args:
            inputs: array that `prepare` returns, batch first.
            length_penalty: float; see `decoding.beam_search`.
            length: int, the most new tokens.
            beams: int, number of hypotheses that are kept for each row.
            count: int, number of sequences for each row, best first.

        Returns:
            dict with the same entries as that of `sample_tokens`.
        """
        state, memory = self.start(inputs, length)
        tokens, scores = beam_search(
            self.step_of_loop(),
            self.first_tokens(inputs),
            state,
            memory,
            length=length,
            beams=beams,
            count=count,
            length_penalty=length_penalty,
            repeat_memory=False,
        )
        tokens = ops.reshape(tokens, (-1, length))  # (batch * count, length)
        inputs = ops.repeat(inputs, count, axis=0)  # (batch * count, …)
        return {
            "text": self.as_text(inputs, tokens),
            "tokens": tokens,
            "score": ops.reshape(scores, (-1,)),  # (batch * count,)
        }
