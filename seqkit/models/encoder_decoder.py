"""Models that read something, then write a text: what all of them share."""

import functools
from collections.abc import Callable
from typing import Any

import keras
from keras import ops

from seqkit.backend.compiled import compiled
from seqkit.endpoint_kinds import Names
from seqkit.endpoint_kinds import Numbers
from seqkit.models.generating import Generating
from seqkit.models.start_and_end_ids import with_start
from seqkit.models.text_scores import compare_tokens
from seqkit.models.training_tokens import TrainsOnTokens
from seqkit.text.endpoint_kinds import Text
from seqkit.types import START
from seqkit.types import Endpoint
from seqkit.types import InputKind
from seqkit.types import OutputKind
from seqkit.types import State
from seqkit.types import Tensor
from seqkit.types import TextCodec


class EncoderDecoder(TrainsOnTokens, Generating):
    """Write a text after reading; a mixin for models with an encoder and a decoder.

    Attributes:
        embed: layer from tokens to vectors and, reversed, from vectors to logits.
        drop: dropout layer.
        decoder: `layers.AttentiveDecoder`.
        encode: method from inputs to memory float `(batch, places, features)`, lengths
            int32 `(batch,)` and a summary float `(batch, decoder.summary_width)`, from
            which the decoder makes its first state.
    """

    default_beams = 5
    runs_under_xla = False  # the decoder loops over the steps of a batch
    default_length_penalty = 1.0

    def logits_of(self, inputs: Tensor, before: Tensor) -> tuple[Tensor, Tensor]:
        """Return the logits of all steps at once, where the tokens are known.

        Args:
            inputs: what `encode` reads, batch first.
            before: int32 `(batch, time)`, beginning with the start.

        Returns:
            logits float32 `(batch, time, vocabulary)`, and the attention's weights
            float `(batch, time, places)`.
        """
        memory, lengths, summary = self.encode(inputs)
        vectors = self.drop(self.embed(before))  # (batch, time, embedding)
        outputs, weights, _ = self.decoder(
            vectors, memory, lengths=lengths, summary=summary
        )
        # (batch, time, vocabulary)
        return self.embed(self.drop(outputs), reverse=True), weights

    def start(self, inputs: Tensor, length: int | None = None) -> tuple[State, Any]:
        """Read the inputs.

        Args:
            inputs: as `prepare` makes them, batch first.
            length: int, bound on the tokens to write. None: the model's own.

        Returns:
            state and memory, as `step` takes them.
        """
        memory, lengths, summary = self.encode(inputs)
        rows, length = ops.shape(memory)[0], length or self.length
        state = self.decoder.start(rows, length, summary)
        return state, self.decoder.prepare(memory, lengths)

    def first_tokens(self, inputs: Tensor) -> Tensor:
        """Return the start for each row; int32 `(batch,)`."""
        return ops.full((ops.shape(inputs)[0],), START, dtype="int32")  # (batch,)

    def step(self, tokens: Tensor, state: State, memory: Any) -> tuple[Tensor, State]:
        """Write one token in each row, on the weights of `call`.

        Args:
            tokens: int32 `(rows,)`, each row's token before.
            state: as `start` returns it.
            memory: as `start` returns it.

        Returns:
            logits: float32 `(rows, vocabulary)`.
            state: like `state`.
        """
        outputs, _, state = self.decoder.step(self.embed(tokens), state, memory)
        return self.embed(outputs, reverse=True), state  # (rows, vocabulary)

    def as_text(self, inputs: Tensor, tokens: Tensor) -> Tensor:
        """Return the tokens written as the answer; int32 `(rows, length)`."""
        return tokens

    def attention_of(self, inputs: Tensor, tokens: Tensor) -> Tensor | None:
        """Return the attention of each token written, by one pass over all of them.

        Args:
            inputs: as of `start`.
            tokens: int32 `(rows, time)`, as written, padded on the right with 0.

        Returns:
            float `(rows, time, places)`, or None without attention.
        """
        if self.decoder.attention is None:
            return None
        before = with_start(tokens)[:, :-1]  # (rows, time)
        return self.logits_of(inputs, before)[1]  # (rows, time, places)

    @functools.cached_property
    def _compare(self):
        return compiled(self.compare_steps, lambda: self.variables)

    def compare_steps(self, both: tuple) -> tuple[Tensor, Tensor, Tensor]:
        """Compare the tokens of given texts with the likeliest ones.

        Args:
            both: pair of inputs, as of `start`, and int32 `(batch, time)` tokens, from
                the start to the end, padded with 0.

        Returns:
            As `compare_tokens`, of `(batch, time - 1)`.
        """
        inputs, tokens = both
        logits, _ = self.logits_of(inputs, tokens[:, :-1])
        return compare_tokens(tokens[:, 1:], logits)

    def search_endpoints(
        self,
        inputs: dict[str, InputKind],
        places: dict[str, tuple[Callable[[Tensor], Tensor], OutputKind]],
    ) -> dict[str, Endpoint]:
        """Return the signatures that search: `serving_default`, `n_best`, `align`.

        Args:
            inputs: dict of one input, its name and kind, as of `Endpoint`.
            places: dict of outputs that say what stands at each place of the memory,
                each a function of the input and the kind of its result.

        Returns:
            dict of `Endpoint`.
        """
        (name,) = inputs
        vocabulary = self.target_vocabulary
        outputs = _text_and_score(vocabulary, "the best text")
        several = _text_and_score(vocabulary, "the best texts, best first")

        def search(**given):
            return self._answer(given[name])[0]

        def n_best(**given):
            return self._answer(given[name], count=self.default_beams)[0]

        def align(**given):
            found = {part: make(given[name]) for part, (make, _) in places.items()}
            return self._aligned(given[name]) | found

        looks_back = self.decoder.attention is not None
        # Each beam looks back at all steps that were read.
        copies = self.default_beams if looks_back else 1
        endpoints = {
            "serving_default": Endpoint(search, inputs, outputs, copies=copies),
            "n_best": Endpoint(n_best, inputs, several, copies=copies),
        }
        if looks_back:
            weights = "how much each token attends to each place of the input"
            names = {
                "tokens": Names(tuple(vocabulary.tokens), "the tokens of the text"),
                "weights": Numbers(meaning=weights),
            }
            found = {part: kind for part, (_, kind) in places.items()}
            aligned = outputs | found | names
            endpoints["align"] = Endpoint(align, inputs, aligned, copies=copies)
        return endpoints

    def _aligned(self, inputs):
        """Search; return a dict of text, score, tokens and their attention."""
        answer, tokens = self._answer(inputs)
        weights = self.attention_of(inputs, tokens)
        real = ops.not_equal(tokens, 0)
        return answer | {
            "tokens": ops.where(real, tokens, -1),
            "weights": ops.where(real[..., None], weights, 0.0),
        }

    def _answer(self, inputs, count=1):
        """Search; return a dict of text and score, `count` a row, and the tokens."""
        answer = self.search_tokens(
            inputs,
            self.default_length_penalty,
            length=self.length,
            beams=self.default_beams,
            count=count,
        )
        text, score = answer["text"], answer["score"]
        if count > 1:
            text = ops.reshape(text, (-1, count, self.length))  # (batch, count, length)
            score = ops.reshape(score, (-1, count))  # (batch, count)
        return {"text": text, "score": score}, answer["tokens"]


def embedding_of(
    vocabulary: TextCodec, width: int, tied: bool, dtype: keras.DTypePolicy
) -> keras.Layer:
    """Build the layer from tokens to vectors and, reversed, from vectors to logits.

    Untrained logits have a standard deviation near 1, whatever the width. With that of
    Keras, 0.03, a model learns to write frequent tokens before it learns to look at
    its inputs.

    Args:
        vocabulary: `Vocabulary` of the tokens.
        width: int, of the vectors.
        tied: bool, use one matrix for both ways.
        dtype: precision of the vectors; logits are float32.
    """
    return keras.layers.ReversibleEmbedding(
        len(vocabulary),
        width,
        tie_weights=tied,
        embeddings_initializer=keras.initializers.RandomNormal(stddev=width**-0.5),
        reverse_dtype="float32",
        dtype=dtype,
        name="embedding",
    )


def _text_and_score(vocabulary: Any, text: str) -> dict[str, OutputKind]:
    """Return the outputs of a search; `text` is the meaning of its texts."""
    score = Numbers(meaning="the log-probability of a text, in nats")
    return {"text": Text(vocabulary, text), "score": score}
