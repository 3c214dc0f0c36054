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
    """A mixin for Keras models that train on sequences and their labels.

    The model has the attributes `labels`, `multi_label`, `class_weights` and
    `adversarial`, and the methods that `adversarial_loss` calls.
    """

    data_call = "seqkit.data.labelled(texts, labels, model.codec, model.labels)"
    answer_call = "model.classify(texts)"
    encode_call = "model.codec.encode(texts)"

    @property
    def convention(self):
        """The meaning of targets and outputs."""
        return LABELS if self.multi_label else LABEL

    def accuracy(self, name: str) -> keras.metrics.Metric:
        """Build the metric that `compile` uses for "accuracy"."""
        return label_accuracy(self.multi_label, name)

    def check_class_weight(self, weights):
        """Raise ValueError unless the keys of `class_weight` are indices of labels."""
        if self.multi_label:
            raise ValueError(
                "`class_weight` of `fit` weighs rows by their one class. Received it "
                "with `multi_label=True`. Give weights by name to the model: "
                "`SequenceClassifier(…, class_weights={label: weight})`."
            )
        check_class_weight(weights, self.labels)

    def check_targets(self, y, y_pred):
        """Raise ValueError unless targets are label indices, or 0 and 1 for each label.

        The second is for `multi_label=True`.
        """
        check_label_targets(y, y_pred, self.multi_label)

    def before_fit(self, x, y):
        """Compute the weights of labels from the data if they are "balanced"."""
        if self.class_weights == BALANCED:
            self.class_weights = balanced_weights(x, y, self.labels)
            self.family_loss.weights = weights_of(self.class_weights, self.labels)
            # Compiled functions without the weights are dropped.
            self.train_function = self.test_function = None

    def compute_loss(
        self, x=None, y=None, y_pred=None, sample_weight=None, training=True
    ):
        """Return the loss; if `adversarial`, its mean with the loss of moved inputs."""
        loss = super().compute_loss

        def loss_of(logits):
            return loss(x, y, logits, sample_weight, training)

        if not (training and self.adversarial):
            return loss_of(y_pred)
        moved = adversarial_loss(self, loss_of, x, self.adversarial)
        return (loss_of(y_pred) + moved) / 2
