import functools
from collections.abc import Iterable
from collections.abc import Sequence
from typing import overload

import keras
import numpy as np
from keras import ops

from seqkit.arguments import flag
from seqkit.arguments import share
from seqkit.arguments import whole_number
from seqkit.backend.compiled import compiled
from seqkit.endpoint_kinds import Names
from seqkit.endpoint_kinds import Numbers
from seqkit.layers.attention_over_time import AttentionOverTime
from seqkit.layers.cells import stack_of
from seqkit.layers.last_over_time import LastOverTime
from seqkit.layers.lengths import count_real
from seqkit.layers.max_over_time import MaxOverTime
from seqkit.layers.mean_over_time import MeanOverTime
from seqkit.layers.movable import Movable
from seqkit.layers.word_dropout import WordDropout
from seqkit.losses import LabelCrossEntropy
from seqkit.metrics import label_accuracy
from seqkit.models.adversarial import check_adversarial
from seqkit.models.answers import Classification
from seqkit.models.batches_by_length import by_length
from seqkit.models.class_labels import check_labels
from seqkit.models.class_labels import check_weights
from seqkit.models.class_labels import classification
from seqkit.models.class_labels import weights_of
from seqkit.models.foreign_encoder import run_encoder
from seqkit.models.load_vectors import LoadsVectors
from seqkit.models.precision import precision_of
from seqkit.models.text_arguments import check_vocabulary
from seqkit.models.text_arguments import is_text
from seqkit.models.text_arguments import listed_texts
from seqkit.models.training_labels import TrainsOnLabels
from seqkit.public_method import public_method
from seqkit.types import Endpoint
from seqkit.types import Tensor

POOLINGS = {
    "last": LastOverTime,
    "mean": MeanOverTime,
    "max": MaxOverTime,
    "attention": AttentionOverTime,
}
LONGEST = 20_000  # characters of a text that an export answers


@keras.saving.register_keras_serializable(package="seqkit")
class SequenceClassifier(TrainsOnLabels, LoadsVectors, keras.Model):
    """Label texts: many to one.

    It comes compiled, with Adam, the gradient's norm clipped to 1 and the labels'
    cross-entropy as the loss, so `fit` trains it at once, and counts `accuracy`.

    Args:
        vocabulary: `Vocabulary`, which words or characters there are.
        labels: list of str, what a text may be; int and bool count as their str.
        units: int, width of the recurrent layers.
        depth: int, number of recurrent layers. 0: what the `encoder` gives is pooled.
        cell: "rnn", "lstm" or "gru".
        bidirectional: bool, read the text both ways.
        pooling: "last": the last state of each direction; "mean" or "max" of all
            outputs; "attention": their mean, by learned weights, which
            `explain.words` shows.
        embedding: int, width of the learned embedding of the tokens.
        multi_label: bool, whether a text has any number of labels.
        class_weights: dict from label to float, how much it counts in the loss; one
            that is not in it counts 1. "balanced": as much as makes all labels count
            alike, counted once over what the first `fit` is given. None: all the same.
        encoder: `keras.Model` from int32 `(batch, time)` to float
            `(batch, time, units)`, such as `language_model.encoder`, in place of the
            embedding. None: an embedding of the tokens is learned.
        dropout: float, share of the values dropped between the recurrent layers and
            before the output.
        embedding_dropout: float, share of the embedding's features dropped, the same
            at all steps of a text (Gal & Ghahramani 2016).
        word_dropout: float, share of the words made unknown while training.
        adversarial: float, how far texts are moved against the model for half of its
            loss, as a share of the length of one word's vector, such as 0.1. A step
            then takes 2.5 times as long. 0: they are not moved.
        train_embedding: bool. False keeps vectors as `load_vectors` set them.
        dtype: str or `keras.DTypePolicy`, the precision of all but the logits. None:
            Keras's global one.

    Call arguments:
        inputs: int32 `(batch, time)`, ids padded on the right with 0.

    Returns:
        float32 `(batch, labels)`, logits.

    Raises:
        ValueError: an argument is out of its range.
        TypeError: texts stand in place of ids, or an argument has the name that
            another library gives it.

    Reference:
        Attention pooling: Yang et al. 2016, eq. 5 to 7,
        https://aclanthology.org/N16-1174. Adversarial training: Miyato et al. 2017,
        section 3, https://arxiv.org/abs/1605.07725.

    Example:
    >>> texts, labels = ["good film", "bad film"] * 8, ["pos", "neg"] * 8
    >>> vocabulary = seqkit.Vocabulary.from_texts(texts, split="words")
    >>> model = seqkit.SequenceClassifier(vocabulary, ["neg", "pos"], units=16)
    >>> model.fit(seqkit.data.labelled(texts, labels, vocabulary, model.labels))
    >>> model.classify("a good film").label
    'pos'
    """

    @public_method
    def __init__(
        self,
        vocabulary,
        labels,
        units=64,
        depth=1,
        cell="lstm",
        bidirectional=True,
        pooling="max",
        *,
        embedding=128,
        multi_label=False,
        class_weights=None,
        encoder=None,
        dropout=0.5,
        embedding_dropout=0.2,
        word_dropout=0.1,
        adversarial=0.0,
        train_embedding=True,
        dtype=None,
        **kwargs,
    ):
        check_vocabulary(vocabulary)
        multi_label = flag("multi_label", multi_label)
        labels = check_labels(labels, 1 if multi_label else 2)
        units = whole_number("units", units)
        depth = whole_number("depth", depth, 1 if encoder is None else 0)
        embedding = whole_number("embedding", embedding)
        class_weights = check_weights(class_weights, labels)
        check_pooling(pooling)
        check_adversarial(adversarial)
        bidirectional = flag("bidirectional", bidirectional)
        train_embedding = flag("train_embedding", train_embedding)
        dropout = share("dropout", dropout)
        embedding_dropout = share("embedding_dropout", embedding_dropout)
        word_dropout = share("word_dropout", word_dropout)
        policy = precision_of(dtype)

        # Layers
        self.encoder = encoder
        self.bidirectional = bidirectional
        self.pooling = pooling
        self.drop_words = WordDropout(word_dropout)
        self.drop_features = keras.layers.SpatialDropout1D(
            embedding_dropout, dtype=policy
        )
        self.drop = keras.layers.Dropout(dropout, dtype=policy)
        self.embed = self.stack = None
        if encoder is None:
            self.embed = keras.layers.Embedding(
                len(vocabulary), embedding, trainable=train_embedding, dtype=policy
            )
        if depth:
            self.stack = stack_of(cell)(
                units,
                depth,
                cell,
                bidirectional=bidirectional,
                dropout=dropout,
                dtype=policy,
            )
        self.pool = None
        if pooling != "last" or self.stack is None:  # whose last state is at hand
            self.pool = POOLINGS[pooling](dtype=policy.name)
        self.head = keras.layers.Dense(len(labels), dtype="float32", name="head")

        # Graph
        tokens = keras.Input((None,), dtype="int32")
        words = self.drop_words(tokens)
        read = self.embed or functools.partial(run_encoder, encoder)
        vectors = Movable(dtype=policy)(read(words))
        logits, _ = self.read(vectors, count_real(tokens))
        super().__init__(
            inputs=tokens,
            outputs=logits,
            loss=LabelCrossEntropy(weights_of(class_weights, labels), multi_label),
            metrics=[label_accuracy(multi_label)],
            dtype=policy,
            **kwargs,
        )

        # Config
        self.vocabulary = vocabulary
        self.labels = labels
        self.units = units
        self.depth = depth
        self.cell = cell
        self.embedding = embedding
        self.multi_label = multi_label
        self.class_weights = class_weights
        self.dropout = dropout
        self.embedding_dropout = embedding_dropout
        self.word_dropout = word_dropout
        self.adversarial = adversarial
        self.train_embedding = train_embedding
        self._probabilities = compiled(self.probabilities, lambda: self.variables)

    def read(self, embedded: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor | None]:
        """Read embedded texts.

        Args:
            embedded: float `(batch, time, features)`, of the embedding or encoder.
            lengths: int32 `(batch,)`, real steps of each row.

        Returns:
            logits: float32 `(batch, labels)`.
            weights: float `(batch, time)`, how much each token counted, where
                `pooling="attention"`; else None.
        """
        outputs, last, weights = self.drop_features(embedded), None, None
        if self.stack is not None:
            outputs, state = self.stack(outputs, lengths=lengths)
            last = self.stack.last(outputs, state, lengths)
        pooled = last if self.pool is None else self.pool(outputs, lengths=lengths)
        if self.pooling == "attention":
            pooled, weights = pooled
        return self.head(self.drop(pooled)), weights

    def as_probabilities(self, logits: Tensor) -> Tensor:
        """Return the probabilities of logits; float32 of the same shape."""
        return ops.sigmoid(logits) if self.multi_label else ops.softmax(logits)

    def prepare(self, texts: Sequence[str]) -> np.ndarray:
        """Return int32 ids `(batch, time)` of texts."""
        return self.vocabulary.encode(texts)

    @overload
    def classify(self, texts: str | bytes) -> Classification: ...

    @overload
    def classify(self, texts: Iterable[str | bytes]) -> list[Classification]: ...

    @public_method
    def classify(
        self, texts: str | bytes | Iterable[str | bytes]
    ) -> Classification | list[Classification]:
        """Label texts.

        Args:
            texts: str, or bytes in UTF-8, or list of them. The empty text gets what
                the model holds likely without a word.

        Returns:
            `Classification`, a list of them for a list.

        Raises:
            TypeError: `texts` is neither.
        """
        rows = listed_texts(texts, "texts")
        ids = [self.vocabulary.encode(text) for text in rows]
        answers = [
            classification(self.labels, scores)
            for scores in by_length(self._probabilities, ids)
        ]
        return answers[0] if is_text(texts) else answers

    def probabilities(self, ids: Tensor) -> Tensor:
        """Return the probability of each label, float32 `(batch, labels)`, of ids."""
        return self.as_probabilities(self(ids, training=False))

    def endpoints(self) -> dict[str, Endpoint]:
        """Return the signature of an export.

        Returns:
            `serving_default`: text to the likeliest label, its score, all scores, and
            the labels in the order of those.
        """
        names = tuple(self.labels)

        def classify(text):
            scores = self.probabilities(text)
            labels = ops.arange(len(self.labels), dtype="int32")
            return {
                "label": ops.argmax(scores, axis=-1),
                "score": ops.max(scores, axis=-1),
                "scores": scores,
                "labels": ops.broadcast_to(labels, ops.shape(scores)),
            }

        outputs = {
            "label": Names(names, "the likeliest label"),
            "score": Numbers(meaning="the probability of the label"),
            "scores": Numbers(meaning="the probability of each label"),
            "labels": Names(names, "the labels, in the order of `scores`"),
        }
        text = {"text": self.vocabulary.endpoint_kind()}
        return {"serving_default": Endpoint(classify, text, outputs, LONGEST)}

    def get_config(self):
        encoder = self.encoder and keras.saving.serialize_keras_object(self.encoder)
        return {
            "vocabulary": keras.saving.serialize_keras_object(self.vocabulary),
            "labels": list(self.labels),
            "units": self.units,
            "depth": self.depth,
            "cell": self.cell,
            "bidirectional": self.bidirectional,
            "pooling": self.pooling,
            "embedding": self.embedding,
            "multi_label": self.multi_label,
            "class_weights": self.class_weights,
            "encoder": encoder,
            "dropout": self.dropout,
            "embedding_dropout": self.embedding_dropout,
            "word_dropout": self.word_dropout,
            "adversarial": self.adversarial,
            "train_embedding": self.train_embedding,
            "dtype": self.dtype_policy.name,
            "name": self.name,
        } | self.quantization


def check_pooling(pooling):
    """Raise ValueError unless there is such a pooling."""
    if not isinstance(pooling, str) or pooling not in POOLINGS:
        raise ValueError(
            f"`pooling` is one of {', '.join(map(repr, POOLINGS))}. "
            f"Received {pooling!r}."
        )
