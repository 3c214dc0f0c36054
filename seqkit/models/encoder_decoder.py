"""What models share that read something, then write a text."""

from typing import Any

import keras
from keras import ops

from seqkit.backend.compiled import compiled
from seqkit.endpoint_kinds import Names
from seqkit.endpoint_kinds import Numbers
from seqkit.models.generating import Generating
from seqkit.models.language_model import with_start
from seqkit.models.text_scores import judged
from seqkit.models.training import TrainsOnTokens
from seqkit.text.endpoint_kinds import Text
from seqkit.types import START
from seqkit.types import Endpoint
from seqkit.types import OutputKind
from seqkit.types import State
from seqkit.types import Tensor


class EncoderDecoder(TrainsOnTokens, Generating):
    """Write after reading; a mixin for models with these layers, and `encode`.

    `embed` embeds tokens to write and, reversed, gives logits; `drop` is a dropout and
    `decoder` a `layers.AttentiveDecoder`. `encode(inputs)` gives memory float `(batch,
    places, features)`, lengths int32 `(batch,)` and a summary float `(batch,
    decoder.summary_width)`, from which the decoder makes its first state.
    """

    default_beams = 5
    runs_under_xla = False  # its decoder scans
    default_length_penalty = 1.0

    def logits_of(self, inputs: Tensor, before: Tensor) -> tuple[Tensor, Tensor]:
        """Write given tokens, all steps at once.

        Args:
            inputs: what `encode` reads, batch first.
            before: int32 `(batch, time)`, beginning with the start.

        Returns:
            logits float32 `(batch, time, vocabulary)`, and the attention's weights
            float `(batch, time, places)`.
        """
        memory, lengths, summary = self.encode(inputs)
        outputs, weights, _ = self.decoder(
            self.drop(self.embed(before)), memory, lengths=lengths, summary=summary
        )
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
        return ops.full((ops.shape(inputs)[0],), START, dtype="int32")

    def step(self, tokens: Tensor, state: State, memory: Any) -> tuple[Tensor, State]:
        """Write one token in each row, on the weights of `call`.

        Args:
            tokens: int32 `(rows,)`, those before.
            state: as `start` returns it.
            memory: as `start` returns it.

        Returns:
            logits: float32 `(rows, vocabulary)`.
            state: like `state`.
        """
        outputs, _, state = self.decoder.step(self.embed(tokens), state, memory)
        return self.embed(outputs, reverse=True), state

    def as_text(self, inputs: Tensor, tokens: Tensor) -> Tensor:
        """Return the tokens written as the answer; int32 `(rows, length)`."""
        return tokens

    def attention_of(self, inputs: Tensor, tokens: Tensor) -> Tensor | None:
        """Return what each token written looked at, by one pass over all of them.

        Args:
            inputs: as of `start`.
            tokens: int32 `(rows, time)`, as written, padded on the right with 0.

        Returns:
            float `(rows, time, places)`, or None without attention.
        """
        if self.decoder.attention is None:
            return None
        return self.logits_of(inputs, with_start(tokens)[:, :-1])[1]

    def judge_tokens(self, both: tuple) -> tuple[Tensor, Tensor, Tensor]:
        """Compare tokens to write with what was expected; see `scoring.judged`.

        Args:
            both: pair of inputs, as of `start`, and int32 `(batch, time)` tokens, from
                the start to the end, padded with 0.
        """
        inputs, tokens = both
        return judged(tokens[:, 1:], self.logits_of(inputs, tokens[:, :-1])[0])

    def make_decoders(self):
        """Build the graphs of `generate` and of scoring."""
        super().make_decoders()
        self._judge = compiled(self.judge_tokens, lambda: self.variables)

    def searching(self, inputs: dict, looked_at: dict) -> dict[str, Endpoint]:
        """Return the signatures that search: `serving_default`, `n_best`, `align`.

        Args:
            inputs: dict of one input, its name and kind, as of `Endpoint`.
            looked_at: dict from names to pairs, of a function of the input and the
                kind of what it gives: what the places of the memory are.

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
            answer, tokens = self._answer(given[name])
            weights = self.attention_of(given[name], tokens)
            real = ops.not_equal(tokens, 0)
            answer |= {part: make(given[name]) for part, (make, _) in looked_at.items()}
            return answer | {
                "tokens": ops.where(real, tokens, -1),
                "weights": ops.where(real[..., None], weights, 0.0),
            }

        looks_back = self.decoder.attention is not None
        # Each beam looks back at all steps that were read.
        copies = self.default_beams if looks_back else 1
        endpoints = {
            "serving_default": Endpoint(search, inputs, outputs, copies=copies),
            "n_best": Endpoint(n_best, inputs, several, copies=copies),
        }
        if looks_back:
            places = {part: kind for part, (_, kind) in looked_at.items()}
            weights = "how much each token attends to each place of the input"
            names = {
                "tokens": Names(tuple(vocabulary.tokens), "the tokens of the text"),
                "weights": Numbers(meaning=weights),
            }
            aligned = outputs | places | names
            endpoints["align"] = Endpoint(align, inputs, aligned, copies=copies)
        return endpoints

    def _answer(self, inputs, count=1):
        """Search: dict of text and score, `count` of each a row; and the tokens."""
        answer = self.search_tokens(
            inputs,
            self.default_length_penalty,
            length=self.length,
            beams=self.default_beams,
            count=count,
        )
        text, score = answer["text"], answer["score"]
        if count > 1:
            text = ops.reshape(text, (-1, count, self.length))
            score = ops.reshape(score, (-1, count))
        return {"text": text, "score": score}, answer["tokens"]


def embedding_of(vocabulary: Any, width: int, tied: bool, dtype: Any) -> Any:
    """Build the layer from tokens to vectors and, reversed, from vectors to logits.

    Logits begin with a deviation near 1, whatever the width: with Keras's 0.03 what is
    written settles on the frequent tokens before it looks at what was read.
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
