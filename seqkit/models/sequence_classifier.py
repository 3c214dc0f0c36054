import functools
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any
from typing import overload

import keras
from keras import ops

from seqkit.arguments import flag
from seqkit.arguments import share
from seqkit.arguments import whole_number
from seqkit.backend.compiled import compiled
from seqkit.endpoint_kinds import Names
from seqkit.endpoint_kinds import Numbers
from seqkit.layers.cells import stack_of
from seqkit.layers.real_steps import RealSteps
from seqkit.losses import LabelCrossEntropy
from seqkit.metrics import label_accuracy
from seqkit.models.answers import Classification
from seqkit.models.batches_by_length import by_length
from seqkit.models.class_labels import check_labels
from seqkit.models.class_labels import check_weights
from seqkit.models.class_labels import classification
from seqkit.models.class_labels import weights_of
from seqkit.models.codec_input import build_embed
from seqkit.models.codec_input import check_codec
from seqkit.models.codec_input import codec_input
from seqkit.models.codec_input import embed_options
from seqkit.models.codec_input import embed_steps
from seqkit.models.codec_input import encoded_rows
from seqkit.models.codec_input import endpoint_inputs
from seqkit.models.load_vectors import LoadsVectors
from seqkit.models.pooling import build_pool
from seqkit.models.pooling import check_pooling
from seqkit.models.precision import precision_of
from seqkit.models.training_labels import TrainsOnLabels
from seqkit.public_method import public_method
from seqkit.types import Codec
from seqkit.types import Endpoint
from seqkit.types import Tensor

EMBEDDING_DROPOUT = 0.2  # for texts; numbers have few features, which are all needed
LONGEST = 20_000  # the most characters, or steps of numbers, that an export reads


@keras.saving.register_keras_serializable(package="seqkit")
class SequenceClassifier(TrainsOnLabels, LoadsVectors, keras.Model):
    """Label sequences, texts or numbers over time: many to one.

    The model is compiled already, with Adam, gradients clipped to a norm of 1, the
    cross-entropy of the labels as the loss, and the metric `accuracy`; so `fit` can be
    called at once.

    Args:
        codec: object that encodes inputs: `Vocabulary`, `SubwordVocabulary` or
            `SpelledVocabulary` for texts, `Series` for numbers over time, `Strokes` for
            drawings.
        labels: list of str, the possible labels; int and bool are converted by `str`.
        units: int, width of the recurrent layers.
        depth: int, number of recurrent layers. 0, only with an `encoder`: the outputs
            of the encoder are pooled.
        cell: "rnn", "lstm", "gru" or "lstm_layer_norm".
        bidirectional: bool, read the sequence in both directions.
        pooling: "last": the last state of each direction; "mean" or "max" of all
            outputs; "attention": the mean of all outputs by learned weights, which
            `explain.words` shows.
        embedding: int, width of the learned embedding of the tokens. None: the codec's
            default, 128. This option and those marked "texts" are errors with a codec
            of numbers.
        multi_label: bool, whether a sequence can have any number of labels.
        class_weights: dict from label to float, its weight in the loss; a missing label
            has weight 1. "balanced": weights by which all labels have the same part in
            the loss of the data of the first `fit`. None: all weights are 1.
        encoder: `keras.Model` from int32 `(batch, time)` to float
            `(batch, time, units)`, such as `language_model.encoder()`, in place of the
            embedding (texts). None: an embedding of the tokens is learned.
        dropout: float, share of the values that are dropped between the recurrent
            layers and before the output.
        embedding_dropout: float, share of the features that are dropped in all vectors,
            the same features at all steps of a sequence (Gal & Ghahramani 2016). None:
            0.2 for texts, 0 for numbers.
        word_dropout: float, share of the words that training replaces by the unknown
            word (texts). None: the codec's default, 0.1.
        adversarial: float, such as 0.1 (texts): half of the loss is computed on vectors
            moved in the direction that makes the loss larger, by this share of the
            length of one word's vector. A training step takes 2.5 times as long. None
            or 0: no vectors are moved.
        train_embedding: bool. False: vectors set by `load_vectors` are not trained
            (texts). None: True.
        dtype: str or `keras.DTypePolicy`, the precision of all layers except logits.
            None: Keras's global policy.

    Call arguments:
        inputs: as the codec encodes them, padded on the right: int32 `(batch, time)`
            with 0, or float32 `(batch, time, features)` with NaN.

    Returns:
        float32 `(batch, labels)`, logits.

    Raises:
        ValueError: an argument is out of its range, or the codec has no use for it.
        TypeError: `codec` is no codec, texts are given in place of ids, or an argument
            has the name that another library uses for it.

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
        codec: Codec,
        labels: Sequence[str],
        units: int = 64,
        depth: int = 1,
        cell: str = "lstm",
        bidirectional: bool = True,
        pooling: str = "max",
        *,
        embedding: int | None = None,
        multi_label: bool = False,
        class_weights: Mapping[str, float] | str | None = None,
        encoder: keras.Model | None = None,
        dropout: float = 0.5,
        embedding_dropout: float | None = None,
        word_dropout: float | None = None,
        adversarial: float | None = None,
        train_embedding: bool | None = None,
        dtype: Any = None,
        **kwargs,
    ):
        check_codec(codec)
        multi_label = flag("multi_label", multi_label)
        labels = check_labels(labels, 1 if multi_label else 2)
        units = whole_number("units", units)
        depth = whole_number("depth", depth, 1 if encoder is None else 0)
        class_weights = check_weights(class_weights, labels)
        check_pooling(pooling)
        bidirectional = flag("bidirectional", bidirectional)
        dropout = share("dropout", dropout)
        if embedding_dropout is None:
            embedding_dropout = EMBEDDING_DROPOUT if codec.dtype == "int32" else 0.0
        embedding_dropout = share("embedding_dropout", embedding_dropout)
        policy = precision_of(dtype)
        options = embed_options(
            codec,
            embedding=embedding,
            encoder=encoder,
            word_dropout=word_dropout,
            adversarial=adversarial,
            train_embedding=train_embedding,
        )

        # Layers
        self.encoder = encoder
        self.bidirectional = bidirectional
        self.pooling = pooling
        self.real = RealSteps(codec.missing)
        self.embed = build_embed(codec, options, policy)
        self.drop_features = keras.layers.SpatialDropout1D(
            embedding_dropout, dtype=policy
        )
        self.drop = keras.layers.Dropout(dropout, dtype=policy)
        self.stack = None
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
        # The last state of the recurrent layers needs no pooling layer.
        if pooling != "last" or self.stack is None:
            self.pool = build_pool(pooling, policy.name)
        self.head = keras.layers.Dense(len(labels), dtype="float32", name="head")

        # Graph
        inputs = codec_input(codec)
        steps, lengths = self.real(inputs)
        logits, _ = self.read(embed_steps(self.embed, steps, lengths), lengths)
        super().__init__(
            inputs=inputs,
            outputs=logits,
            loss=LabelCrossEntropy(weights_of(class_weights, labels), multi_label),
            metrics=[label_accuracy(multi_label)],
            dtype=policy,
            missing=codec.missing,
            **kwargs,
        )

        # Config
        self.codec = codec
        self.labels = labels
        self.units = units
        self.depth = depth
        self.cell = cell
        self.multi_label = multi_label
        self.class_weights = class_weights
        self.dropout = dropout
        self.embedding_dropout = embedding_dropout
        self.embedding = options["embedding"]
        self.word_dropout = options["word_dropout"]
        self.adversarial = options["adversarial"]
        self.train_embedding = options["train_embedding"]

    def read(
        self, vectors: Tensor, lengths: Tensor, training: bool | None = None
    ) -> tuple[Tensor, Tensor | None]:
        """Return the logits of sequences of vectors, and the weights of attention.

        Args:
            vectors: float `(batch, time, features)`, as `embed` returns them.
            lengths: int32 `(batch,)`, real steps of each row.
            training: bool, whether dropout is active. None: as in the calling layer.

        Returns:
            logits: float32 `(batch, labels)`.
            weights: float `(batch, time)`, the weight of each step if
                `pooling="attention"`; else None.
        """
        if self.encoder is not None:
            vectors = self.embed.read(vectors, training=training)
        outputs = self.drop_features(vectors, training=training)
        last = weights = None
        if self.stack is not None:
            outputs, state = self.stack(outputs, lengths=lengths, training=training)
            last = self.stack.last(outputs, state, lengths)
        pooled = last if self.pool is None else self.pool(outputs, lengths=lengths)
        if self.pooling == "attention":
            pooled, weights = pooled
        return self.head(self.drop(pooled, training=training)), weights

    def as_probabilities(self, logits: Tensor) -> Tensor:
        """Return the probabilities of logits; float32 of the same shape."""
        return ops.sigmoid(logits) if self.multi_label else ops.softmax(logits)

    @overload
    def classify(self, inputs: str | bytes) -> Classification: ...

    @overload
    def classify(self, inputs: Sequence[Any]) -> list[Classification]: ...

    @public_method
    def classify(self, inputs: Any) -> Classification | list[Classification]:
        """Return the labels of sequences with their probabilities.

        Args:
            inputs: one input for the codec, or a list of inputs: str, or bytes in
                UTF-8, or an array `(time, features)`. An empty sequence gets
                probabilities too.

        Returns:
            `Classification`, or a list of `Classification` if `inputs` are a list.

        Raises:
            TypeError: the codec cannot read `inputs`.
            ValueError: the codec cannot encode a value.
        """
        one = self.codec.is_one(inputs)
        rows = encoded_rows(self.codec, [inputs] if one else inputs)
        answers = [
            classification(self.labels, scores)
            for scores in by_length(self._probabilities, rows)
        ]
        return answers[0] if one else answers

    @functools.cached_property
    def _probabilities(self):
        return compiled(self.probabilities, lambda: self.variables)

    def probabilities(self, inputs: Tensor) -> Tensor:
        """Return the probability of each label, float32 `(batch, labels)`.

        Args:
            inputs: array as in a call of the model.
        """
        return self.as_probabilities(self(inputs, training=False))

    def endpoints(self) -> dict[str, Endpoint]:
        """Return the signature of an export.

        Returns:
            dict of `serving_default`, which returns for a raw input the likeliest
            label, its score, all scores, and the labels in the order of the scores;
            with sound also `samples`, see `Sound`.
        """
        names = tuple(self.labels)

        def classify(**inputs):
            scores = self.probabilities(*inputs.values())
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
        return {
            name: Endpoint(
                classify, {kind.name: kind}, outputs, LONGEST, columns=columns
            )
            for name, (kind, columns) in endpoint_inputs(self.codec).items()
        }

    def get_config(self):
        encoder = self.encoder and keras.saving.serialize_keras_object(self.encoder)
        return {
            "codec": keras.saving.serialize_keras_object(self.codec),
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
