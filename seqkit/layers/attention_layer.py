"""The common part of `BahdanauAttention`, `LuongAttention` and `AttentionOverTime`.

It has the weights that scores become, and the weighted sum of vectors.
"""

import keras
from keras import ops

from seqkit.layers.lengths import keep
from seqkit.layers.masks import real_of
from seqkit.layers.sequence_checks import check_sequences
from seqkit.layers.sequence_checks import fits
from seqkit.types import Tensor


def attention_weights(scores: Tensor, real: Tensor | None) -> Tensor:
    """Return the softmax of scores over the real steps.

    Args:
        scores: float `(…, time)`, finite.
        real: bool `(…, time)`, which broadcasts to the scores. None: all are real.

    Returns:
        float32 `(…, time)`, or float64 if the scores are; exactly 0 on padding.
        Each row sums to 1, or to 0 if it has no real step.
    """
    # The softmax is written out, because Keras's own warns about a memory of one step.
    if keras.backend.standardize_dtype(scores.dtype) != "float64":
        scores = ops.cast(scores, "float32")
    if real is None:
        real = ops.ones_like(scores, dtype="bool")
    scores = ops.where(real, scores, -1e9)
    highest = ops.stop_gradient(ops.max(scores, axis=-1, keepdims=True, initial=-1e9))
    shares = ops.where(real, ops.exp(scores - highest), 0)
    total = ops.sum(shares, axis=-1, keepdims=True)
    # A row without real steps is divided by 1. Chosen, and not the larger of both: with
    # one real step both are 1, and JAX would share the gradient between them.
    return shares / ops.where(total > 0, total, 1)


def weighted_sum(values: Tensor, weights: Tensor) -> Tensor:
    """Return the sum of values times their weights.

    Args:
        values: float `(batch, time, features)`.
        weights: float `(batch, time)`.

    Returns:
        float `(batch, features)`.
    """
    return ops.matmul(weights[:, None], values)[:, 0]  # (batch, features)


def check_rows(layer: str, asking: Tensor, memory: Tensor) -> None:
    """Raise ValueError unless inputs and memory have the same number of rows."""
    if not fits(asking.shape[:1], memory.shape[:1]):
        raise ValueError(
            f"`{layer}` needs one memory for each row. Received inputs of shape "
            f"{tuple(asking.shape)} and memory of shape {tuple(memory.shape)}. "
            "Repeat the fewer rows: `ops.repeat(memory, rows, axis=0)`."
        )


class AttentionLayer(keras.layers.Layer):
    """Compute the weights of a query over a memory, and the memory's weighted sum.

    A subclass has `project`, a layer that computes the keys from the memory;
    `build_projections(query_units, memory_shape)`, which builds its layers; and
    `scores(queries, keys)`, which returns float `(batch, queries, time)`.
    """

    def build(self, query_shape, memory_shape):
        name = type(self).__name__
        if len(query_shape) != 2:
            raise ValueError(
                f"`{name}` takes one query for each row, of shape (batch, units). "
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
        """Compute the tensors of a memory that all queries share.

        Args:
            memory: float `(batch, time, features)`.
            lengths: int32 `(batch,)`, real steps of each row. None: the mask decides.
            mask: bool `(batch, time)`, the memory's Keras mask. None: all are real.

        Returns:
            tuple for `attend`: values float `(batch, time, features)`, keys float
            `(batch, time, units)`, and bool `(batch, time)`, True if a step is real.
        """
        memory = ops.cast(memory, self.compute_dtype)
        real = real_of(type(self).__name__, memory, lengths, mask)
        if real is None:
            real = ops.ones(ops.shape(memory)[:2], dtype="bool")
        values = keep(memory, real)
        return values, self.project(values), real

    def attend(self, query: Tensor, prepared: tuple) -> tuple[Tensor, Tensor]:
        """Return the contexts of queries: one for each memory as in `call`, or several.

        A beam search has several queries for each memory. The queries of a memory are
        next to one another.

        Args:
            query: float `(batch * queries, units)`.
            prepared: tuple, the result of `prepare`.

        Returns:
            context: float `(batch * queries, features)`.
            weights: float `(batch * queries, time)`.
        """
        values, keys, real = prepared
        query = _by_memory(ops.cast(query, self.compute_dtype), values)
        weights = attention_weights(self.scores(query, keys), real[:, None])
        weights = ops.cast(weights, values.dtype)  # (batch, queries, time)
        return _in_rows(ops.matmul(weights, values)), _in_rows(weights)


def look_at_one(query: Tensor, memory: Tensor) -> tuple[Tensor, Tensor]:
    """Return what `AttentionLayer.attend` returns for a memory of one step.

    Args:
        query: float `(batch * queries, units)`.
        memory: float `(batch, 1, features)`.

    Returns:
        context: float `(batch * queries, features)`, the step itself.
        weights: float `(batch * queries, 1)`, all 1.
    """
    ones = ops.ones_like(_by_memory(query, memory)[..., :1])  # (batch, queries, 1)
    return _in_rows(ones * memory), _in_rows(ones)


def _by_memory(query, memory):
    """Return `(batch * queries, units)` as `(batch, queries, units)`."""
    rows, units = ops.shape(query)
    batch = ops.shape(memory)[0]
    # At least 1, since an empty batch has no number of queries.
    least = ops.maximum(batch, 1) if ops.is_tensor(batch) else max(batch, 1)
    return ops.reshape(query, (batch, rows // least, units))


def _in_rows(several):
    """Return `(batch, queries, …)` as `(batch * queries, …)`."""
    batch, queries, *rest = ops.shape(several)
    return ops.reshape(several, (batch * queries, *rest))
