import math
from numbers import Real

import keras
from keras import ops

from seqkit.layers.lengths import keep
from seqkit.layers.sequence_checks import fits


@keras.saving.register_keras_serializable(package="seqkit")
class EvenAttention(keras.layers.Layer):
    """Make a decoder look at every place about equally often, over the whole text.

    The loss grows by `strength` times the sum over the places of (1 - what a place got
    over all steps)², the mean over the rows. Padding counts nowhere.

    Args:
        strength: float, nats.

    Call arguments:
        inputs: any tensor, which is returned as it is.
        weights: float `(batch, time, places)`, of the attention.
        tokens: int `(batch, time)`, 0 where a step is padding. None: the real steps
            are those of the Keras mask of `weights`, without one all.

    Returns:
        `inputs`.

    Raises:
        ValueError: `strength` is no number of at least 0, or `tokens` do not fit the
            weights.

    Reference:
        Xu et al. 2015, eq. 14, "doubly stochastic attention",
        https://arxiv.org/abs/1502.03044.

    Example:
    >>> layer = EvenAttention(1.0)
    >>> _ = layer(np.zeros(1), np.array([[[1.0, 0.0]]]), np.array([[4]]))
    >>> layer.losses
    [1.0]
    """

    def __init__(self, strength=1.0, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True
        if not isinstance(strength, Real) or not 0 <= strength < math.inf:
            raise ValueError(
                "`strength` is a number of nats, of at least 0. "
                f"Received {strength!r:.80}. Usual is 1."
            )
        self.strength = float(strength)

    def call(self, inputs, weights, tokens=None, weights_mask=None):
        if tokens is not None and not fits(tokens.shape, weights.shape[:2]):
            raise ValueError(
                "`tokens` of `EvenAttention` are of shape (batch, time), as weights of "
                f"(batch, time, places). Received shapes {tuple(tokens.shape)} and "
                f"{tuple(weights.shape)}. Give the ids of the steps that looked."
            )
        real = weights_mask if tokens is None else ops.not_equal(tokens, 0)
        weights = keep(ops.cast(weights, "float32"), real)
        got = ops.sum(weights, axis=1)  # (batch, places)
        uneven = ops.sum(ops.square(1.0 - got), axis=1)
        self.add_loss(self.strength * ops.mean(uneven))
        return inputs

    def get_config(self):
        return {**super().get_config(), "strength": self.strength}
