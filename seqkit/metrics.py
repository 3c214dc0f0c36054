"""The metrics of the families."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="seqkit")
class NatsPerToken(keras.metrics.Mean):
    """Average the cross-entropy over all real tokens of an epoch.

    The loss in Keras's progress bar averages batches; this counts tokens, so a short
    batch weighs as much as it holds. `exp` of it is the perplexity.

    Example:
    >>> metric = NatsPerToken()
    >>> metric(np.array([[1, 2, 0]]), np.zeros((1, 3, 4)))  # log 4
    1.3862944
    """

    def __init__(self, name="nats_per_token", **kwargs):
        super().__init__(name=name, **kwargs)
        self._direction = "down"  # less is better, as Keras's own metrics say

    def update_state(self, targets, logits, sample_weight=None):
        """Add a batch.

        Args:
            targets: int32 `(batch, time)`; 0 is padding.
            logits: float `(batch, time, vocabulary)`.
            sample_weight: float `(batch,)` or `(batch, time)`, weights of the tokens.
        """
        nats = keras.losses.sparse_categorical_crossentropy(
            targets, logits, from_logits=True, ignore_class=0
        )
        self.add(nats, targets, sample_weight)

    def add(self, nats, targets, sample_weight=None):
        """Add a batch of which the nats are known.

        Args:
            nats: float `(batch, time)`.
            targets: as of `update_state`.
            sample_weight: as of `update_state`.
        """
        real = _real_weights(targets, sample_weight)
        # Flat, for of rows Keras takes means, in which padding would count.
        super().update_state(ops.reshape(nats, (-1,)), ops.reshape(real, (-1,)))


@keras.saving.register_keras_serializable(package="seqkit")
class TokenAccuracy(keras.metrics.Mean):
    """Count the share of the real tokens that have the highest logit.

    It is what "accuracy" stands for in `compile` of models that predict tokens.

    Example:
    >>> metric = TokenAccuracy()
    >>> metric(np.array([[1, 2, 0]]), np.eye(3)[None, [1, 1, 1]])
    0.5
    """

    def __init__(self, name="token_accuracy", **kwargs):
        super().__init__(name=name, **kwargs)
        self._direction = "up"

    def update_state(self, targets, logits, sample_weight=None):
        """Add a batch.

        Args:
            targets: int32 `(batch, time)`; 0 is padding.
            logits: float `(batch, time, vocabulary)`.
            sample_weight: float `(batch,)` or `(batch, time)`, weights of the tokens.
        """
        targets = ops.cast(targets, "int32")
        best = ops.cast(ops.argmax(logits, axis=-1), "int32")
        right = ops.cast(ops.equal(best, targets), "float32")
        real = _real_weights(targets, sample_weight)
        super().update_state(ops.reshape(right, (-1,)), ops.reshape(real, (-1,)))


def _real_weights(targets, sample_weight):
    """Return how much each target counts: float32 `(batch, time)`, 0 on padding."""
    real = ops.cast(ops.not_equal(targets, 0), "float32")
    if sample_weight is None:
        return real
    weights = ops.cast(sample_weight, "float32")
    try:
        return real * (weights if len(weights.shape) == 2 else weights[:, None])
    except ValueError:  # TensorFlow, in a graph for several ranks
        return real * ops.reshape(weights, (ops.shape(targets)[0], -1))


def label_accuracy(
    multi_label: bool = False, name: str = "accuracy"
) -> keras.metrics.Metric:
    """Build the metric `accuracy` of models that label a text, from their logits.

    Args:
        multi_label: bool, whether a row has any number of labels; then each label of
            each row counts, held to be given where its logit is positive.
        name: str, of the metric.

    Returns:
        A Keras metric of int32 `(batch,)` or float `(batch, labels)` targets and
        float `(batch, labels)` logits.

    Example:
    >>> label_accuracy()(np.array([1, 0]), np.array([[0.0, 2.0], [0.0, 2.0]]))
    0.5
    """
    if not multi_label:
        return keras.metrics.SparseCategoricalAccuracy(name=name)
    metric = keras.metrics.MeanMetricWrapper(_right_labels, name=name)
    metric._direction = "up"
    return metric


def _right_labels(targets, logits):
    """Return the share of each row's labels that are right: float `(batch,)`."""
    right = ops.equal(ops.greater(logits, 0), ops.greater(targets, 0.5))
    return ops.mean(ops.cast(right, "float32"), axis=-1)
