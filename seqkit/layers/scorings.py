"""The scores of attention layers, and their gradients, as functions of tensors."""

from collections.abc import Callable
from dataclasses import dataclass

from keras import ops

from seqkit.backend.slopes import through_tanh
from seqkit.layers.attention_layer import attention_weights
from seqkit.layers.attention_layer import weighted_sum
from seqkit.layers.products_of_steps import product
from seqkit.layers.products_of_steps import summed_product
from seqkit.types import Tensor

Tensors = tuple[Tensor, ...]


@dataclass(frozen=True)
class Scoring:
    """Describe how a query and the keys of a memory become scores.

    Args:
        ask: function `(query, weights) -> asked`, float `(batch, units)`.
        forward: function `(asked, keys, weights) -> scores`, float `(batch, source)`.
        start: function `(keys, weights) -> sums`, zeros in the shapes of the gradients
            that the steps add up, a tuple.
        backward: function `(of_scores, asked, keys, weights, sums) -> of_query,
            of_asked, sums`. The gradients of one step are added to `sums`.
        after: function `(of_scores, of_asked, queries, sums) -> of_keys, of_weights`,
            of the gradients and the queries of all steps, float `(time, batch, …)`.
    """

    ask: Callable[[Tensor, Tensors], Tensor]
    forward: Callable[[Tensor, Tensor, Tensors], Tensor]
    start: Callable[[Tensor, Tensors], Tensors]
    backward: Callable[..., tuple[Tensor, Tensor, Tensors]]
    after: Callable[..., tuple[Tensor, Tensors]]


def attend(
    scoring: Scoring, asked: Tensor, memory: tuple, weights: Tensors
) -> tuple[Tensor, Tensor]:
    """Return the context and the weights of what a query asks.

    Args:
        scoring: `Scoring`.
        asked: float `(batch, units)`, the result of `scoring.ask`.
        memory: tuple, the result of `AttentionLayer.prepare`.
        weights: tuple of tensors, those of the scoring.

    Returns:
        context: float `(batch, features)`.
        shares: float32 `(batch, source)`, the weights.
    """
    values, keys, real = memory
    shares = attention_weights(scoring.forward(asked, keys, weights), real)
    return weighted_sum(values, ops.cast(shares, values.dtype)), shares


def of_scores(
    of_context: Tensor, of_shares: Tensor, shares: Tensor, values: Tensor
) -> Tensor:
    """Return the gradient of the scores of one step.

    Args:
        of_context: float `(batch, features)`, the gradient of the context.
        of_shares: float32 `(batch, source)`, the gradient of the weights as results.
        shares: float32 `(batch, source)`, the weights of the attention.
        values: float `(batch, source, features)`.

    Returns:
        float32 `(batch, source)`.
    """
    of_context = ops.cast(of_context, values.dtype)
    of_shares = of_shares + ops.cast(_dots(values, of_context), "float32")
    mean = ops.sum(of_shares * shares, axis=-1, keepdims=True)  # (batch, 1)
    return shares * (of_shares - mean)


def of_memory(of_steps: Tensor, vectors: Tensor) -> Tensor:
    """Return the sum over steps of the products of each place and each vector.

    Args:
        of_steps: float `(time, batch, source)`.
        vectors: float `(time, batch, features)`.

    Returns:
        float `(batch, source, features)`.
    """
    return ops.matmul(
        ops.transpose(of_steps, (1, 2, 0)),
        ops.transpose(ops.cast(vectors, of_steps.dtype), (1, 0, 2)),
    )


def _dots(memory, vector):
    """Return the dot products of a vector with all places, `(batch, source)`."""
    return ops.matmul(memory, vector[..., None])[..., 0]


def _luong_ask(query, weights):
    return query


def _luong(asked, keys, weights):
    return _dots(keys, ops.cast(asked, keys.dtype))


def _luong_start(keys, weights):
    return ()


def _of_luong(of_scores, asked, keys, weights, sums):
    of_asked = weighted_sum(keys, ops.cast(of_scores, keys.dtype))
    of_asked = ops.cast(of_asked, "float32")
    return of_asked, of_asked, sums


def _luong_after(of_scores, of_asked, queries, sums):
    return of_memory(of_scores, queries), ()


def _bahdanau_ask(query, weights):
    return product(query, weights[0])


def _hidden(asked, keys):
    return ops.tanh(ops.cast(asked, keys.dtype)[:, None] + keys)


def _bahdanau(asked, keys, weights):
    return _dots(_hidden(asked, keys), weights[1][:, 0])


def _bahdanau_start(keys, weights):
    return (
        ops.zeros_like(keys, dtype="float32"),
        ops.zeros_like(weights[1], dtype="float32"),
    )


def _of_bahdanau(of_scores, asked, keys, weights, sums):
    # The hidden layer is computed again. To keep it would need (time, batch, source,
    # units).
    (ask, compare), (of_keys, of_compare) = weights, sums
    hidden = ops.cast(_hidden(asked, keys), "float32")
    of_hidden = of_scores[..., None] * ops.cast(compare, "float32")[:, 0]
    of_sum = through_tanh(hidden, of_hidden)  # (batch, source, units)
    of_asked = weighted_sum(of_sum, ops.ones_like(of_scores))  # (batch, units)
    flat = ops.reshape(hidden, (-1, hidden.shape[-1]))
    of_compare = of_compare + ops.matmul(
        ops.transpose(flat), ops.reshape(of_scores, (-1, 1))
    )
    return (
        product(of_asked, ops.transpose(ask)),
        of_asked,
        (of_keys + of_sum, of_compare),
    )


def _bahdanau_after(of_scores, of_asked, queries, sums):
    of_keys, of_compare = sums
    return of_keys, (summed_product(queries, of_asked), of_compare)


LUONG = Scoring(_luong_ask, _luong, _luong_start, _of_luong, _luong_after)
BAHDANAU = Scoring(
    _bahdanau_ask, _bahdanau, _bahdanau_start, _of_bahdanau, _bahdanau_after
)
