"""What all models share in `fit`: loss, metrics, guard, export."""

import copy

import keras
from keras import ops

from seqkit.losses import TokenCrossEntropy
from seqkit.losses import token_nats
from seqkit.metrics import NatsPerToken

GRADIENT_NORM = 1.0


def default_optimizer() -> keras.optimizers.Optimizer:
    """Builds Adam with the norm of the whole gradient clipped.

    Reference: Pascanu et al. 2013, algorithm 1, https://arxiv.org/abs/1211.5063.
    """
    return keras.optimizers.Adam(1e-3, global_clipnorm=GRADIENT_NORM)


class TrainsOnIds:
    """Trains on ids with the family's loss; a mixin for functional Keras models.

    `data_call` is what makes such data of texts.
    """

    data_call = "seqkit.data.next_token(texts, model.vocabulary)"

    def train_with(self, loss, *metrics):
        """Sets the family's loss and metrics and compiles; for the end of `__init__`.

        Args:
            loss: function of targets, outputs and sample weights or None; returns a
                float `()`. Used where `compile` is given no loss.
            metrics: `keras.metrics.Metric`, counted beside those of `compile`.
        """
        self.family_loss = loss
        self.family_metrics = list(metrics)
        self.compile(optimizer=default_optimizer())
        # Built, so that a model reloads without a warning before it is trained, too.
        self.optimizer.build(self.trainable_variables)

    def fit(self, x=None, *args, **kwargs):
        """Trains as `keras.Model.fit`, and says what to do with plain texts.

        Raises:
            TypeError: `x` are texts, not ids.
        """
        refuse_texts(x, self.data_call)
        return super().fit(x, *args, **kwargs)

    def evaluate(self, x=None, *args, **kwargs):
        """Evaluates as `keras.Model.evaluate`, and says what to do with plain texts.

        Raises:
            TypeError: `x` are texts, not ids.
        """
        refuse_texts(x, self.data_call)
        return super().evaluate(x, *args, **kwargs)

    def compute_loss(
        self, x=None, y=None, y_pred=None, sample_weight=None, training=True
    ):
        """Gives the user's loss, or the family's where `compile` was given none."""
        if self.loss is not None:
            return super().compute_loss(x, y, y_pred, sample_weight, training)
        loss = self.family_loss(y, y_pred, sample_weight)
        if not self.losses:
            return loss
        # What layers add: regularisation.
        return loss + super().compute_loss(x, y, y_pred, sample_weight, training)

    def compute_metrics(self, x, y, y_pred, sample_weight=None):
        """Counts the family's metrics beside the user's."""
        for metric in self.family_metrics:
            metric.update_state(y, y_pred, sample_weight)
        return super().compute_metrics(x, y, y_pred, sample_weight)

    def reset_metrics(self):
        """Clears the metrics and the carried state.

        Keras has no other hook before each epoch of `fit` and before `evaluate`, on
        every backend. `train_on_batch` and `test_on_batch` call it too.
        """
        super().reset_metrics()
        for layer in self.layers:
            if hasattr(layer, "reset_state"):
                layer.reset_state()

    @classmethod
    def from_config(cls, config):
        """Builds a model of its `get_config`, vocabularies and encoders too."""
        # Copied, for Keras takes the config of a model to pieces as it reads it.
        config = copy.deepcopy(config)
        return cls(**{name: rebuilt(value) for name, value in config.items()})

    def export(self, filepath, format="tf_saved_model", **kwargs):
        """Exports as `seqkit.export` does: strings in, strings out, next version.

        Args:
            filepath: folder of all versions.
            format: str. Other ones than "tf_saved_model" are Keras's, of ids.
            **kwargs: of `keras.Model.export`, for those.

        Returns:
            Path of the version written.
        """
        if format != "tf_saved_model":
            return super().export(filepath, format=format, **kwargs)
        import seqkit

        return seqkit.export(self, filepath)


class TrainsOnTokens(TrainsOnIds):
    """Trains on ids to predict ids, by the mean nats of a token."""

    def train_with_nats(self, label_smoothing=0.0):
        """Sets loss and metric and compiles; for the end of a model's `__init__`.

        Args:
            label_smoothing: float, share of each target that the loss spreads.
        """
        self.label_smoothing = label_smoothing
        self.nats_per_token = NatsPerToken()
        self.token_loss = TokenCrossEntropy()
        self.train_with(self.mean_nats)

    def mean_nats(self, y, y_pred, sample_weight=None):
        """Gives the loss and counts the metric, from nats that are computed once.

        Of a large vocabulary they are half the work of a training step.
        """
        nats = plain = token_nats(y, y_pred, self.label_smoothing)
        if self.label_smoothing:  # which the metric does not count
            plain = token_nats(y, ops.stop_gradient(y_pred))
        self.nats_per_token.add(plain, y, sample_weight)
        return self.token_loss.mean(nats, y, sample_weight)

    def compute_metrics(self, x, y, y_pred, sample_weight=None):
        """Counts the nats where the user's loss did not, and the user's metrics."""
        if self.loss is not None:
            self.nats_per_token.update_state(y, y_pred, sample_weight)
        return super().compute_metrics(x, y, y_pred, sample_weight)


def rebuilt(value):
    """Builds what an argument of a config stands for: an object, or itself."""
    if isinstance(value, dict) and "class_name" in value:
        return keras.saving.deserialize_keras_object(value)
    return value


def refuse_texts(x, data_call):
    """Says what to call where texts stand in place of ids."""
    example = getattr(x, "element_spec", x)  # of a tf.data.Dataset
    while isinstance(example, (list, tuple)) and len(example):
        example = example[0]
    kind = getattr(example, "dtype", type(example).__name__)
    kind = getattr(kind, "name", str(kind))
    # NumPy says str96, bytes24 and object, TensorFlow string, Python str and bytes.
    if kind.startswith(("str", "bytes", "object")):
        raise TypeError(
            "The model trains on ids. Received texts. "
            f"Make a data set of them: `model.fit({data_call})`."
        )
