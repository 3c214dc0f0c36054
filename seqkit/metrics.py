"""The metrics of the families."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="seqkit")
class NatsPerToken(keras.metrics.Mean):
    """Averages the cross-entropy over all real tokens of an epoch.

    The loss in Keras's progress bar averages batches; this counts tokens, so a short
    batch weighs as much as it holds. `exp` of it is the perplexity.

    Example:
    >>> metric = NatsPerToken()
    >>> metric(np.array([[1, 2, 0]]), np.zeros((1, 3, 4)))  # log 4
    1.3862944
    """

    def __init__(self, name="nats_per_token", **kwargs):
        super().__init__(name=name, **kwargs)

    def update_state(self, targets, logits, sample_weight=None):
        """Adds a batch.

        Args:
            targets: int32 `(batch, time)`; 0 is padding.
            logits: float `(batch, time, vocabulary)`.
            sample_weight: float `(batch,)` or `(batch, time)`, weights of the tokens.
        """
        nats = keras.losses.sparse_categorical_crossentropy(
            targets, logits, from_logits=True, ignore_class=0
        )
        real = ops.cast(ops.not_equal(targets, 0), "float32")
        if sample_weight is not None:
            weights = ops.cast(sample_weight, "float32")
            rank = len(weights.shape)
            real = real * (weights if rank == 2 else ops.reshape(weights, (-1, 1)))
        # Flat, for of rows Keras takes means, in which padding would count.
        return super().update_state(ops.reshape(nats, (-1,)), ops.reshape(real, (-1,)))
