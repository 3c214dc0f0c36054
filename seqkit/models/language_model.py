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
from seqkit.models.generating import Generating
from seqkit.models.input_checks import check_ids
from seqkit.models.language_encoder import LanguageEncoder
from seqkit.models.precision import precision_of
from seqkit.models.text_arguments import check_vocabulary
from seqkit.models.text_arguments import listed_texts
from seqkit.models.text_scores import Scores
from seqkit.models.text_scores import judged
from seqkit.models.text_scores import score_texts
from seqkit.models.training import TrainsOnTokens
from seqkit.public_method import public_method
from seqkit.text.endpoint_kinds import Text
from seqkit.types import END
from seqkit.types import START
from seqkit.types import Endpoint
from seqkit.types import State
from seqkit.types import Tensor

SERVED_BEAMS = 5
TIMES = 20  # as many characters as it can write, an export reads of one text


@keras.saving.register_keras_serializable(package="seqkit")
class LanguageModel(TrainsOnTokens, Generating, keras.Model):
    """Predict the next token of a text: one to many, and many to many in step.

    It comes compiled, with Adam, the gradient's norm clipped to 1 and the mean nats
    per token as the loss, so `fit` trains it at once.

    Args:
        vocabulary: `Vocabulary`, which characters or words there are.
        units: int, width of the recurrent layers.
        depth: int, number of recurrent layers.
        cell: "rnn", "lstm" or "gru".
        embedding: int, width of the learned embedding of the tokens. None: tokens go
            in as one-hot vectors, as in the lectures.
        tied: bool, use the embedding's weights for the output as well (Press & Wolf
            2017, https://arxiv.org/abs/1608.05859); then `embedding == units`.
        residual: bool, add each layer's inputs to its outputs where widths agree.
        dropout: float, share of the values dropped after the embedding, between the
            recurrent layers and before the output.
        length: int, the most new tokens that `generate` and an export give, end
            included, where nothing else is asked.
        stateful: bool, carry the state from batch to batch of `fit`, for the lanes of
            `data.running_text` (truncated back-propagation through time), on one
            device. The start of each epoch clears it, and so does `train_on_batch`;
            generating does not touch it.
        batch_size: int, rows of each batch where `stateful`, else not used.
        dtype: str or `keras.DTypePolicy`, the precision of all but the logits. None:
            Keras's global one.

    Call arguments:
        inputs: int32 `(batch, time)`, ids padded on the right with 0.

    Returns:
        float32 `(batch, time, vocabulary)`, logits of the token after each.

    Raises:
        ValueError: an argument is out of its range.
        TypeError: texts stand in place of ids, or an argument has the name that
            another library gives it.

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
        vocabulary,
        units=256,
        depth=1,
        cell="lstm",
        embedding=64,
        *,
        tied=False,
        residual=False,
        dropout=0.0,
        length=100,
        stateful=False,
        batch_size=None,
        dtype=None,
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
        self.embed, self.spell = ends(len(vocabulary), embedding, units, tied, policy)
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

        # Graph
        rows = batch_size if stateful else None
        tokens = keras.Input((None,), batch_size=rows, dtype="int32")
        # No lengths: what stands to the right of a step cannot change it.
        outputs, _ = self.stack(self.drop(self.embed(tokens)))
        logits = self.spell(self.drop(outputs))
        super().__init__(inputs=tokens, outputs=logits, **kwargs)

        # Config
        self.dtype_policy = policy  # functional models take it no other way
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
        self.make_decoders()
        self._judge = compiled(self.judge_tokens, lambda: self.variables)
        self.train_with_nats()

    def encoder(self) -> LanguageEncoder:
        """Build the part that reads: ids to float `(batch, time, units)`.

        A copy with weights of its own, to go on with in another model, such as
        `SequenceClassifier(vocabulary, labels, encoder=language_model.encoder())`
        (Howard & Ruder 2018, https://arxiv.org/abs/1801.06146). It carries no state.
        """
        stateless = {"stateful": False, "batch_size": None}
        copies = []
        for layer, other in (
            (self.embed, {}),
            (self.drop, {}),
            (self.stack, stateless),
        ):
            config = layer.get_config() | other
            # A name of its own in each model that reads by it.
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
        """What `generate` spells with."""
        return self.vocabulary

    def prepare(self, texts: Sequence[str]) -> np.ndarray:
        """Return int32 ids `(batch, time)` of texts to continue."""
        return self.vocabulary.encode(texts)

    def start(self, ids: Tensor, length: int | None = None) -> tuple[State, tuple]:
        """Read the text to continue, all but the token that `first_tokens` takes.

        Args:
            ids: int32 `(batch, time)`, as `prepare` makes them; empty rows allowed.
            length: int, bound on the new tokens. None: the model's own.

        Returns:
            state: as the stack returns it.
            memory: nothing, `()`.
        """
        check_ids(ids)
        tokens = with_start(ids)
        rows, steps = ops.shape(tokens)
        _, state = self.stack(
            self.embed(tokens),
            lengths=count_real(tokens) - 1,
            state=self.stack.start(rows, steps + (length or self.length)),
        )
        return state, ()

    def first_tokens(self, ids: Tensor) -> Tensor:
        """Return the last token of each text, or the start; int32 `(batch,)`."""
        tokens = with_start(ids)
        last = count_real(tokens) - 1
        return ops.take_along_axis(tokens, last[:, None], axis=1)[:, 0]

    def step(self, tokens: Tensor, state: State, memory=()) -> tuple[Tensor, State]:
        """Read one token in each row, on the weights of `call`.

        Args:
            tokens: int32 `(rows,)`.
            state: as `start` returns it.
            memory: not used.

        Returns:
            logits: float32 `(rows, vocabulary)`.
            state: like `state`.
        """
        outputs, state = self.stack.step(self.embed(tokens), state)
        return self.spell(outputs), state

    def as_text(self, ids: Tensor, tokens: Tensor) -> Tensor:
        """Join the text continued and its continuation; int32 `(rows, …)`."""
        return ops.concatenate([ops.cast(ids, "int32"), tokens], axis=1)

    @public_method
    def score(self, texts: str | Sequence[str]) -> Scores:
        """Return how likely texts are, and what the model expected at each step.

        Args:
            texts: str, or bytes in UTF-8, or list of them.

        Returns:
            `Scores`: `nats_per_token` over all, and one `TextScore` a text, which
            prints as the table of its steps.
        """
        texts = listed_texts(texts, "texts")
        return score_texts(texts, self.vocabulary, self._judge)

    def judge_tokens(self, ids: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Compare each token after the first with what was expected.

        Args:
            ids: int32 `(batch, time)`, from the start to the end, padded with 0.

        Returns:
            As `scoring.judged`, of `(batch, time - 1)`.
        """
        start = self.stack.start(*ops.shape(ids))
        outputs, _ = self.stack(self.embed(ids[:, :-1]), state=start)
        return judged(ids[:, 1:], self.spell(outputs))

    def endpoints(self) -> dict[str, Endpoint]:
        """Return the signatures of an export.

        Returns:
            `serving_default`: text to its likeliest continuation, by beam search;
            `sample`: text, temperature, top_k, top_p and seed to a drawn one.
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


def with_start(ids):
    """Put the start before each row: `(batch, time)` to `(batch, time + 1)`."""
    ids = ops.cast(ids, "int32")
    start = ops.full((ops.shape(ids)[0], 1), START, dtype="int32")
    return ops.concatenate([start, ids], axis=1)


def ends(size, embedding, units, tied, dtype):
    """Build the layers from ids to vectors and from vectors to logits."""
    if tied and embedding != units:
        raise ValueError(
            "`tied=True` uses one matrix for both ends, so they are equally wide. "
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
