from typing import Any
from typing import NamedTuple

import keras
from keras import ops

from seqkit.backend.keras_private import mark_direction
from seqkit.layers.lengths import count_real
from seqkit.layers.lengths import real_steps
from seqkit.losses import LabelCrossEntropy
from seqkit.losses import TokenCrossEntropy
from seqkit.losses import real_weights
from seqkit.models.class_labels import BALANCED
from seqkit.models.class_labels import balanced_tag_weights
from seqkit.models.class_labels import weights_of
from seqkit.models.soft_tags import check_soft_tags
from seqkit.models.soft_tags import hard_tags
from seqkit.models.soft_tags import is_soft
from seqkit.models.soft_tags import soft_nats
from seqkit.models.soft_tags import tag_weights
from seqkit.models.stock_losses import TAGS
from seqkit.models.target_checks import check_label_targets
from seqkit.models.target_checks import check_one
from seqkit.models.target_checks import check_steps
from seqkit.models.target_checks import weights_of_both
from seqkit.models.training import TrainsOnIds
from seqkit.types import Tensor

TAG_ADVICE = (
    "`seqkit.data.tagged` encodes names of tags; probabilities of tags are float "
    "(batch, time, tags)."
)


class ChosenTags(NamedTuple):
    """The outputs of a model, and the tags int32 `(batch, time)` chosen from them."""

    outputs: Any
    tags: Tensor


class TrainsOnTags(TrainsOnIds):
    """A mixin for Keras models that train on sequences and their tags.

    The model has the attributes `tags`, `crf` (a `CRF` or None), `class_weights`,
    `label_head` (a layer or None) and `label_weight`. With a `label_head`, targets and
    outputs are pairs: tags and label. Without a CRF the tags can be soft: float
    `(batch, time, tags)`, the probability of each tag.
    """

    data_call = "seqkit.data.tagged(sentences, tags, model.codec, model.tags)"
    answer_call = "model.tag(texts)"
    encode_call = "model.codec.encode(texts)"
    convention = TAGS
    accuracy = None
    pads_targets = True

    def __init__(self, inputs: Any, outputs: Any, **kwargs):
        super().__init__(inputs, outputs, loss=self.mean_nats, **kwargs)
        self.accuracies = tag_metrics(self.label_head is not None)

    def mean_nats(self, y, y_pred, sample_weight=None) -> Tensor:
        """Return the loss: the nats of the tags of a mean sequence, and of its label.

        The nats of a sequence's steps are summed. With their mean, the steps of long
        sequences would count less, since batches have sequences of similar length.
        """
        targets, label = self.parts(y)
        potentials, logits = self.parts(y_pred)
        weights = self.weights_of(sample_weight)
        nats, tags = self.tag_nats(potentials, targets), hard_tags(targets)
        weighted = self.with_class_weights(targets, tags, weights[0])
        loss = TokenCrossEntropy().mean(nats, tags, weighted)  # nats of a step
        loss = loss * words_per_sentence(tags, weights[0])
        if label is not None:
            label_nats = LabelCrossEntropy()(label, logits, weights[1])
            loss = loss + self.label_weight * label_nats
        return loss

    def with_class_weights(self, targets, tags, weights):
        """Return the weights of steps, multiplied by the weights of their tags."""
        by_tag = weights_of(self.class_weights, self.tags)
        if by_tag is None:
            return weights
        return real_weights(tags, weights) * tag_weights(targets, by_tag)

    def before_fit(self, x, y):
        """Compute the weights of tags from the data if they are "balanced"."""
        if self.class_weights == BALANCED:
            self.class_weights = balanced_tag_weights(x, y, self.tags)
            # Compiled functions without the weights are dropped.
            self.train_function = self.test_function = None

    def compute_loss_and_updates(
        self,
        trainable_variables,
        non_trainable_variables,
        metrics_variables,
        x,
        y,
        sample_weight,
        training=False,
        optimizer_variables=None,
    ):
        """Compute the loss as Keras does on JAX, and choose the tags for the metrics.

        On JAX, `compute_metrics` cannot read the weights of a CRF, but this method can.
        It returns the chosen tags with the outputs, which Keras passes to
        `compute_metrics`.
        """
        loss, (unscaled, y_pred, *updates) = super().compute_loss_and_updates(
            trainable_variables,
            non_trainable_variables,
            metrics_variables,
            x,
            y,
            sample_weight,
            training=training,
            optimizer_variables=optimizer_variables,
        )
        known = zip(self.trainable_variables, trainable_variables, strict=True)
        with keras.StatelessScope(state_mapping=list(known)):
            chosen = ChosenTags(y_pred, self.choose(y, y_pred))
        return loss, (unscaled, chosen, *updates)

    def compute_metrics(self, x, y, y_pred, sample_weight=None):
        """Update and return the accuracies of tags and labels, and other metrics."""
        if isinstance(y_pred, ChosenTags):
            y_pred, chosen = y_pred
        else:
            chosen = self.choose(y, y_pred)
        targets, label = self.parts(y)
        tags = hard_tags(targets)
        _, logits = self.parts(y_pred)
        weights = self.weights_of(sample_weight)
        right = ops.cast(ops.equal(chosen + 1, ops.cast(tags, "int32")), "float32")
        counts = real_weights(tags, weights[0])
        tag_accuracy, *label_accuracy = self.accuracies
        # Flat, since Keras would compute means of rows, with padding.
        tag_accuracy.update_state(ops.reshape(right, (-1,)), ops.reshape(counts, (-1,)))
        if label is not None:
            label_accuracy[0].update_state(label, logits, weights[1])
        return super().compute_metrics(x, y, y_pred, sample_weight)

    def choose(self, y: Any, y_pred: Any) -> Tensor:
        """Return the predicted tags of the real steps of targets: int `(batch, time)`.

        If `compile` got another loss, the CRF was not trained, so the best tag of each
        step is chosen by itself.
        """
        potentials, _ = self.parts(y_pred)
        if self.loss is not None or self.crf is None:
            return ops.cast(ops.argmax(potentials, axis=-1), "int32")
        return self.decode(potentials, count_real(self.parts(y)[0]))

    def parts(self, both):
        """Return the part of tags, and the part of labels or None, of `both`."""
        return (both, None) if self.label_head is None else tuple(both)

    def weights_of(self, sample_weight):
        """Return the sample weights of tags, and of labels; each may be None."""
        if self.label_head is not None:
            return weights_of_both(sample_weight)
        if sample_weight is not None:
            check_one("sample_weight", sample_weight, "float (batch, time) or (batch,)")
        return sample_weight, None

    def check_targets(self, y, y_pred):
        """Raise ValueError unless targets are tags, or a pair of tags and label."""
        if self.label_head is None:
            return self.check_tags(y, y_pred)
        if not (isinstance(y, list | tuple) and len(y) == 2):
            received = getattr(y, "shape", None) and f"shape {tuple(y.shape)}"
            raise ValueError(
                "`y` of a model with tags and labels is a pair, int (batch, time) and "
                f"int (batch,). Received {received or f'a {type(y).__name__}'}. "
                "Give `(tags, labels)`, or use `seqkit.data.tagged(…, labels=…)`."
            )
        self.check_tags(y[0], y_pred[0])
        check_label_targets(y[1], y_pred[1], multi_label=False)

    def check_tags(self, tags, outputs):
        """Raise ValueError unless tags are int, or probabilities without a CRF."""
        if hasattr(tags, "shape") and is_soft(tags):
            return check_soft_tags(tags, outputs, self.crf is not None)
        check_steps(tags, outputs, "the tags, int,", TAG_ADVICE)

    def tag_nats(self, potentials: Tensor, tags: Tensor) -> Tensor:
        """Return the nats of tags: minus the logarithm of their probability.

        Args:
            potentials: float32 `(batch, time, tags)`.
            tags: int32 `(batch, time)`, 1 + index of the tag; 0 on padding. Or without
                a CRF float `(batch, time, tags)`, probabilities.

        Returns:
            float32 `(batch, time)`, in nats, 0 on padding. With a CRF the nats of a
            sentence are divided equally among its words.
        """
        if is_soft(tags):
            return soft_nats(tags, potentials)
        if self.crf is None:
            return keras.losses.sparse_categorical_crossentropy(
                tags - 1, potentials, from_logits=True, ignore_class=-1
            )
        lengths = count_real(tags)
        nats = -self.crf.log_likelihood(potentials, tags - 1, lengths)  # (batch,)
        shares = nats / ops.cast(ops.maximum(lengths, 1), "float32")
        return ops.where(real_steps(tags, lengths), shares[:, None], 0.0)

    def decode(self, potentials: Tensor, lengths: Tensor) -> Tensor:
        """Return the likeliest tags: of a whole sequence with a CRF, else of each step.

        Args:
            potentials: float32 `(batch, time, tags)`.
            lengths: int32 `(batch,)`.

        Returns:
            int32 `(batch, time)`, indices of the tags; -1 on padding.
        """
        if self.crf is not None:
            return self.crf.viterbi(potentials, lengths)[0]
        best = ops.cast(ops.argmax(potentials, axis=-1), "int32")
        return ops.where(real_steps(potentials, lengths), best, -1)


def tag_metrics(labels: bool) -> list[keras.metrics.Metric]:
    """Return the accuracy of tags, and with `labels` the accuracy of labels too."""
    tag_accuracy = keras.metrics.Mean(name="tag_accuracy")
    mark_direction(tag_accuracy, "max")
    if not labels:
        return [tag_accuracy]
    return [tag_accuracy, keras.metrics.SparseCategoricalAccuracy("label_accuracy")]


def words_per_sentence(tags: Tensor, weights: Tensor | None) -> Tensor:
    """Return the mean number of words of a sentence, float32 `()`.

    The weight of a sentence in the mean is the mean weight of its words; sentences
    without words are left out.

    Args:
        tags: int `(batch, time)`, as in `real_weights`.
        weights: sample weights of words or None, as in `real_weights`.
    """
    words = ops.sum(real_weights(tags, weights), axis=1)  # (batch,)
    lengths = ops.cast(ops.maximum(count_real(tags), 1), "float32")
    return ops.divide_no_nan(ops.sum(words), ops.sum(words / lengths))
