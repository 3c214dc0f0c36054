import keras
from keras import ops

from seqkit.arguments import one_of
from seqkit.layers.attention_layer import AttentionLayer
from seqkit.layers.scorings import LUONG

SCORES = ("dot", "general")


@keras.saving.register_keras_serializable(package="seqkit")
class LuongAttention(AttentionLayer):
    """Attend to a memory by multiplicative attention: the scores are dot products.

    The weights of a row sum to 1, and padding has the weight 0. A row without any real
    step has the context 0 and the weights 0.

    Args:
        score: "general": the score is `query · W memory`. "dot": the score is
            `query · memory`, which needs a query and a memory of the same width.

    Call arguments:
        query: float `(batch, units)`, the decoder's state.
        memory: float `(batch, time, features)`.
        lengths: int32 `(batch,)`, real steps of each row. None: the Keras mask of
            `memory` marks the real steps; without a mask all steps are real.

    Returns:
        context: float `(batch, features)`.
        weights: float `(batch, time)`.

    Raises:
        ValueError: `score` is another word, `query` does not have two axes, `memory`
            does not have three, or with "dot" the widths of query and memory differ.

    Reference:
        Luong et al. 2015, eq. 7 and 8, global attention,
        https://arxiv.org/abs/1508.04025.

    Example:
    >>> attend = LuongAttention("dot")
    >>> context, weights = attend(np.ones((1, 3)), np.ones((1, 4, 3)))
    >>> weights
    [[0.25 0.25 0.25 0.25]]
    """

    def __init__(self, score: str = "general", **kwargs) -> None:
        super().__init__(**kwargs)
        one_of("score", score, SCORES)
        self.score = score
        self.project = keras.layers.Identity(dtype=self.dtype_policy)

    def build_projections(self, query_units, memory_shape):
        if self.score == "general":
            self.project = keras.layers.Dense(
                query_units, use_bias=False, dtype=self.dtype_policy, name="project"
            )
        elif query_units != memory_shape[-1]:
            raise ValueError(
                "The dot product takes a query and a memory of the same width. "
                f"Received widths {query_units} and {memory_shape[-1]}. "
                'Use `LuongAttention("general")`, which projects the memory.'
            )
        self.project.build(memory_shape)

    scoring = LUONG
    asks = ()

    def scores(self, queries, keys):
        """Return the score of each step; float `(batch, queries, time)`."""
        return ops.matmul(queries, ops.transpose(keys, (0, 2, 1)))

    def get_config(self):
        return {**super().get_config(), "score": self.score}
