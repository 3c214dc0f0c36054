"""What attention layers share: scores to weights, weights to a context."""

import keras
from keras import ops

from seqkit.layers.lengths import check_sequences
from seqkit.layers.lengths import fits
from seqkit.layers.lengths import keep
from seqkit.layers.lengths import real_of
from seqkit.types import Tensor


def attention_weights(scores: Tensor, real: Tensor | None) -> Tensor:
    """Return weights for scores: softmax over the real steps.

    Args:
        scores: float `(batch, time)`, finite.
        real: bool `(batch, time)`. None: all are real.

    Returns:
        float32, of float64 scores float64, `(batch, time)`, exactly 0 on padding; they
        sum to 1, or to 0 in a row without real steps.
    """
    # Not Keras's softmax, which warns of a memory of one step.
    if keras.backend.standardize_dtype(scores.dtype) != "float64":
        scores = ops.cast(scores, "float32")
    if real is None:
        real = ops.ones_like(scores, dtype="bool")
    scores = ops.where(real, scores, -1e9)
    highest = ops.stop_gradient(ops.max(scores, axis=1, keepdims=True, initial=-1e9))
    shares = ops.where(real, ops.exp(scores - highest), 0)
    # Where something is real, the largest share alone is 1.
    return shares / ops.maximum(ops.sum(shares, axis=1, keepdims=True), 1)


def weighted_sum(values: Tensor, weights: Tensor) -> Tensor:
    """Sum values by their weights.

    Args:
        values: float `(batch, time, features)`.
        weights: float `(batch, time)`.

    Returns:
        float `(batch, features)`.
    """
    return ops.matmul(weights[:, None], values)[:, 0]


def check_rows(layer: str, asking: Tensor, memory: Tensor) -> None:
    """Raise ValueError unless a layer's first inputs and its memory have equal rows."""
    if not fits(asking.shape[:1], memory.shape[:1]):
        raise ValueError(
            f"`{layer}` has a memory for each row. Received inputs of shape "
            f"{tuple(asking.shape)} and memory of shape {tuple(memory.shape)}. "
            "Repeat the fewer rows: `ops.repeat(memory, rows, axis=0)`."
        )


class AttentionLayer(keras.layers.Layer):
    """Look at a memory: weights for a query, and the sum of the memory by them.

    A subclass has `project`, a layer from the memory to its keys, and
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

    def call(self, query, memory, lengths=None, memory_mask=None):
        check_rows(type(self).__name__, query, memory)
        return self.attend(query, self.prepare(memory, lengths, memory_mask))

    def compute_mask(self, inputs, mask=None):
        return None  # neither context nor weights have the query's axes

    def prepare(
        self, memory: Tensor, lengths: Tensor | None = None, mask: Tensor | None = None
    ) -> tuple:
        """Compute, once for all queries, what depends on the memory alone.

        Args:
            memory: float `(batch, time, features)`.
            lengths: int32 `(batch,)`, real steps of each row. None: those of the mask.
            mask: bool `(batch, time)`, the memory's Keras mask. None: all are real.

        Returns:
            values float `(batch, time, features)`, keys float `(batch, time, units)`
            and real bool `(batch, time)`, for `attend`.
        """
        memory = ops.cast(memory, self.compute_dtype)
        real = real_of(type(self).__name__, memory, lengths, mask)
        if real is None:
            real = ops.ones(ops.shape(memory)[:2], dtype="bool")
        values = keep(memory, real)
        return values, self.project(values), real

    def attend(self, query: Tensor, prepared: tuple) -> tuple[Tensor, Tensor]:
        """Look once, as `call` does.

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
