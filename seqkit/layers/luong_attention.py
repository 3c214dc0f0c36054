import keras
from keras import ops

from seqkit.layers.attention_layer import AttentionLayer

SCORES = ("dot", "general")


@keras.saving.register_keras_serializable(package="seqkit")
class LuongAttention(AttentionLayer):
    """Look at a memory by products: multiplicative attention.

    The weights of a row sum to 1, padding weighs exactly 0, and a row without any real
    step gives zero and weights of zero.

    Args:
        score: "general", `query · W memory`, or "dot", `query · memory`, for which
            both are equally wide.

    Call arguments:
        query: float `(batch, units)`, the decoder's state.
        memory: float `(batch, time, features)`, what is looked at.
        lengths: int32 `(batch,)`, real steps of each row. None: those of the Keras
            mask of `memory`, without one all.

    Returns:
        context: float `(batch, features)`.
        weights: float `(batch, time)`.

    Raises:
        ValueError: `score` is another word, `query` does not have two axes, `memory`
            not three, or they are not equally wide under "dot".

    Reference:
        Luong et al. 2015, eq. 7 and 8, global attention,
        https://arxiv.org/abs/1508.04025.

    Example:
    >>> attend = LuongAttention("dot")
    >>> context, weights = attend(np.ones((1, 3)), np.ones((1, 4, 3)))
    >>> weights
    [[0.25 0.25 0.25 0.25]]
    """

    def __init__(self, score="general", **kwargs):
        super().__init__(**kwargs)
        if score not in SCORES:
            raise ValueError(f"`score` is 'dot' or 'general'. Received {score!r}.")
        self.score = score
        self.project = keras.layers.Identity(dtype=self.dtype_policy)

    def build_projections(self, query_units, memory_shape):
        if self.score == "general":
            self.project = keras.layers.Dense(
                query_units, use_bias=False, dtype=self.dtype_policy, name="project"
            )
        elif query_units != memory_shape[-1]:
            raise ValueError(
                "The dot product takes a query and a memory of one width. Received "
                f"widths {query_units} and {memory_shape[-1]}. "
                'Use `LuongAttention("general")`, which learns to bring them together.'
            )
        self.project.build(memory_shape)

    def scores(self, query, keys):
        """Compare: `(batch, units)` and `(batch, time, units)` to `(batch, time)`."""
        return ops.matmul(keys, query[..., None])[..., 0]

    def get_config(self):
        return {**super().get_config(), "score": self.score}
