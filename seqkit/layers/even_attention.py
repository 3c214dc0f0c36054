import keras
from keras import ops


@keras.saving.register_keras_serializable(package="seqkit")
class EvenAttention(keras.layers.Layer):
    """Asks of a decoder to look at every place about as much, over the whole text.

    The loss grows by `strength` times the sum over the places of (1 - what a place got
    over all steps)², the mean over the rows. Padding counts nowhere.

    Args:
        strength: float, nats.

    Call arguments:
        inputs: any tensor, which is given back.
        weights: float `(batch, time, places)`, of the attention.
        tokens: int `(batch, time)`, 0 where a step is padding.

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
        self.strength = strength

    def call(self, inputs, weights, tokens):
        real = ops.cast(ops.not_equal(tokens, 0), "float32")[..., None]
        got = ops.sum(ops.cast(weights, "float32") * real, axis=1)  # (batch, places)
        uneven = ops.sum(ops.square(1.0 - got), axis=1)
        self.add_loss(self.strength * ops.mean(uneven))
        return inputs

    def get_config(self):
        return {**super().get_config(), "strength": self.strength}
