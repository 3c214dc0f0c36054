import keras
from keras import ops

from seqkit.arguments import whole_number
from seqkit.layers.attention_layer import AttentionLayer


@keras.saving.register_keras_serializable(package="seqkit")
class BahdanauAttention(AttentionLayer):
    """Look at a memory by a small network: additive attention.

    A score is `v · tanh(W query + U memory)`. The weights of a row sum to 1, padding
    weighs exactly 0, and a row without any real step gives zero and weights of zero.

    Args:
        units: int, width of the network's hidden layer.

    Call arguments:
        query: float `(batch, query_units)`, the decoder's previous state.
        memory: float `(batch, time, features)`, what is looked at.
        lengths: int32 `(batch,)`, real steps of each row. None: those of the Keras
            mask of `memory`, without one all.

    Returns:
        context: float `(batch, features)`.
        weights: float `(batch, time)`.

    Raises:
        ValueError: `query` does not have two axes, or `memory` not three.

    Reference:
        Bahdanau et al. 2015, eq. 5 and 6 and appendix A.1.2, without biases but for
        one in the hidden layer, https://arxiv.org/abs/1409.0473.

    Example:
    >>> attend = BahdanauAttention(8)
    >>> context, weights = attend(np.ones((1, 5)), np.ones((1, 4, 3)))
    >>> weights
    [[0.25 0.25 0.25 0.25]]
    """

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units = whole_number("units", units)
        self.ask = keras.layers.Dense(
            units, use_bias=False, dtype=self.dtype_policy, name="ask"
        )
        self.project = keras.layers.Dense(
            units, dtype=self.dtype_policy, name="project"
        )
        self.compare = keras.layers.Dense(
            1, use_bias=False, dtype=self.dtype_policy, name="compare"
        )

    def build_projections(self, query_units, memory_shape):
        self.ask.build((None, query_units))
        self.project.build(memory_shape)
        self.compare.build((None, None, self.units))

    def scores(self, query, keys):
        """Compare: `(batch, units)` and `(batch, time, units)` to `(batch, time)`."""
        hidden = ops.tanh(self.ask(query)[:, None] + keys)  # (batch, time, units)
        # Flat, for XLA transposes by no dynamic order, as the gradient of three axes
        # would.
        flat = ops.reshape(hidden, (-1, self.units))
        return ops.reshape(self.compare(flat), ops.shape(keys)[:2])

    def get_config(self):
        return {**super().get_config(), "units": self.units}
