"""The losses of the models: cross-entropy of tokens and of labels, and CTC."""

from collections.abc import Sequence

import keras
from keras import ops

from seqkit.sample_weights import real_weights
from seqkit.types import Tensor

LOWEST = -1e9  # the least logit of CTC; -inf would have gradients of NaN


def token_nats(targets: Tensor, logits: Tensor, smoothing: float = 0.0) -> Tensor:
    """Return the cross-entropy of each token, in nats.

    Both the loss and the metric of a training step call this function. XLA and the
    graph optimizer of TensorFlow merge operations that occur twice, so the softmax over
    a large vocabulary is computed once.

    Args:
        targets: int32 `(batch, time)`; 0 is padding.
        logits: float `(batch, time, vocabulary)`.
        smoothing: float, the share of each target that is spread evenly over the
            vocabulary.

    Returns:
        float32 `(batch, time)`; 0 on padding. Without smoothing it is -log of the
        probability of each target.

    Reference: smoothing: Szegedy et al. 2016, section 7,
        https://arxiv.org/abs/1512.00567.

    Example:
    >>> token_nats(np.array([[1, 0]]), np.zeros((1, 2, 4)))  # log 4
    [[1.3862944, 0.]]
    """
    targets = ops.cast(targets, "int32")
    nats = _cross_entropy(targets, ops.cast(logits, "float32"), smoothing)
    return ops.where(ops.equal(targets, 0), 0.0, nats)


def _cross_entropy(targets, logits, smoothing):
    """Return the cross-entropy of each target, including targets on padding.

    The operation and its gradient are written out, because on TensorFlow's CPU the
    operation of Keras takes ten times as long as a softmax.
    """
    size = logits.shape[-1]
    spread = smoothing / size

    @ops.custom_gradient
    def nats_of(logits):
        shares = ops.softmax(logits)
        highest = ops.max(logits, axis=-1)  # (batch, time)
        right = ops.take_along_axis(logits, targets[..., None], axis=-1)[..., 0]
        above = (1 - smoothing) * (highest - right)
        if smoothing:
            above = above + smoothing * (highest - ops.mean(logits, axis=-1))
        # The largest share is at least 1 / size, so its logarithm is accurate.
        nats = above - ops.log(ops.max(shares, axis=-1))

        def gradient(*arguments, upstream=None):
            upstream = arguments[0] if upstream is None else upstream
            here = ops.equal(ops.arange(size, dtype="int32"), targets[..., None])
            wanted = ops.where(here, 1 - smoothing + spread, spread)
            return (shares - wanted) * upstream[..., None]

        return nats, gradient

    return nats_of(logits)


@keras.saving.register_keras_serializable(package="seqkit")
class TokenCrossEntropy(keras.losses.Loss):
    """Compute the mean cross-entropy of the real tokens of a batch, in nats.

    A target of 0 is padding, and has no weight in the mean.

    Args:
        label_smoothing: float, share of each target that is spread evenly over the
            vocabulary (Szegedy et al. 2016, section 7,
            https://arxiv.org/abs/1512.00567).

    Call arguments:
        y_true: int32 `(batch, time)`; 0 is padding.
        y_pred: float `(batch, time, vocabulary)`, logits.
        sample_weight: float `(batch, time)`, or `(batch,)` with a weight for all tokens
            of a row. The loss is the weighted mean.

    Returns:
        float32 `()`, in nats.

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
        """Return the loss of a batch whose cross-entropies are computed already.

        Args:
            nats: float `(batch, time)`, as `token_nats` returns them.
            y_true: int32 `(batch, time)`; 0 is padding.
            sample_weight: as in a call of the loss.

        Returns:
            float32 `()`.
        """
        return super().__call__(nats, nats, real_weights(y_true, sample_weight))

    def call(self, y_true, y_pred):
        """Return `y_pred`, which are nats here; Keras then computes the mean."""
        return y_pred

    def get_config(self):
        return {"label_smoothing": self.label_smoothing, "name": self.name}


@keras.saving.register_keras_serializable(package="seqkit")
class LabelCrossEntropy(keras.losses.Loss):
    """Compute the mean cross-entropy of labels, in nats.

    Args:
        weights: list of float, the weight of each label. None: all weights are 1.
        multi_label: bool. False: each row has exactly one label. True: each row has any
            number of labels, and each label is a separate decision between yes and no.
        name: str, name of the loss.

    Call arguments:
        y_true: int32 `(batch,)`, places of the labels; with `multi_label` float
            `(batch, labels)` of 0 and 1.
        y_pred: float `(batch, labels)`, logits.
        sample_weight: float `(batch,)`. It is multiplied with the weights of the
            labels, and the loss is the weighted mean.

    Returns:
        float32 `()`.

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
        """Return the weight of each target; None: all weights are 1."""
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


def ctc_feasible(targets: Tensor, lengths: Tensor) -> Tensor:
    """Return whether each transcript fits into its frames.

    CTC needs a frame for each token, and a blank frame between two equal tokens that
    follow each other. An empty transcript needs one frame.

    Args:
        targets: int32 `(batch, text)`, padded on the right with 0.
        lengths: int32 `(batch,)`, the number of real frames of each row.

    Returns:
        bool `(batch,)`.

    Example:
    >>> ctc_feasible(np.array([[5, 5], [5, 6]]), np.array([2, 2]))
    [False  True]
    """
    targets = ops.cast(targets, "int32")
    real = ops.cast(ops.not_equal(targets, 0), "int32")  # (batch, text)
    same = ops.cast(ops.equal(targets[:, 1:], targets[:, :-1]), "int32") * real[:, 1:]
    needed = ops.sum(real, axis=1) + ops.sum(same, axis=1)  # (batch,)
    return ops.cast(lengths, "int32") >= ops.maximum(needed, 1)


def ctc_nats(targets: Tensor, logits: Tensor, lengths: Tensor) -> Tensor:
    """Return -log of the probability of each transcript under CTC, in nats.

    The blank is id 0. Padding does not influence the result, whatever its logits are.
    A row that `ctc_feasible` refuses has 0 nats and no gradient. NaN among the logits
    of real frames makes the nats of this row NaN, and of no other row.

    Args:
        targets: int32 `(batch, text)`, padded on the right with 0.
        logits: float `(batch, frames, vocabulary)`; at least one frame.
        lengths: int32 `(batch,)`, the number of real frames of each row.

    Returns:
        float32 `(batch,)`.

    Reference: Graves et al. 2006, eq. 8, https://doi.org/10.1145/1143844.1143891.

    Example:
    >>> ctc_nats(np.array([[1]]), np.zeros((1, 2, 2)), np.array([2]))  # -log 3/4
    [0.28768212]
    """
    # At least one column, which the loss of JAX needs.
    targets = ops.pad(ops.cast(targets, "int32"), [[0, 0], [0, 1]])  # (batch, text + 1)
    lengths = ops.cast(lengths, "int32")
    frames = ops.arange(ops.shape(logits)[1], dtype="int32")
    feasible = ctc_feasible(targets, lengths)
    # An infeasible row is replaced by an empty transcript of one frame, whose loss and
    # gradient are finite.
    real = ops.logical_and(frames < lengths[:, None], feasible[:, None])
    logits = ops.maximum(ops.cast(logits, "float32"), LOWEST)
    nats = ops.ctc_loss(
        targets,
        ops.where(real[..., None], logits, 0.0),
        ops.where(feasible, ops.sum(ops.cast(targets != 0, "int32"), axis=1), 0),
        ops.where(feasible, lengths, 1),
    )
    return ops.where(feasible, nats, 0.0)


@keras.saving.register_keras_serializable(package="seqkit")
class CTCLoss(keras.losses.Loss):
    """Compute the mean CTC loss of the transcripts of a batch, in nats per transcript.

    A transcript with too few frames (see `ctc_feasible`) has no weight in the mean. An
    empty transcript with frames is valid: all its frames are blank.

    Args:
        name: str, name of the loss.

    Call arguments:
        y_true: int32 `(batch, text)`, padded on the right with 0.
        y_pred: list of float `(batch, frames, vocabulary)`, logits, and int32
            `(batch,)`, the number of real frames of each row. The blank is id 0.
        sample_weight: float `(batch,)`. The loss is the weighted mean.

    Returns:
        float32 `()`, in nats.

    Reference: Graves et al. 2006, https://doi.org/10.1145/1143844.1143891.

    Example:
    >>> CTCLoss()(np.array([[1]]), [np.zeros((1, 2, 2)), np.array([2])])  # -log 3/4
    0.28768212
    """

    def __init__(self, name: str = "ctc_loss"):
        super().__init__(name=name, reduction="mean_with_sample_weight")

    def __call__(self, y_true, y_pred, sample_weight=None):
        logits, lengths = y_pred
        nats = ctc_nats(y_true, logits, lengths)  # (batch,)
        weights = ops.cast(ctc_feasible(y_true, lengths), "float32")
        if sample_weight is not None:
            weights = weights * ops.reshape(ops.cast(sample_weight, "float32"), (-1,))
        return super().__call__(nats, nats, weights)

    def call(self, y_true, y_pred):
        """Return `y_pred`, which are nats here; Keras then computes the mean."""
        return y_pred

    def get_config(self):
        return {"name": self.name}
