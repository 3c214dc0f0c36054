import math
from numbers import Real

import keras
from keras import ops

from seqkit.layers.lengths import keep
from seqkit.layers.sequence_checks import fits


@keras.saving.register_keras_serializable(package="seqkit")
class EvenAttention(keras.layers.Layer):
    """Add a loss that gives all places of a memory the same total attention.

    Over the steps of a text, each place of the memory should get weights that sum to 1.
    The loss of a row is `strength` times the sum over the places of (1 - t)², where t
    is the sum of the weights of a place over all real steps. The layer adds the mean
    loss of the rows.

    Args:
        strength: float, in nats.

    Call arguments:
        inputs: any tensor, returned unchanged.
        weights: float `(batch, time, places)`, attention weights of each step.
        tokens: int `(batch, time)`, ids of the steps, 0 if a step is padding. None: the
            Keras mask of `weights` marks the real steps; without a mask all steps are
            real.

    Returns:
        `inputs`.

    Raises:
        ValueError: `strength` is not a finite number of at least 0, or `tokens` do not
            fit the weights.

    Reference:
        Xu et al. 2015, eq. 14, "doubly stochastic attention",
        https://arxiv.org/abs/1502.03044.

    Example:
    >>> layer = EvenAttention(1.0)
    >>> _ = layer(np.zeros(1), np.array([[[1.0, 0.0]]]), np.array([[4]]))
    >>> layer.losses
    [1.0]
    """

    def __init__(self, strength: float = 1.0, **kwargs) -> None:
        super().__init__(**kwargs)
        self.supports_masking = True
        if not isinstance(strength, Real) or not 0 <= strength < math.inf:
            raise ValueError(
                "`strength` is a number of at least 0, in nats. "
                f"Received {strength!r:.80}. A usual value is 1."
            )
        self.strength = float(strength)

    def call(self, inputs, weights, tokens=None, weights_mask=None):
        if tokens is not None and not fits(tokens.shape, weights.shape[:2]):
            raise ValueError(
                "`EvenAttention` takes weights of shape (batch, time, places) and "
                f"tokens of shape (batch, time). Received {tuple(weights.shape)} and "
                f"{tuple(tokens.shape)}. Give the ids that the decoder reads."
            )
        real = weights_mask if tokens is None else ops.not_equal(tokens, 0)
        weights = keep(ops.cast(weights, "float32"), real)
        total = ops.sum(weights, axis=1)  # (batch, places)
        uneven = ops.sum(ops.square(1.0 - total), axis=1)  # (batch,)
        self.add_loss(self.strength * ops.mean(uneven))
        return inputs

    def get_config(self):
        return {**super().get_config(), "strength": self.strength}
