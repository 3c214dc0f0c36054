"""The metrics of the models: nats, accuracy and errors of tokens, right labels."""

from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from seqkit.backend.edit_distance import edit_distances
from seqkit.backend.keras_private import mark_direction
from seqkit.backend.move_left import move_left
from seqkit.losses import token_nats
from seqkit.sample_weights import real_weights
from seqkit.types import Tensor


@keras.saving.register_keras_serializable(package="seqkit")
class NatsPerToken(keras.metrics.Mean):
    """Average the cross-entropy over all real tokens of an epoch, in nats.

    The loss in Keras's progress bar is a mean over batches, in which a small batch has
    the same weight as a large one. This metric is a mean over tokens. `exp` of the
    metric is the perplexity.

    Args:
        name: str, name of the metric.
        **kwargs: passed to `keras.metrics.Mean`.

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
        """Add the tokens of a batch to the mean.

        Args:
            targets: int32 `(batch, time)`; 0 is padding.
            logits: float `(batch, time, vocabulary)`.
            sample_weight: float `(batch, time)`, a weight for each token; or
                `(batch,)`, a weight for all tokens of a row.
        """
        nats = token_nats(targets, logits)  # (batch, time)
        super().update_state(*flat_tokens(nats, targets, sample_weight))


@keras.saving.register_keras_serializable(package="seqkit")
class TokenAccuracy(keras.metrics.Mean):
    """Compute the share of the real tokens of an epoch that have the highest logit.

    For models that predict tokens, `compile(metrics=["accuracy"])` counts this metric.

    Args:
        name: str, name of the metric.
        **kwargs: passed to `keras.metrics.Mean`.

    Example:
    >>> metric = TokenAccuracy()
    >>> metric(np.array([[1, 2, 0]]), np.eye(3)[None, [1, 1, 1]])
    0.5
    """

    def __init__(self, name: str = "token_accuracy", **kwargs: Any):
        super().__init__(name=name, **kwargs)
        mark_direction(self, "max")

    def update_state(
        self, targets: Tensor, logits: Tensor, sample_weight: Tensor | None = None
    ) -> None:
        """Add the tokens of a batch to the mean.

        Args:
            targets: int32 `(batch, time)`; 0 is padding.
            logits: float `(batch, time, vocabulary)`.
            sample_weight: float `(batch, time)`, a weight for each token; or
                `(batch,)`, a weight for all tokens of a row.
        """
        targets = ops.cast(targets, "int32")
        best = ops.cast(ops.argmax(logits, axis=-1), "int32")  # (batch, time)
        right = ops.cast(ops.equal(best, targets), "float32")
        super().update_state(*flat_tokens(right, targets, sample_weight))


@keras.saving.register_keras_serializable(package="seqkit")
class TokenErrorRate(keras.metrics.Metric):
    """Compute the errors of greedy CTC decoding per token of an epoch's transcripts.

    Errors are substitutions, insertions and deletions: the edit distance of tokens. The
    rate is above 1 if there are more errors than tokens.

    Args:
        name: str, name of the metric.
        **kwargs: passed to `keras.metrics.Metric`.

    Example:
    >>> metric = TokenErrorRate()
    >>> metric(np.array([[4, 5]]), [np.eye(6)[None, [0, 4, 4]], np.array([3])])
    0.5
    """

    def __init__(self, name: str = "token_error_rate", **kwargs: Any):
        super().__init__(name=name, **kwargs)
        mark_direction(self, "min")
        self.errors = self.add_weight(name="errors", initializer="zeros")
        self.tokens = self.add_weight(name="tokens", initializer="zeros")

    def update_state(
        self,
        targets: Tensor,
        outputs: Sequence[Tensor],
        sample_weight: Tensor | None = None,
    ) -> None:
        """Add the transcripts of a batch.

        Args:
            targets: int32 `(batch, text)`, padded on the right with 0.
            outputs: list of float `(batch, frames, vocabulary)`, logits, and int32
                `(batch,)`, the number of real frames of each row. The blank is id 0.
            sample_weight: float `(batch,)`. None: all weights are 1.
        """
        logits, lengths = outputs
        targets = ops.cast(targets, "int32")
        best = ops.cast(ops.argmax(logits, axis=-1), "int32")  # (batch, frames)
        frames = ops.arange(ops.shape(best)[1], dtype="int32")
        best = ops.where(frames < ops.cast(lengths, "int32")[:, None], best, 0)
        before = ops.pad(best, [[0, 0], [1, 0]])[:, :-1]
        found = move_left(ops.where(ops.equal(best, before), 0, best))
        weights = 1.0
        if sample_weight is not None:
            weights = ops.reshape(ops.cast(sample_weight, "float32"), (-1,))
        tokens = ops.sum(ops.cast(ops.not_equal(targets, 0), "float32"), axis=1)
        errors = ops.cast(edit_distances(found, targets), "float32")
        self.errors.assign_add(ops.sum(weights * errors))
        self.tokens.assign_add(ops.sum(weights * tokens))

    def result(self) -> Tensor:
        """Return the errors per token: float32 `()`."""
        return self.errors / ops.maximum(self.tokens, 1.0)


def flat_tokens(
    values: Tensor, targets: Tensor, sample_weight: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    """Return the values and weights of tokens as flat arrays, for `keras.metrics.Mean`.

    Keras averages each row of a matrix first, with padding in the average. A flat array
    has no rows, so each token has its own weight.

    Args:
        values: float `(batch, time)`.
        targets: int32 `(batch, time)`; 0 is padding.
        sample_weight: float `(batch,)` or `(batch, time)`. None: all weights are 1.

    Returns:
        float32 `(batch * time,)` twice; the weights are 0 on padding.
    """
    weights = real_weights(targets, sample_weight)  # (batch, time)
    return ops.reshape(values, (-1,)), ops.reshape(weights, (-1,))


def label_accuracy(
    multi_label: bool = False, name: str = "accuracy"
) -> keras.metrics.Metric:
    """Build the metric `accuracy` of models that label a text.

    Args:
        multi_label: bool. False: each row has exactly one label, and the label with the
            highest logit is the prediction. True: each row has any number of labels;
            a label is predicted if its logit is positive, and each decision counts.
        name: str, of the metric.

    Returns:
        `keras.metrics.Metric` of targets, int32 `(batch,)` or with `multi_label` float
        `(batch, labels)` of 0 and 1, and of logits, float `(batch, labels)`.

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
    """Return the share of right decisions in each row: float `(batch,)`."""
    right = ops.equal(ops.greater(logits, 0), ops.greater(targets, 0.5))
    return ops.mean(ops.cast(right, "float32"), axis=-1)  # (batch,)
