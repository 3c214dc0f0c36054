"""Metrics over tokens and over labels; padding does not count."""

import keras
from keras import ops

from seqkit.backend.keras_private import mark_direction
from seqkit.losses import real_weights
from seqkit.losses import token_nats
from seqkit.types import Tensor


@keras.saving.register_keras_serializable(package="seqkit")
class NatsPerToken(keras.metrics.Mean):
    """Average the cross-entropy over all real tokens of an epoch.

    The loss in Keras's progress bar averages batches; this metric averages tokens, so a
    short batch weighs as much as it holds. `exp` of it is the perplexity.

    Example:
    >>> metric = NatsPerToken()
    >>> metric(np.array([[1, 2, 0]]), np.zeros((1, 3, 4)))  # log 4
    1.3862944
    """

    def __init__(self, name: str = "nats_per_token", **kwargs):
        super().__init__(name=name, **kwargs)
        mark_direction(self, "min")

    def update_state(
        self, targets: Tensor, logits: Tensor, sample_weight: Tensor | None = None
    ) -> None:
        """Add a batch.

        Args:
            targets: int32 `(batch, time)`; 0 is padding.
            logits: float `(batch, time, vocabulary)`.
            sample_weight: float `(batch,)` or `(batch, time)`, weights of the tokens.
        """
        nats = token_nats(targets, logits)  # (batch, time)
        super().update_state(*flat_tokens(nats, targets, sample_weight))


@keras.saving.register_keras_serializable(package="seqkit")
class TokenAccuracy(keras.metrics.Mean):
    """Count the share of the real tokens that have the highest logit.

    "accuracy" in `compile` of a model that predicts tokens stands for this metric.

    Example:
    >>> metric = TokenAccuracy()
    >>> metric(np.array([[1, 2, 0]]), np.eye(3)[None, [1, 1, 1]])
    0.5
    """

    def __init__(self, name: str = "token_accuracy", **kwargs):
        super().__init__(name=name, **kwargs)
        mark_direction(self, "max")

    def update_state(
        self, targets: Tensor, logits: Tensor, sample_weight: Tensor | None = None
    ) -> None:
        """Add a batch. Args: as of `NatsPerToken.update_state`."""
        targets = ops.cast(targets, "int32")
        best = ops.cast(ops.argmax(logits, axis=-1), "int32")  # (batch, time)
        right = ops.cast(ops.equal(best, targets), "float32")
        super().update_state(*flat_tokens(right, targets, sample_weight))


def flat_tokens(
    values: Tensor, targets: Tensor, sample_weight: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    """Return a value and a weight of each token, for a `keras.metrics.Mean`.

    Keras averages each row of a matrix first, and padding would count in that average;
    a flat array has no rows.

    Args:
        values: float `(batch, time)`.
        targets: int32 `(batch, time)`; 0 is padding.
        sample_weight: float `(batch,)` or `(batch, time)`. None: all the same.

    Returns:
        float32 `(batch * time,)` twice; the weights are 0 on padding.
    """
    weights = real_weights(targets, sample_weight)  # (batch, time)
    return ops.reshape(values, (-1,)), ops.reshape(weights, (-1,))


def label_accuracy(
    multi_label: bool = False, name: str = "accuracy"
) -> keras.metrics.Metric:
    """Build the metric `accuracy` of models that label a text, from their logits.

    Args:
        multi_label: bool, whether a row has any number of labels. Each label of each
            row then counts by itself; a positive logit means that it is given.
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
    mark_direction(metric, "max")
    return metric


def _right_labels(targets, logits):
    """Return the share of each row's labels that are right: float `(batch,)`."""
    right = ops.equal(ops.greater(logits, 0), ops.greater(targets, 0.5))
    return ops.mean(ops.cast(right, "float32"), axis=-1)  # (batch,)
