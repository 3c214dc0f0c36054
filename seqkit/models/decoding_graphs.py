import functools
from typing import Any

import keras
from keras import ops

from seqkit.backend.compiled import compiled
from seqkit.decoding.beam import beam_search
from seqkit.decoding.sampling import sample
from seqkit.types import State
from seqkit.types import Tensor


class DecodingGraphs:
    """Decode a batch of inputs to tokens, by drawing or by beam search; a mixin.

    The model has `start(inputs, length) -> state, memory`, which reads the inputs;
    `first_tokens(inputs)`, which the first step takes; `step(tokens, state, memory) ->
    logits, state`; and `as_text(inputs, tokens)`, the tokens of the whole answer.
    Exports and `generate` run the same functions, each as one graph.
    """

    def start(self, inputs: Tensor, length: int | None = None) -> tuple[State, Any]:
        """Read inputs; return the first state and the memory of `step`.

        Args:
            inputs: as `prepare` makes them, batch first.
            length: int, bound on the new tokens. None: the model's own.
        """
        raise NotImplementedError

    def first_tokens(self, inputs: Tensor) -> Tensor:
        """Return the token that the first step takes; int32 `(batch,)`."""
        raise NotImplementedError

    def step(self, tokens: Tensor, state: State, memory: Any) -> tuple[Tensor, State]:
        """Move one token; return logits float32 `(rows, vocabulary)` and the state."""
        raise NotImplementedError

    def as_text(self, inputs: Tensor, tokens: Tensor) -> Tensor:
        """Return the tokens of the whole answer; int32 `(rows, …)`."""
        raise NotImplementedError

    def attention_of(self, inputs: Tensor, tokens: Tensor) -> Tensor | None:
        """Return the attention of each new token; None of a model without attention.

        Args:
            inputs: as `prepare` makes them, batch first.
            tokens: int32 `(rows, time)`, new ones, padded on the right with 0.

        Returns:
            float `(rows, time, places)`, or None.
        """
        return None

    # Built at first use. Keras neither saves nor copies them.
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
        """Draw `count` sequences for each row of inputs; see `decoding.sample`.

        Args:
            inputs: as `prepare` makes them, batch first.
            temperature: as of `decoding.sample`, or float `(batch * count,)`.
            top_k: int32, the same.
            top_p: float, the same.
            seed: int32, the same.
            length: int, the most new tokens.
            count: int, sequences for each row.

        Returns:
            dict of `text` int32 `(batch * count, …)`, the tokens of the whole answer;
            `tokens` int32 `(batch * count, length)`, the new ones; and `score` float32
            `(batch * count,)`.
        """
        read = inputs, self.first_tokens(inputs), *self.start(inputs, length)
        inputs, first, state, memory = keras.tree.map_structure(
            lambda part: ops.repeat(part, count, axis=0), read
        )  # (batch * count, …)
        tokens, scores = sample(
            self.step,
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
        """Search the `count` best sequences for each row; see `beam_search`.

        Args:
            inputs: as `prepare` makes them, batch first.
            length_penalty: float.
            length: int, the most new tokens.
            beams: int, hypotheses kept for each row.
            count: int, sequences for each row, best first.

        Returns:
            As `sample_tokens`.
        """
        state, memory = self.start(inputs, length)
        tokens, scores = beam_search(
            self.step,
            self.first_tokens(inputs),
            state,
            memory,
            length=length,
            beams=beams,
            count=count,
            length_penalty=length_penalty,
        )
        tokens = ops.reshape(tokens, (-1, length))  # (batch * count, length)
        inputs = ops.repeat(inputs, count, axis=0)  # (batch * count, …)
        return {
            "text": self.as_text(inputs, tokens),
            "tokens": tokens,
            "score": ops.reshape(scores, (-1,)),  # (batch * count,)
        }
