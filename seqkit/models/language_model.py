import functools
from collections.abc import Sequence

import keras
import numpy as np
from keras import ops

from seqkit.arguments import flag
from seqkit.arguments import share
from seqkit.arguments import whole_number
from seqkit.backend.compiled import compiled
from seqkit.endpoint_kinds import DRAWING
from seqkit.endpoint_kinds import Numbers
from seqkit.layers.cells import stack_of
from seqkit.layers.lengths import count_real
from seqkit.layers.one_hot import OneHot
from seqkit.models.answers import Scores
from seqkit.models.fit_input_checks import check_ids
from seqkit.models.language_encoder import LanguageEncoder
from seqkit.models.load_vectors import LoadsVectors
from seqkit.models.precision import precision_of
from seqkit.models.start_and_end_ids import with_start
from seqkit.models.streaming import Streaming
from seqkit.models.text_arguments import check_vocabulary
from seqkit.models.text_arguments import listed_texts
from seqkit.models.text_scores import compare_tokens
from seqkit.models.text_scores import score_texts
from seqkit.models.training_tokens import TrainsOnTokens
from seqkit.public_method import public_method
from seqkit.text.endpoint_kinds import Text
from seqkit.types import END
from seqkit.types import Endpoint
from seqkit.types import State
from seqkit.types import Tensor
from seqkit.types import TextCodec

SERVED_BEAMS = 5  # beams of an exported search
TIMES = 20  # an export reads texts of this many times the characters that it can write


@keras.saving.register_keras_serializable(package="seqkit")
class LanguageModel(TrainsOnTokens, Streaming, LoadsVectors, keras.Model):
    """Predict the next token of a text: one to many, and many to many in step.

    The model is compiled already, with Adam, gradients clipped to a norm of 1, and the
    mean nats per token as the loss; so `fit` can be called at once.

    Args:
        vocabulary: `Vocabulary` of characters or words, or `SubwordVocabulary`.
        units: int, width of the recurrent layers.
        depth: int, number of recurrent layers.
        cell: "rnn", "lstm", "gru" or "lstm_layer_norm".
        embedding: int, width of the learned embedding of the tokens. None: each token
            is a one-hot vector.
        tied: bool, use the embedding's weights for the output as well (Press & Wolf
            2017, https://arxiv.org/abs/1608.05859); then `embedding == units`.
        residual: bool, add each layer's inputs to its outputs if both have equal width.
        dropout: float, share of the values that are dropped after the embedding,
            between the recurrent layers and before the output.
        length: int, the most new tokens, with the end token, of an export, and of
            `generate` if it gets no `length`.
        stateful: bool, keep the state from one batch of `fit` to the next, for batches
            of `data.running_text` (truncated back-propagation through time), on one
            device. The state is cleared at the start of each epoch, and by
            `train_on_batch`; `generate` neither reads nor changes it.
        batch_size: int, rows of each batch; needed only if `stateful`.
        dtype: str or `keras.DTypePolicy`, the precision of all layers except logits.
            None: Keras's global policy.

    Call arguments:
        inputs: int32 `(batch, time)`, ids padded on the right with 0.

    Returns:
        float32 `(batch, time, vocabulary)`, logits of the token after each given token.

    Raises:
        ValueError: an argument is out of its range.
        TypeError: texts are given in place of ids, or an argument has the name that
            another library uses for it.

    Reference:
        Mikolov et al. 2010, "Recurrent neural network based language model".

    Example:
    >>> names = ["anna", "hanna", "johanna"]
    >>> vocabulary = seqkit.Vocabulary.from_texts(names)
    >>> model = seqkit.LanguageModel(vocabulary, units=64)
    >>> model.fit(seqkit.data.next_token(names, vocabulary), epochs=60)
    >>> model.generate("jo", temperature=0)
    ['johanna']
    """

    @public_method
    def __init__(
        self,
        vocabulary: TextCodec,
        units: int = 256,
        depth: int = 1,
        cell: str = "lstm",
        embedding: int | None = 64,
        *,
        tied: bool = False,
        residual: bool = False,
        dropout: float = 0.0,
        length: int = 100,
        stateful: bool = False,
        batch_size: int | None = None,
        dtype: str | keras.DTypePolicy | None = None,
        **kwargs,
    ):
        check_vocabulary(vocabulary)
        units = whole_number("units", units)
        depth = whole_number("depth", depth)
        length = whole_number("length", length)
        if embedding is not None:
            embedding = whole_number("embedding", embedding)
        if batch_size is not None:
            batch_size = whole_number("batch_size", batch_size)
        tied = flag("tied", tied)
        residual = flag("residual", residual)
        stateful = flag("stateful", stateful)
        dropout = share("dropout", dropout)
        policy = precision_of(dtype)

        # Layers
        embed, spell = ends(len(vocabulary), embedding, units, tied, policy)
        self.embed = embed
        self.drop = keras.layers.Dropout(dropout, dtype=policy)
        self.stack = stack_of(cell)(
            units,
            depth,
            cell,
            residual=residual,
            dropout=dropout,
            stateful=stateful,
            batch_size=batch_size,
            dtype=policy,
        )
        self.spell = spell  # last, since Keras orders weights as the graph does

        # Graph
        rows = batch_size if stateful else None
        tokens = keras.Input((None,), batch_size=rows, dtype="int32")
        vectors = self.drop(self.embed(tokens))  # (batch, time, embedding)
        # No lengths are needed: the padding after a step does not change its outputs.
        outputs, _ = self.stack(vectors)  # (batch, time, units)
        logits = self.spell(self.drop(outputs))  # (batch, time, vocabulary)
        super().__init__(inputs=tokens, outputs=logits, dtype=policy, **kwargs)

        # Config
        self.vocabulary = vocabulary
        self.units = units
        self.depth = depth
        self.cell = cell
        self.embedding = embedding
        self.tied = tied
        self.residual = residual
        self.dropout = dropout
        self.length = length
        self.stateful = stateful
        self.batch_size = batch_size

    def encoder(self) -> LanguageEncoder:
        """Return a model from ids to float `(batch, time, units)`, without the output.

        It has a copy of the weights, from which another model continues training, as in
        `SequenceClassifier(vocabulary, labels, encoder=language_model.encoder())`
        (Howard & Ruder 2018, https://arxiv.org/abs/1801.06146). It is not stateful.
        """
        stateless = {"stateful": False, "batch_size": None}
        copies = []
        for layer, other in (
            (self.embed, {}),
            (self.drop, {}),
            (self.stack, stateless),
        ):
            config = layer.get_config() | other
            # Layer names are unique in a model that contains several encoders.
            config["name"] = f"{self.name}_encoder_{layer.name}"
            copies.append(type(layer).from_config(config))
        encoder = LanguageEncoder(*copies, name=f"{self.name}_encoder")
        for copy, layer in zip(
            copies, (self.embed, self.drop, self.stack), strict=True
        ):
            weights = zip(
                copy.trainable_variables, layer.trainable_variables, strict=True
            )
            for new, old in weights:
                new.assign(old)
        return encoder

    @property
    def target_vocabulary(self):
        """The vocabulary of the texts that `generate` writes."""
        return self.vocabulary

    def prepare(self, texts: Sequence[str]) -> np.ndarray:
        """Return int32 ids `(batch, time)` of texts to continue."""
        return self.vocabulary.encode(texts)

    def start(self, ids: Tensor, length: int | None = None) -> tuple[State, tuple]:
        """Read the text to continue, except its last token, which the first step reads.

        Args:
            ids: int32 `(batch, time)`, as `prepare` returns them; rows may be empty.
            length: int, the most new tokens. None: the model's `length`.

        Returns:
            state: state of the recurrent layers.
            memory: `()`, since the model has no memory besides the state.
        """
        check_ids(ids)
        tokens = with_start(ids)  # (batch, time + 1)
        rows, steps = ops.shape(tokens)
        length = self.length if length is None else length
        _, state = self.stack(
            self.embed(tokens),
            lengths=count_real(tokens) - 1,
            state=self.stack.start(rows, steps + length),
        )
        return state, ()

    def first_tokens(self, ids: Tensor) -> Tensor:
        """Return the last token of each text, or the start token; int32 `(batch,)`."""
        tokens = with_start(ids)
        last = count_real(tokens)[:, None] - 1  # (batch, 1)
        return ops.take_along_axis(tokens, last, axis=1)[:, 0]  # (batch,)

    def step(self, tokens: Tensor, state: State, memory=()) -> tuple[Tensor, State]:
        """Read one token in each row, and return the logits of the next token.

        Args:
            tokens: int32 `(rows,)`.
            state: state of `start`, or of the last `step`.
            memory: not used.

        Returns:
            logits: float32 `(rows, vocabulary)`.
            state: the state for the next call.
        """
        outputs, state = self.stack.step(self.embed(tokens), state)  # (rows, units)
        return self.spell(outputs), state

    def as_text(self, ids: Tensor, tokens: Tensor) -> Tensor:
        """Return the tokens of each text and its continuation."""
        ids = ops.cast(ids, "int32")
        return ops.concatenate([ids, tokens], axis=1)  # (rows, time + length)

    @public_method
    def score(self, texts: str | Sequence[str]) -> Scores:
        """Return the probabilities of texts, and the tokens that the model predicted.

        Args:
            texts: str, or bytes in UTF-8, or list of them.

        Returns:
            `Scores`, with `nats_per_token` over all texts, and a `TextScore` for each
            text, whose `print` shows a table of the steps.
        """
        texts = listed_texts(texts, "texts")
        return score_texts(texts, self.vocabulary, self._compare)

    @functools.cached_property
    def _compare(self):
        return compiled(self.compare_steps, lambda: self.variables)

    def compare_steps(self, ids: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Compare each token after the first with the token that the model predicts.

        Args:
            ids: int32 `(batch, time)`, from start to end token, padded with 0.

        Returns:
            The three results of `compare_tokens`, each `(batch, time - 1)`.
        """
        start = self.stack.start(*ops.shape(ids))
        outputs, _ = self.stack(self.embed(ids[:, :-1]), state=start)
        # (batch, time - 1, units)
        return compare_tokens(ids[:, 1:], self.spell(outputs))

    def endpoints(self) -> dict[str, Endpoint]:
        """Return the signatures of an export.

        Returns:
            dict of two signatures. `serving_default` returns the likeliest continuation
            of a text by beam search; `sample` a random one, and takes `temperature`,
            `top_k`, `top_p` and `seed` too.
        """

        def search(text):
            answer = self.search_tokens(
                text, 0.0, length=self.length, beams=SERVED_BEAMS
            )
            return {"text": answer["text"], "score": answer["score"]}

        def draw(text, temperature, top_k, top_p, seed):
            answer = self.sample_tokens(
                text, temperature, top_k, top_p, seed, length=self.length
            )
            return {"text": answer["text"], "score": answer["score"]}

        outputs = {
            "text": Text(self.vocabulary, "the text with its continuation"),
            "score": Numbers(meaning="the log-probability of the answer, in nats"),
        }
        text = {"text": Text(self.vocabulary, "the text to continue; it may be empty")}
        longest_token = max(map(len, self.vocabulary.tokens[END + 1 :]), default=1)
        longest = min(TIMES * self.length * longest_token, Endpoint.longest)
        return {
            "serving_default": Endpoint(search, text, outputs, longest),
            "sample": Endpoint(draw, text | DRAWING, outputs, longest),
        }

    def get_config(self):
        return {
            "vocabulary": keras.saving.serialize_keras_object(self.vocabulary),
            "units": self.units,
            "depth": self.depth,
            "cell": self.cell,
            "embedding": self.embedding,
            "tied": self.tied,
            "residual": self.residual,
            "dropout": self.dropout,
            "length": self.length,
            "stateful": self.stateful,
            "batch_size": self.batch_size,
            "dtype": self.dtype_policy.name,
            "name": self.name,
        } | self.quantization


def ends(size, embedding, units, tied, dtype):
    """Build the layers from ids to vectors and from vectors to logits."""
    if tied and embedding != units:
        raise ValueError(
            "`tied=True` uses one matrix for embedding and output, of equal widths. "
            f"Received embedding={embedding}, units={units}. "
            f"Give `embedding={units}`."
        )
    if tied:
        layer = keras.layers.ReversibleEmbedding(
            size, units, reverse_dtype="float32", dtype=dtype
        )
        return layer, functools.partial(layer, reverse=True)
    head = keras.layers.Dense(size, dtype="float32", name="head")
    if embedding is None:
        return OneHot(size, dtype=dtype), head
    return keras.layers.Embedding(size, embedding, dtype=dtype), head
