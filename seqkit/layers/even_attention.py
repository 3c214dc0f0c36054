import keras
from keras import ops

from seqkit.layers.lengths import checked_mask
from seqkit.layers.lengths import keep


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
        self.strength = float(strength)

    def call(self, inputs, weights, tokens=None, weights_mask=None):
        real = None if tokens is None else ops.not_equal(tokens, 0)
        if tokens is None and weights_mask is not None:
            real = checked_mask("EvenAttention", weights, weights_mask)
        weights = keep(ops.cast(weights, "float32"), real)
        got = ops.sum(weights, axis=1)  # (batch, places)
        uneven = ops.sum(ops.square(1.0 - got), axis=1)
        self.add_loss(self.strength * ops.mean(uneven))
        return inputs

    def get_config(self):
        return {**super().get_config(), "strength": self.strength}
