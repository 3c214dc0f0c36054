import keras
from keras import ops

from seqkit.layers.lengths import count_real
from seqkit.layers.lengths import real_steps
from seqkit.losses import LabelCrossEntropy
from seqkit.losses import TokenCrossEntropy
from seqkit.losses import real_weights
from seqkit.models.stock_losses import TAGS
from seqkit.models.target_checks import check_label_targets
from seqkit.models.target_checks import check_one
from seqkit.models.target_checks import check_steps
from seqkit.models.target_checks import weights_of_both
from seqkit.models.training import TrainsOnIds
from seqkit.types import Tensor

TAG_ADVICE = (
    "One-hot ones are `y.argmax(axis=-1) + 1` where a step is real; "
    "`seqkit.data.tagged` makes such of names."
)


class TrainsOnTags(TrainsOnIds):
    """Train on ids and tags, or on ids and pairs of tags and label.

    The model has a `crf` or None, and a `label_head` or None with a `label_weight`; of
    labels both targets and outputs are pairs.
    """

    data_call = "seqkit.data.tagged(sentences, tags, model.vocabulary, model.tags)"
    answer_call = "model.tag(texts)"
    convention = TAGS
    accuracy = None
    pads_targets = True

    def train_with_nats(self):
        """Set loss and metrics and compiles; for the end of a model's `__init__`."""
        self.token_loss = TokenCrossEntropy()
        self.label_loss = LabelCrossEntropy()
        self.tag_accuracy = keras.metrics.Mean(name="tag_accuracy")
        self.tag_accuracy._direction = "up"
        if self.label_head is not None:
            self.label_accuracy = keras.metrics.SparseCategoricalAccuracy(
                name="label_accuracy"
            )
        self.train_with(self.mean_nats)

    def mean_nats(self, y, y_pred, sample_weight=None) -> Tensor:
        """Return the loss, of a sentence's tags and of its label if it has one.

        The nats of its words are summed: of their mean, batches of like length would
        make the words of long sentences count less. And counts the metrics, for on JAX
        only a loss may read the weights of a CRF.
        """
        tags, label = self.parts(y)
        potentials, logits = self.parts(y_pred)
        weights = self.weights_of(sample_weight)
        nats = self.tag_nats(potentials, tags)
        loss = self.token_loss.mean(nats, tags, weights[0])  # of a word
        loss = loss * words_per_sentence(tags, weights[0])
        if label is not None:
            label_nats = self.label_loss(label, logits, weights[1])
            loss = loss + self.label_weight * label_nats
        self._count(y, self.decode(potentials, count_real(tags)), logits, weights)
        return loss

    def compute_metrics(self, x, y, y_pred, sample_weight=None):
        """Count what the user's loss did not, and the user's metrics.

        A loss of the user's own trains no CRF, so each word's best tag counts.
        """
        if self.loss is not None:
            potentials, logits = self.parts(y_pred)
            best = ops.argmax(potentials, axis=-1)
            self._count(y, best, logits, self.weights_of(sample_weight))
        return super().compute_metrics(x, y, y_pred, sample_weight)

    def parts(self, both):
        """Part targets or outputs into the tags' and the label's, which may be None."""
        return (both, None) if self.label_head is None else tuple(both)

    def weights_of(self, sample_weight):
        """Part sample weights into the tags' and the label's, each may be None."""
        if self.label_head is not None:
            return weights_of_both(sample_weight)
        if sample_weight is not None:
            check_one("sample_weight", sample_weight, "float (batch, time) or (batch,)")
        return sample_weight, None

    def check_targets(self, y, y_pred):
        """Raise ValueError unless targets are tags, or a pair of tags and label."""
        if self.label_head is None:
            return check_steps(y, y_pred, "the tags, int,", TAG_ADVICE)
        if not (isinstance(y, list | tuple) and len(y) == 2):
            received = getattr(y, "shape", None) and f"shape {tuple(y.shape)}"
            raise ValueError(
                "`y` of a model of tags and label is a pair, int (batch, time) and "
                f"int (batch,). Received {received or f'a {type(y).__name__}'}. "
                "Give `(tags, labels)`, or make `seqkit.data.tagged(…, labels=…)`."
            )
        check_steps(y[0], y_pred[0], "the tags, int,", TAG_ADVICE)
        check_label_targets(y[1], y_pred[1], multi_label=False)

    def tag_nats(self, potentials: Tensor, tags: Tensor) -> Tensor:
        """Return how surprising tags are.

        Args:
            potentials: float32 `(batch, time, tags)`.
            tags: int32 `(batch, time)`, 1 + place of the tag; 0 on padding.

        Returns:
            float32 `(batch, time)`, in nats, 0 on padding; with a CRF each word's
            share of its sentence.
        """
        if self.crf is None:
            return keras.losses.sparse_categorical_crossentropy(
                tags - 1, potentials, from_logits=True, ignore_class=-1
            )
        lengths = count_real(tags)
        nats = -self.crf.log_likelihood(potentials, tags - 1, lengths)  # (batch,)
        shares = nats / ops.cast(ops.maximum(lengths, 1), "float32")
        return ops.where(real_steps(tags, lengths), shares[:, None], 0.0)

    def decode(self, potentials: Tensor, lengths: Tensor) -> Tensor:
        """Choose tags.

        Args:
            potentials: float32 `(batch, time, tags)`.
            lengths: int32 `(batch,)`.

        Returns:
            int32 `(batch, time)`, places of the tags; -1 on padding.
        """
        if self.crf is not None:
            return self.crf.viterbi(potentials, lengths)[0]
        best = ops.cast(ops.argmax(potentials, axis=-1), "int32")
        return ops.where(real_steps(potentials, lengths), best, -1)

    def _count(self, y, chosen, logits, weights):
        """Count a batch in the metrics."""
        tags, label = self.parts(y)
        right = ops.cast(ops.equal(ops.cast(chosen, "int32") + 1, tags), "float32")
        counts = real_weights(tags, weights[0])
        # Flat, for of rows Keras takes means, in which padding would count.
        self.tag_accuracy.update_state(
            ops.reshape(right, (-1,)), ops.reshape(counts, (-1,))
        )
        if label is not None:
            self.label_accuracy.update_state(label, logits, weights[1])


def words_per_sentence(tags: Tensor, weights: Tensor | None) -> Tensor:
    """Return the mean length of sentences, float32 `()`. Args: as of `real_weights`.

    A sentence weighs as its words do in the mean; one without any does not.
    """
    words = ops.sum(real_weights(tags, weights), axis=1)  # (batch,)
    lengths = ops.cast(ops.maximum(count_real(tags), 1), "float32")
    return ops.divide_no_nan(ops.sum(words), ops.sum(words / lengths))
