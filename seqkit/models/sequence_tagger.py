import functools
from collections.abc import Mapping
from collections.abc import Sequence
from numbers import Real
from typing import Any
from typing import overload

import keras
from keras import ops

from seqkit.arguments import flag
from seqkit.arguments import share
from seqkit.arguments import whole_number
from seqkit.backend.compiled import compiled
from seqkit.layers.cells import stack_of
from seqkit.layers.crf import CRF
from seqkit.layers.lengths import keep_real
from seqkit.layers.max_over_time import MaxOverTime
from seqkit.layers.real_steps import RealSteps
from seqkit.models.answers import Tagging
from seqkit.models.batches_by_length import by_length
from seqkit.models.class_labels import check_labels
from seqkit.models.class_labels import check_weights
from seqkit.models.codec_input import build_embed
from seqkit.models.codec_input import check_codec
from seqkit.models.codec_input import codec_input
from seqkit.models.codec_input import embed_options
from seqkit.models.codec_input import embed_steps
from seqkit.models.load_vectors import LoadsVectors
from seqkit.models.precision import precision_of
from seqkit.models.tagger_endpoints import tagger_endpoints
from seqkit.models.training_tags import TrainsOnTags
from seqkit.public_method import public_method
from seqkit.types import Codec
from seqkit.types import Endpoint
from seqkit.types import Tensor


@keras.saving.register_keras_serializable(package="seqkit")
class SequenceTagger(TrainsOnTags, LoadsVectors, keras.Model):
    """Tag each step of a sequence, such as a word; label the sequence too if asked to.

    The model is compiled already, with Adam, gradients clipped to a norm of 1, the mean
    nats of a sequence as the loss, and the metric `tag_accuracy`; so `fit` can be
    called at once. With a CRF the model also learns which tag can follow which. Without
    one it also trains on probabilities of tags, float `(batch, time, tags)`, such as
    those of `seqkit.data.event_targets`; a step of NaN or zeros has no target.

    Args:
        codec: object that encodes inputs: `SpelledVocabulary`, of words and their
            characters, `Vocabulary` or `SubwordVocabulary` for texts; `Series` for
            numbers over time.
        tags: list of str, the possible tags; int and bool are converted by `str`.
        units: int, width of each direction of the recurrent layers.
        depth: int, number of recurrent layers.
        cell: "rnn", "lstm", "gru" or "lstm_layer_norm".
        embedding: int, width of the learned embedding of the words. None: the codec's
            default, 128. This option and those marked "texts" are errors with a codec
            of numbers.
        crf: bool, choose the tags of a sequence together, by a conditional random
            field. False: each tag is chosen by itself.
        labels: list of str, the possible labels of a whole sequence. None: sequences
            get no label.
        label_weight: float, the weight of the label in the loss; the tag of one step
            has weight 1.
        class_weights: dict from tag to float, its weight in the loss; a missing tag has
            weight 1. "balanced": weights by which all tags have the same part in the
            loss of the data of the first `fit`. None: all weights are 1. Weights need
            `crf=False`.
        character_units: int, width of the vectors computed from a word's characters, if
            `codec` is a `SpelledVocabulary` (texts). None: the codec's default, 64.
        dropout: float, share of the values that are dropped before, between and after
            the recurrent layers.
        word_dropout: float, share of the words that training replaces by the unknown
            word, so that the model learns to read unknown words (texts). None: the
            codec's default, 0.1.
        train_embedding: bool. False: vectors set by `load_vectors` are not trained
            (texts). None: True.
        dtype: str or `keras.DTypePolicy`, the precision of all layers except the scores
            of tags and labels. None: Keras's global policy.

    Call arguments:
        inputs: as the codec encodes them, padded on the right: int32 `(batch, time)` or
            `(batch, time, 1 + word_length)` with 0, or float32
            `(batch, time, features)` with NaN.

    Returns:
        float32 `(batch, time, tags)`, the logits of tags, or with a CRF its potentials.
        With `labels` a list of these and of float32 `(batch, labels)`, the logits of
        labels.

    Raises:
        ValueError: an argument is out of its range, or the codec has no use for it.
        TypeError: `codec` is no codec, texts are given in place of ids, or an argument
            has the name that another library uses for it.

    Reference:
        Ma & Hovy 2016, https://arxiv.org/abs/1603.01354; CRF: Lample et al. 2016,
        section 2, https://arxiv.org/abs/1603.01360; tags and label by one model: Liu &
        Lane 2016, https://arxiv.org/abs/1609.01454, but with the label from the maximum
        over time of the outputs and of the words' vectors.

    Example:
    >>> sentences = ["to Rome", "from Rome"] * 64
    >>> tags = [["O", "TO"], ["O", "FROM"]] * 64
    >>> vocabulary = seqkit.SpelledVocabulary.from_texts(sentences)
    >>> model = seqkit.SequenceTagger(vocabulary, ["FROM", "O", "TO"], units=16)
    >>> batches = seqkit.data.tagged(sentences, tags, vocabulary, model.tags)
    >>> model.fit(batches, epochs=60)
    >>> model.tag("to Oslo").tags
    ['O', 'TO']
    """

    @public_method
    def __init__(
        self,
        codec: Codec,
        tags: Sequence[str],
        units: int = 128,
        depth: int = 1,
        cell: str = "lstm",
        embedding: int | None = None,
        *,
        crf: bool = True,
        labels: Sequence[str] | None = None,
        label_weight: float = 2.0,
        class_weights: Mapping[str, float] | str | None = None,
        character_units: int | None = None,
        dropout: float = 0.5,
        word_dropout: float | None = None,
        train_embedding: bool | None = None,
        dtype: Any = None,
        **kwargs,
    ):
        check_codec(codec)
        tags = check_labels(tags, 1, "tags")
        labels = None if labels is None else check_labels(labels, 2)
        _check_label_weight(label_weight)
        units = whole_number("units", units)
        depth = whole_number("depth", depth)
        crf = flag("crf", crf)
        class_weights = _checked_weights(class_weights, tags, crf)
        dropout = share("dropout", dropout)
        policy = precision_of(dtype)
        options = embed_options(
            codec,
            embedding=embedding,
            character_units=character_units,
            word_dropout=word_dropout,
            train_embedding=train_embedding,
        )

        # Layers
        self.real = RealSteps(codec.missing)
        self.embed = build_embed(codec, options, policy)
        self.drop = keras.layers.Dropout(dropout, dtype=policy)
        self.stack = stack_of(cell)(
            units, depth, cell, bidirectional=True, dropout=dropout, dtype=policy
        )
        self.head = keras.layers.Dense(len(tags), dtype="float32", name="head")
        self.crf = CRF(name="crf") if crf else None
        self.pool = self.label_head = None
        if labels is not None:
            self.pool = MaxOverTime(dtype=policy.name)
            self.label_head = keras.layers.Dense(
                len(labels), dtype="float32", name="label_head"
            )

        # Graph
        inputs = codec_input(codec)
        steps, lengths = self.real(inputs)
        outputs = self.read(embed_steps(self.embed, steps, lengths), lengths)
        self.runs_under_xla = not crf  # since a CRF loops over the steps of a batch
        missing = codec.missing
        super().__init__(inputs, outputs, dtype=policy, missing=missing, **kwargs)

        # Config
        self.codec = codec
        self.tags = tags
        self.units = units
        self.depth = depth
        self.cell = cell
        self.labels = labels
        self.label_weight = label_weight
        self.class_weights = class_weights
        self.dropout = dropout
        self.embedding = options["embedding"]
        self.character_units = options["character_units"]
        self.word_dropout = options["word_dropout"]
        self.train_embedding = options["train_embedding"]

    def read(self, vectors: Tensor, lengths: Tensor) -> Tensor | list[Tensor]:
        """Return the scores of tags, and of labels, for sequences of vectors.

        Args:
            vectors: float `(batch, time, features)`, as `embed` returns them.
            lengths: int32 `(batch,)`, real steps of each row.

        Returns:
            The outputs of the model; see its "Returns".
        """
        outputs, _ = self.stack(self.drop(vectors), lengths=lengths)
        scores = self.head(self.drop(outputs))  # (batch, time, tags)
        if self.crf is not None:
            scores = self.crf(scores, lengths=lengths)
        if self.label_head is None:
            return scores
        # The label reads the words' vectors too: some words imply a label anywhere.
        both = ops.concatenate([vectors, outputs], axis=-1)
        pooled = self.pool(both, lengths=lengths)  # (batch, features + 2 * units)
        return [scores, self.label_head(self.drop(pooled))]

    @functools.cached_property
    def _judge(self):
        return compiled(self.judge, lambda: self.variables)

    def judge(self, inputs: Tensor) -> dict[str, Tensor]:
        """Choose the tags of sequences, and their labels if the model has labels.

        `tag` and exports run this function as a graph.

        Args:
            inputs: array as in a call of the model.

        Returns:
            dict with `tags` int32 `(batch, time)`, -1 on padding; `score` float32
            `(batch,)`, log-probability of the tags in nats; with labels `label` int32
            `(batch,)` and `label_score` float32 `(batch,)`, its probability; and
            without a CRF `probabilities` float32 `(batch, time, tags)`, 0 on padding.
        """
        _, lengths = self.real(inputs)
        potentials, logits = self.parts(self(inputs, training=False))
        tags = self.decode(potentials, lengths)
        nats = ops.sum(self.tag_nats(potentials, tags + 1), axis=1)  # (batch,)
        # Not `-nats`, which is -0.0 for an empty sequence.
        answer = {"tags": tags, "score": 0.0 - nats}
        if logits is not None:
            answer["label"] = ops.cast(ops.argmax(logits, axis=-1), "int32")
            answer["label_score"] = ops.max(ops.softmax(logits), axis=-1)
        if self.crf is None:
            shares = ops.softmax(potentials, axis=-1)  # (batch, time, tags)
            answer["probabilities"] = keep_real(shares, lengths)
        return answer

    @overload
    def tag(self, inputs: str | bytes) -> Tagging: ...

    @overload
    def tag(self, inputs: Sequence[Any]) -> list[Tagging]: ...

    @public_method
    def tag(self, inputs: Any) -> Tagging | list[Tagging]:
        """Tag the steps of sequences: the words of sentences, or the steps of a series.

        Args:
            inputs: one input for the codec: a str, which the vocabulary splits into
                words, or an array `(time, features)`; or a list of inputs, in which a
                sentence can be a list of words too. An empty sequence has no tags.

        Returns:
            `Tagging`, or a list of `Tagging` if `inputs` are a list. For an array
            `words` are the numbers of the steps, "0", "1", and so on.

        Raises:
            TypeError: the codec cannot read `inputs`.
            ValueError: the codec cannot encode a value, or would split a word of a list
                of words.
        """
        one = self.codec.is_one(inputs)
        names, rows = self.codec.encode_steps([inputs] if one else inputs)
        taggings = [
            self._tagging(*each)
            for each in zip(names, by_length(self._judge, rows), strict=True)
        ]
        return taggings[0] if one else taggings

    def _tagging(self, words, answer):
        """Return the `Tagging` of one sequence; `answer` is its row of `judge`."""
        tags = [self.tags[tag] for tag in answer["tags"][: len(words)]]
        label = label_score = probabilities = None
        if self.labels is not None:
            label, score = self.labels[answer["label"]], answer["label_score"]
            label_score = float(score)
        if self.crf is None:
            probabilities = answer["probabilities"][: len(words)]
        return Tagging(
            words,
            tags,
            float(answer["score"]),
            label,
            label_score,
            probabilities,
            list(self.tags),
        )

    def endpoints(self) -> dict[str, Endpoint]:
        """Return the signatures of an export.

        Returns:
            dict of `serving_default`, which returns for a raw input the tags of its
            steps and their score; for texts the words too; with labels the label and
            its score too; without a CRF the probabilities of the tags too. Words and
            tags are padded to the longest sequence of the batch. Without a CRF, and
            with the tag "none", also `events`, which returns the peaks of the
            probabilities, see `decoding.pick_peaks`.
        """
        return tagger_endpoints(self)

    def get_config(self):
        return {
            "codec": keras.saving.serialize_keras_object(self.codec),
            "tags": list(self.tags),
            "units": self.units,
            "depth": self.depth,
            "cell": self.cell,
            "embedding": self.embedding,
            "crf": self.crf is not None,
            "labels": self.labels and list(self.labels),
            "label_weight": self.label_weight,
            "class_weights": self.class_weights,
            "character_units": self.character_units,
            "dropout": self.dropout,
            "word_dropout": self.word_dropout,
            "train_embedding": self.train_embedding,
            "dtype": self.dtype_policy.name,
            "name": self.name,
        } | self.quantization


def _checked_weights(class_weights, tags, crf):
    """Return the weights of tags; raise ValueError if there are any beside a CRF."""
    class_weights = check_weights(class_weights, tags)
    if class_weights is not None and crf:
        raise ValueError(
            "A CRF is trained on the tags of a whole sequence together, which have no "
            f"weights of single tags. Received class_weights={class_weights!r:.80} "
            "with `crf=True`. Give `crf=False`, or leave `class_weights` out."
        )
    return class_weights


def _check_label_weight(weight):
    """Raise ValueError unless the weight of the label is finite and 0 or more."""
    if not (isinstance(weight, Real) and 0 <= weight < float("inf")):
        raise ValueError(
            "`label_weight` is the weight of a label in the loss, 0 or more. "
            f"Received {weight!r:.80}. Give 1.0 for the weight of one tag."
        )
