"""Losses over tokens and over labels, in nats; padding costs nothing."""

from collections.abc import Sequence

import keras
from keras import ops

from seqkit.types import Tensor


def token_nats(targets: Tensor, logits: Tensor, smoothing: float = 0.0) -> Tensor:
    """Return the cross-entropy of each token.

    Loss and metric of a training step both call it. XLA and TensorFlow's optimizer of
    graphs merge the operations that both have in common, so a large vocabulary costs
    one softmax.

    Args:
        targets: int32 `(batch, time)`; 0 is padding.
        logits: float `(batch, time, vocabulary)`.
        smoothing: float, share of each target that is spread evenly over the
            vocabulary (Szegedy et al. 2016, section 7,
            https://arxiv.org/abs/1512.00567).

    Returns:
        float32 `(batch, time)`, in nats; 0 on padding.
    """
    targets = ops.cast(targets, "int32")
    nats = _cross_entropy(targets, ops.cast(logits, "float32"), smoothing)
    return ops.where(ops.equal(targets, 0), 0.0, nats)


def _cross_entropy(targets, logits, smoothing):
    """Return the cross-entropy of each token, on padding too.

    On TensorFlow's CPU the stock operation takes ten times as long as a softmax.
    """
    size = logits.shape[-1]
    spread = smoothing / size

    @ops.custom_gradient
    def nats_of(logits):
        shares = ops.softmax(logits)
        highest = ops.max(logits, axis=-1)
        right = ops.take_along_axis(logits, targets[..., None], axis=-1)[..., 0]
        above = (1 - smoothing) * (highest - right)
        if smoothing:
            above = above + smoothing * (highest - ops.mean(logits, axis=-1))
        # The largest share is at least 1 / size, so its logarithm is exact.
        nats = above - ops.log(ops.max(shares, axis=-1))

        def gradient(*arguments, upstream=None):
            upstream = arguments[0] if upstream is None else upstream
            here = ops.equal(ops.arange(size, dtype="int32"), targets[..., None])
            wanted = ops.where(here, 1 - smoothing + spread, spread)
            return (shares - wanted) * upstream[..., None]

        return nats, gradient

    return nats_of(logits)


def real_weights(targets: Tensor, sample_weight: Tensor | None = None) -> Tensor:
    """Return how much each target counts.

    Args:
        targets: int32 `(batch, time)`; 0 is padding.
        sample_weight: float `(batch, time)`, or `(batch,)` or `(batch, 1)`, each for
            all targets of its row. None: all the same.

    Returns:
        float32 `(batch, time)`; 0 on padding.

    Raises:
        ValueError: `sample_weight` has another shape.
    """
    real = ops.cast(ops.not_equal(targets, 0), "float32")
    if sample_weight is None:
        return real
    weights = ops.cast(sample_weight, "float32")
    try:
        weights = weights[:, None] if len(weights.shape) == 1 else weights
    except ValueError:  # TensorFlow, in a graph for several ranks
        weights = ops.reshape(weights, (ops.shape(targets)[0], -1))  # (batch, …)
    shape, wanted = tuple(weights.shape), tuple(targets.shape)
    if len(shape) != 2 or not (
        shape[1] == 1 or None in (shape[1], wanted[1]) or shape[1] == wanted[1]
    ):
        raise ValueError(
            "`sample_weight` is float of shape (batch, time), one for each target, or "
            f"(batch,), one for each row. Received shape {shape} "
            f"for targets of shape {wanted}."
        )
    return real * weights


@keras.saving.register_keras_serializable(package="seqkit")
class TokenCrossEntropy(keras.losses.Loss):
    """Compute the mean cross-entropy of the real targets, in nats.

    A target of 0 is padding: it weighs nothing and does not scale the loss.

    Args:
        label_smoothing: float, share of each target that is spread evenly over the
            vocabulary (Szegedy et al. 2016, section 7,
            https://arxiv.org/abs/1512.00567).

    Call arguments:
        y_true: int32 `(batch, time)`.
        y_pred: float `(batch, time, vocabulary)`, logits.
        sample_weight: float `(batch, time)`, or `(batch,)`, each for all tokens of
            its row.

    Example:
    >>> TokenCrossEntropy()(np.array([[1, 2, 0]]), np.zeros((1, 3, 4)))  # log 4
    1.3862944
    """

    def __init__(self, label_smoothing: float = 0.0, name: str = "token_cross_entropy"):
        super().__init__(name=name, reduction="mean_with_sample_weight")
        self.label_smoothing = label_smoothing

    def __call__(self, y_true, y_pred, sample_weight=None):
        nats = token_nats(y_true, y_pred, self.label_smoothing)  # (batch, time)
        return self.mean(nats, y_true, sample_weight)

    def mean(
        self, nats: Tensor, y_true: Tensor, sample_weight: Tensor | None = None
    ) -> Tensor:
        """Return the mean of known nats over the real targets.

        Args:
            nats: float `(batch, time)`, of each target.
            y_true: as of the call.
            sample_weight: as of the call.
        """
        return super().__call__(nats, nats, real_weights(y_true, sample_weight))

    def call(self, y_true, y_pred):
        """Return `y_pred`, which are nats already; Keras then takes their mean."""
        return y_pred

    def get_config(self):
        return {"label_smoothing": self.label_smoothing, "name": self.name}


@keras.saving.register_keras_serializable(package="seqkit")
class LabelCrossEntropy(keras.losses.Loss):
    """Compute the mean cross-entropy of labels, in nats.

    A row has one label, or with `multi_label` any number, each a target of its own.

    Args:
        weights: list of float, how much each label counts. None: all the same.
        multi_label: bool, whether a row has any number of labels.

    Call arguments:
        y_true: int32 `(batch,)`, or float `(batch, labels)` of 0 and 1 where
            `multi_label`.
        y_pred: float `(batch, labels)`, logits.
        sample_weight: float `(batch,)`. A target weighs as its row times its label.

    Example:
    >>> LabelCrossEntropy()(np.array([1]), np.zeros((1, 2)))  # log 2
    0.6931472
    """

    def __init__(
        self,
        weights: Sequence[float] | None = None,
        multi_label: bool = False,
        name: str = "label_cross_entropy",
    ):
        super().__init__(name=name, reduction="mean_with_sample_weight")
        self.weights = weights
        self.multi_label = multi_label

    def call(self, y_true, y_pred):
        if self.multi_label:
            return keras.losses.binary_crossentropy(
                y_true[..., None], y_pred[..., None], from_logits=True
            )  # (batch, labels)
        return keras.losses.sparse_categorical_crossentropy(
            ops.reshape(y_true, (-1,)), y_pred, from_logits=True
        )  # (batch,)

    def __call__(self, y_true, y_pred, sample_weight=None):
        weights = self._weights_of(y_true, y_pred, sample_weight)
        return super().__call__(y_true, y_pred, weights)

    def _weights_of(self, y_true, y_pred, sample_weight):
        """Return how much each target counts; None: all the same."""
        if sample_weight is not None:
            sample_weight = ops.cast(sample_weight, "float32")
            if self.multi_label:
                sample_weight = ops.reshape(sample_weight, (-1, 1))  # (batch, 1)
        if self.weights is not None:
            weights = ops.convert_to_tensor(self.weights, "float32")
            if not self.multi_label:
                weights = ops.take(weights, ops.cast(ops.reshape(y_true, (-1,)), int))
            sample_weight = (
                weights if sample_weight is None else weights * sample_weight
            )
        if self.multi_label and sample_weight is not None:
            return ops.broadcast_to(sample_weight, ops.shape(y_pred))  # (batch, labels)
        return sample_weight

    def get_config(self):
        return {
            "weights": self.weights,
            "multi_label": self.multi_label,
            "name": self.name,
        }
