import keras

from seqkit.metrics import label_accuracy
from seqkit.models.adversarial import adversarial_loss
from seqkit.models.class_labels import BALANCED
from seqkit.models.class_labels import balanced_weights
from seqkit.models.class_labels import weights_of
from seqkit.models.stock_losses import LABEL
from seqkit.models.stock_losses import LABELS
from seqkit.models.target_checks import check_class_weight
from seqkit.models.target_checks import check_label_targets
from seqkit.models.training import TrainsOnIds


class TrainsOnLabels(TrainsOnIds):
    """Train on sequences and their labels; a mixin for functional Keras models.

    The model has `labels`, `multi_label`, `class_weights` and `adversarial`, and the
    parts that `adversarial_loss` calls.
    """

    data_call = "seqkit.data.labelled(texts, labels, model.codec, model.labels)"
    answer_call = "model.classify(texts)"
    encode_call = "model.codec.encode(texts)"

    @property
    def convention(self):
        """The meaning of targets and outputs."""
        return LABELS if self.multi_label else LABEL

    def accuracy(self, name: str) -> keras.metrics.Metric:
        """Build the metric that "accuracy" stands for in `compile`."""
        return label_accuracy(self.multi_label, name)

    def check_class_weight(self, weights):
        """Raise ValueError unless `class_weight` of `fit` is by places of labels."""
        if self.multi_label:
            raise ValueError(
                "`class_weight` of `fit` weighs rows by their one class. Received it "
                "for `multi_label=True`. Give weights by name to the model: "
                "`SequenceClassifier(…, class_weights={label: weight})`."
            )
        check_class_weight(weights, self.labels)

    def check_targets(self, y, y_pred):
        """Raise ValueError unless targets are places of labels, or 0 and 1 for each."""
        check_label_targets(y, y_pred, self.multi_label)

    def before_fit(self, x, y):
        """Count the labels of the data where `class_weights` is "balanced"."""
        if self.class_weights == BALANCED:
            self.class_weights = balanced_weights(x, y, self.labels)
            self.family_loss.weights = weights_of(self.class_weights, self.labels)
            self.train_function = self.test_function = None  # which know no weights

    def compute_loss(
        self, x=None, y=None, y_pred=None, sample_weight=None, training=True
    ):
        """Return the loss; in training half of it is that of adversarial inputs."""
        loss = super().compute_loss

        def loss_of(logits):
            return loss(x, y, logits, sample_weight, training)

        if not (training and self.adversarial):
            return loss_of(y_pred)
        moved = adversarial_loss(self, loss_of, x, self.adversarial)
        return (loss_of(y_pred) + moved) / 2
