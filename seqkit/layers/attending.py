"""What attention layers share: scores to weights, weights to a context."""

import keras
from keras import ops

from seqkit.layers.lengths import check_sequences
from seqkit.layers.lengths import keep_real
from seqkit.layers.lengths import real_steps
from seqkit.types import Tensor


def attention_weights(scores: Tensor, real: Tensor) -> Tensor:
    """Makes weights of scores: softmax over what is real.

    Args:
        scores: float `(batch, time)`, finite.
        real: bool `(batch, time)`.

    Returns:
        float32 `(batch, time)`, exactly 0 where not real; they sum to 1, or to 0 in a
        row where nothing is real.
    """
    # Not Keras's softmax, which warns of a memory of one step.
    scores = ops.where(real, ops.cast(scores, "float32"), -1e9)
    highest = ops.stop_gradient(ops.max(scores, axis=1, keepdims=True))
    shares = ops.where(real, ops.exp(scores - highest), 0)
    # Where something is real, the largest share alone is 1.
    return shares / ops.maximum(ops.sum(shares, axis=1, keepdims=True), 1)


def weighted_sum(values: Tensor, weights: Tensor) -> Tensor:
    """Sums values by their weights.

    Args:
        values: float `(batch, time, features)`.
        weights: float `(batch, time)`.

    Returns:
        float `(batch, features)`.
    """
    return ops.matmul(weights[:, None], values)[:, 0]


class AttentionLayer(keras.layers.Layer):
    """Looks at a memory: weights by what is asked, and the sum that they give.

    A subclass has `project`, a layer that makes keys of the memory, and
    `scores(query, keys)`, float `(batch, time)`.
    """

    def build(self, query_shape, memory_shape):
        name = type(self).__name__
        if len(query_shape) != 2:
            raise ValueError(
                f"`{name}` takes a query of shape (batch, units), one for each row. "
                f"Received shape {tuple(query_shape)}. "
                "Give a single query a batch axis first: `query[None]`."
            )
        check_sequences(name, memory_shape)
        self.build_projections(query_shape[-1], memory_shape)
        self.built = True

    def call(self, query, memory, lengths=None):
        return self.attend(query, self.prepare(memory, lengths))

    def prepare(self, memory: Tensor, lengths: Tensor | None = None) -> tuple:
        """Does once what does not hang on the query.

        Args:
            memory: float `(batch, time, features)`.
            lengths: int32 `(batch,)`, real steps of each row. None: all are real.

        Returns:
            values float `(batch, time, features)`, keys float `(batch, time, units)`
            and real bool `(batch, time)`, for `attend`.
        """
        memory = ops.cast(memory, self.compute_dtype)
        if lengths is None:
            lengths = ops.full((ops.shape(memory)[0],), ops.shape(memory)[1], "int32")
        lengths = ops.cast(lengths, "int32")
        values = keep_real(memory, lengths)
        return values, self.project(values), real_steps(values, lengths)

    def attend(self, query: Tensor, prepared: tuple) -> tuple[Tensor, Tensor]:
        """Looks once, as `call` does.

        Args:
            query: float `(batch, units)`.
            prepared: as `prepare` returns it.

        Returns:
            context float `(batch, features)` and weights float `(batch, time)`.
        """
        values, keys, real = prepared
        query = ops.cast(query, self.compute_dtype)
        weights = attention_weights(self.scores(query, keys), real)
        weights = ops.cast(weights, values.dtype)
        return weighted_sum(values, weights), weights
