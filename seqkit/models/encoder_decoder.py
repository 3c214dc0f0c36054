"""The common part of `Seq2Seq` and `Captioner`: read an input, then write a text."""

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
from seqkit.types import Step
from seqkit.types import Tensor
from seqkit.types import TextCodec


class EncoderDecoder(TrainsOnTokens, Generating):
    """A mixin for models with an encoder and a decoder.

    The model has these attributes; the mixin implements the methods of
    `DecodingGraphs` by them.

    Attributes:
        embed: layer from tokens to vectors and, with `reverse=True`, from vectors to
            logits.
        drop: dropout layer.
        decoder: `layers.AttentiveDecoder`.
        encode: method from inputs to memory float `(batch, places, features)`, lengths
            int32 `(batch,)` of the memory, and summary float
            `(batch, decoder.summary_width)`, from which the decoder computes its first
            state.
    """

    default_beams = 5
    runs_under_xla = False  # since the decoder loops over the steps of a batch
    default_length_penalty = 1.0

    def logits_of(self, inputs: Tensor, before: Tensor) -> tuple[Tensor, Tensor]:
        """Return the logits of all steps of known texts in one pass, for training.

        Args:
            inputs: array that `encode` reads, batch first.
            before: int32 `(batch, time)`, the tokens of the texts after a start token
                and without the end token.

        Returns:
            logits float32 `(batch, time, vocabulary)` of the token after each, and
            attention weights float `(batch, time, places)`.
        """
        memory, lengths, summary = self.encode(inputs)
        vectors = self.drop(self.embed(before))  # (batch, time, embedding)
        outputs, weights, _ = self.decoder(
            vectors, memory, lengths=lengths, summary=summary
        )
        # (batch, time, vocabulary)
        return self.embed(self.drop(outputs), reverse=True), weights

    def start(self, inputs: Tensor, length: int | None = None) -> tuple[State, Any]:
        """Read the inputs, and return the state and the memory for `step`.

        Args:
            inputs: array that `prepare` returns, batch first.
            length: int, the most tokens to write. None: the model's `length`.

        Returns:
            The decoder's first state, and the memory that it attends to.
        """
        memory, lengths, summary = self.encode(inputs)
        rows, length = ops.shape(memory)[0], length or self.length
        state = self.decoder.start(rows, length, summary)
        return state, self.decoder.prepare(memory, lengths)

    def first_tokens(self, inputs: Tensor) -> Tensor:
        """Return the start token for each row; int32 `(batch,)`."""
        return ops.full((ops.shape(inputs)[0],), START, dtype="int32")  # (batch,)

    def step(self, tokens: Tensor, state: State, memory: Any) -> tuple[Tensor, State]:
        """Read one token in each row, and return the logits of the next token.

        The layers, and so the weights, are the same as in `logits_of`.

        Args:
            tokens: int32 `(rows,)`, the last token of each row.
            state: state of `start`, or of the last `step`.
            memory: memory of `start`.

        Returns:
            logits: float32 `(rows, vocabulary)`.
            state: the state for the next call.
        """
        return self.step_of_loop()(tokens, state, memory)

    def step_of_loop(self) -> Step:
        """Return `step`, with the matrix of the logits transposed once."""
        spell = _spelling(self.embed)

        def step(tokens, state, memory):
            outputs, _, state = self.decoder.step(self.embed(tokens), state, memory)
            return spell(outputs), state  # (rows, vocabulary)

        return step

    def as_text(self, inputs: Tensor, tokens: Tensor) -> Tensor:
        """Return `tokens`, since the new tokens are the whole answer."""
        return tokens

    def attention_of(self, inputs: Tensor, tokens: Tensor) -> Tensor | None:
        """Return the attention of each token of a written text, computed in one pass.

        Args:
            inputs: array that `prepare` returns, batch first.
            tokens: int32 `(rows, time)`, the written tokens, padded on the right with
                0.

        Returns:
            float `(rows, time, places)`, or None if the model has no attention.
        """
        if self.decoder.attention is None:
            return None
        before = with_start(tokens)[:, :-1]  # (rows, time)
        return self.logits_of(inputs, before)[1]  # (rows, time, places)

    @functools.cached_property
    def _compare(self):
        return compiled(self.compare_steps, lambda: self.variables)

    def compare_steps(self, both: tuple) -> tuple[Tensor, Tensor, Tensor]:
        """Compare the tokens of known texts with the tokens that the model predicts.

        `score` runs this function as a graph.

        Args:
            both: pair of inputs, as in `start`, and int32 `(batch, time)` tokens, from
                the start token to the end token, padded with 0.

        Returns:
            The three results of `compare_tokens`, each `(batch, time - 1)`.
        """
        inputs, tokens = both
        logits, _ = self.logits_of(inputs, tokens[:, :-1])
        return compare_tokens(tokens[:, 1:], logits)

    def search_endpoints(
        self,
        inputs: dict[str, InputKind],
        places: dict[str, tuple[Callable[[Tensor], Tensor], OutputKind]],
    ) -> dict[str, Endpoint]:
        """Return the exported signatures: `serving_default`, `n_best` and `align`.

        All three run a beam search. `align` exists only with attention, and returns
        attention weights too.

        Args:
            inputs: dict with one entry, from the name of the input to its kind, as in
                `Endpoint`.
            places: dict from the name of an output of `align` that names the places of
                the memory, such as the source tokens, to a pair: function from the
                input to the output, and the kind of the output.

        Returns:
            dict from name to `Endpoint`.
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
        # With attention each beam needs a copy of the memory of all steps.
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
        """Search the best text; return a dict with its score, tokens and attention."""
        answer, tokens = self._answer(inputs)
        weights = self.attention_of(inputs, tokens)
        real = ops.not_equal(tokens, 0)
        return answer | {
            "tokens": ops.where(real, tokens, -1),
            "weights": ops.where(real[..., None], weights, 0.0),
        }

    def _answer(self, inputs, count=1):
        """Search `count` texts a row; return a dict of text and score, and tokens."""
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

    The initial weights make the standard deviation of untrained logits about 1 for any
    width. With Keras's default, about 0.03, a model learns to write frequent tokens
    before it learns to use its inputs.

    Args:
        vocabulary: `Vocabulary` of the tokens.
        width: int, width of the vectors.
        tied: bool, whether one matrix is used in both directions.
        dtype: `keras.DTypePolicy`, the precision of the vectors; logits are float32.
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


def _spelling(embed: keras.Layer) -> Callable[[Tensor], Tensor]:
    """Return `embed` from vectors to logits, with its matrix transposed already."""
    if embed.quantization_mode or not embed.tie_weights:
        return functools.partial(embed, reverse=True)
    matrix = ops.cast(embed.embeddings, embed.compute_dtype)
    matrix = ops.cast(ops.transpose(matrix), "float32")  # (width, vocabulary)
    return lambda vectors: ops.matmul(ops.cast(vectors, "float32"), matrix)


def _text_and_score(vocabulary: Any, text: str) -> dict[str, OutputKind]:
    """Return the output kinds of a search; `text` describes the texts for users."""
    score = Numbers(meaning="the log-probability of a text, in nats")
    return {"text": Text(vocabulary, text), "score": score}
