"""The losses of the families."""

import keras

from seqkit.types import Tensor


def token_nats(targets: Tensor, logits: Tensor) -> Tensor:
    """Gives the cross-entropy of each token.

    Args:
        targets: int32 `(batch, time)`; 0 is padding.
        logits: float `(batch, time, vocabulary)`.

    Returns:
        float32 `(batch, time)`, in nats; 0 on padding.
    """
    return keras.losses.sparse_categorical_crossentropy(
        targets, logits, from_logits=True, ignore_class=0
    )


def token_cross_entropy() -> keras.losses.Loss:
    """Builds the loss of models that predict tokens.

    Mean over the real targets, in nats. A target of 0 is padding: it weighs nothing
    and does not scale the loss.

    Returns:
        A Keras loss of int `(batch, time)` targets, float
        `(batch, time, vocabulary)` logits and float weights `(batch, time)` or
        `(batch,)`.

    Example:
    >>> logits = np.zeros((1, 3, 4))
    >>> token_cross_entropy()(np.array([[1, 2, 0]]), logits)  # log 4
    1.3862944
    """
    return TokenCrossEntropy(
        from_logits=True,
        ignore_class=0,
        reduction="mean_with_sample_weight",
        name="token_cross_entropy",
    )


@keras.saving.register_keras_serializable(package="seqkit")
class TokenCrossEntropy(keras.losses.SparseCategoricalCrossentropy):
    """Takes weights of rows, too: each is that of all tokens of its row."""

    def __call__(self, y_true, y_pred, sample_weight=None):
        if sample_weight is not None and len(sample_weight.shape) == 1:
            sample_weight = sample_weight[:, None]
        return super().__call__(y_true, y_pred, sample_weight)
