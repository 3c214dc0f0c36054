import keras
from keras import ops

from seqkit.arguments import whole_number
from seqkit.layers.attention_layer import AttentionLayer
from seqkit.layers.scorings import BAHDANAU


@keras.saving.register_keras_serializable(package="seqkit")
class BahdanauAttention(AttentionLayer):
    """Attend to a memory by additive attention: a small network computes the scores.

    A score is `v · tanh(W query + U memory)`. The weights of a row sum to 1, and
    padding has the weight 0. A row without any real step has the context 0 and the
    weights 0.

    Args:
        units: int, width of the network's hidden layer.

    Call arguments:
        query: float `(batch, query_units)`, the decoder's previous state.
        memory: float `(batch, time, features)`.
        lengths: int32 `(batch,)`, real steps of each row. None: the Keras mask of
            `memory` marks the real steps; without a mask all steps are real.

    Returns:
        context: float `(batch, features)`.
        weights: float `(batch, time)`.

    Raises:
        ValueError: `query` does not have two axes, or `memory` does not have three.

    Reference:
        Bahdanau et al. 2015, eq. 5 and 6 and appendix A.1.2, with a bias in the hidden
        layer, https://arxiv.org/abs/1409.0473.

    Example:
    >>> attend = BahdanauAttention(8)
    >>> context, weights = attend(np.ones((1, 5)), np.ones((1, 4, 3)))
    >>> weights
    [[0.25 0.25 0.25 0.25]]
    """

    def __init__(self, units: int, **kwargs) -> None:
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

    scoring = BAHDANAU

    @property
    def asks(self):
        """The weights of `scoring`."""
        return self.ask.kernel, self.compare.kernel

    def scores(self, queries, keys):
        """Return the score of each step; float `(batch, queries, time)`."""
        hidden = self.ask(queries)[:, :, None] + keys[:, None]
        hidden = ops.tanh(hidden)  # (batch, queries, time, units)
        # Reshaped to two axes: the gradient of a dense layer on three axes contains a
        # transposition that XLA cannot compile.
        flat = ops.reshape(hidden, (-1, self.units))  # (batch * …, units)
        return ops.reshape(self.compare(flat), ops.shape(hidden)[:3])

    def get_config(self):
        return {**super().get_config(), "units": self.units}
