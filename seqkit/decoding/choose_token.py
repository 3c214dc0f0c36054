"""The choice of the next tokens from logits, which `sample` calls at each step."""

import math
from numbers import Real

from keras import ops

from seqkit.backend.gather_rows import gather_rows
from seqkit.decoding.settings import check_choosing
from seqkit.decoding.settings import ids_of
from seqkit.decoding.settings import is_tensor
from seqkit.types import Tensor

# Replaces an infinite logit: e^-1e9 is 0, and the sum of a thousand of them is finite.
LARGEST = 1e9
# Below every logit that `finite` returns: a forbidden token is never the best.
FORBIDDEN = -1e30
# Bounds of the temperature. Below, logits would overflow. Above, tokens with a logit of
# -LARGEST could be drawn.
COLDEST = 1e-20
HOTTEST = 1e6


def finite(logits: Tensor) -> Tensor:
    """Return the logits in float32, without infinities and NaN.

    Infinite logits become ±1e9, and NaN becomes -1e9. If all logits of a row are NaN,
    its distribution is uniform.

    Args:
        logits: float `(rows, vocabulary)`.

    Returns:
        float32 `(rows, vocabulary)`, all finite.

    Raises:
        ValueError: `logits` do not have two axes, the last of a known size.
    """
    if len(logits.shape) != 2:
        raise ValueError(
            "`step` returns `logits, state`, with logits of shape (rows, vocabulary). "
            f"Received logits of shape {tuple(logits.shape)}. "
            "Return the logits of one step, without an axis of time."
        )
    if logits.shape[-1] is None:
        raise ValueError(
            "The size of the vocabulary must be known when a graph is traced. "
            f"Received logits of shape {tuple(logits.shape)}. "
            "End `step` with `ops.reshape(logits, (-1, size))`."
        )
    logits = ops.cast(logits, "float32")
    # Most logits are finite, and to find that out takes a quarter of the time.
    # The extremes are NaN if a logit is, and a comparison with NaN is False.
    highest, lowest = ops.max(logits, initial=0.0), ops.min(logits, initial=0.0)
    usual = ops.logical_and(highest <= LARGEST, lowest >= -LARGEST)
    return ops.cond(usual, lambda: logits, lambda: _clipped(logits))


def _clipped(logits):
    # A comparison with NaN is False.
    return ops.where(logits > -LARGEST, ops.minimum(logits, LARGEST), -LARGEST)


def choose(
    logits: Tensor,
    uniform: Tensor,
    *,
    temperature: float | Tensor = 1.0,
    top_k: int | Tensor | None = None,
    top_p: float | Tensor | None = None,
    forbidden: tuple[int, ...] = (),
) -> Tensor:
    """Choose a token of each row, drawn from the distribution of the logits.

    The temperature is applied first, then top-k, then top-p to the tokens that top-k
    keeps. If logits are equal, the lower id ranks first (under torch the order is not
    fixed). Values of tensors are clamped and never raise an error, so that a served
    graph always answers: the temperature to [0, 1e6], `top_p` to [0, 1]. A `top_k`
    below 1 keeps all tokens. NaN counts as 1, for the temperature and for `top_p`.

    Args:
        logits: float32 `(rows, vocabulary)`, all finite.
        uniform: float32 `(rows,)`, in [0, 1): the random number of each row's draw.
        temperature: number or float `(rows,)`, divides the logits. 0: the best token.
        top_k: int or int `(rows,)`, number of likeliest tokens to keep. None, 0, or
            more than there are tokens: keep all.
        top_p: number or float `(rows,)`: keep the smallest set of likeliest tokens
            whose total probability is at least `top_p`. None or 1: keep all.
        forbidden: ids that are never chosen.

    Returns:
        int32 `(rows,)`.

    Reference: Holtzman et al. 2020, section 3.1 (top-p) and 3.2 (top-k),
        https://arxiv.org/abs/1904.09751.

    Example:
    >>> choose(np.log([[0.2, 0.7, 0.1]]), np.array([0.5]))
    [1]
    """
    check_choosing(temperature, top_k, top_p)
    allowed = _allowed(logits, ids_of("forbidden", forbidden))
    logits = ops.where(allowed, logits, FORBIDDEN)
    best = ops.cast(ops.argmax(logits, axis=-1), "int32")  # (rows,)
    if isinstance(temperature, Real) and temperature == 0:
        return best
    temperature = clamped(temperature, 0.0, HOTTEST, default=1.0)
    logits = logits - ops.max(logits, axis=-1, keepdims=True)
    logits = logits / ops.maximum(temperature, COLDEST)
    if top_k is not None or top_p is not None:
        allowed = ops.logical_and(allowed, _likeliest(logits, top_k, top_p))
    weights = ops.where(allowed, ops.exp(logits), 0.0)
    chosen = _draw(weights, ops.convert_to_tensor(uniform))
    return ops.where(temperature[:, 0] == 0, best, chosen)


def clamped(value: float | Tensor, low: float, high: float, default: float) -> Tensor:
    """Return a value clamped to bounds, with `default` for NaN: float32 `(rows, 1)`."""
    value = ops.reshape(ops.cast(ops.convert_to_tensor(value), "float32"), (-1, 1))
    return ops.clip(ops.where(ops.isnan(value), default, value), low, high)


def _allowed(logits, forbidden):
    """Return bool `(1, vocabulary)`, True if an id is not forbidden."""
    ids = ops.arange(ops.shape(logits)[-1], dtype="int32")[None]
    allowed = ids >= 0
    for token in forbidden:
        allowed = ops.logical_and(allowed, ids != token)
    return allowed


def _likeliest(logits, top_k, top_p):
    """Return bool `(rows, vocabulary)`, True if top-k and top-p keep a token."""
    vocabulary = ops.shape(logits)[-1]
    if top_k is not None and not is_tensor(top_k):
        return _head(logits, min(int(top_k), vocabulary), None, top_p)
    needed = False
    if top_k is not None:
        top_k = ops.reshape(ops.cast(ops.convert_to_tensor(top_k), "int32"), (-1, 1))
        needed = ops.any(ops.logical_and(top_k > 0, top_k < vocabulary))
    if top_p is not None:
        top_p = clamped(top_p, 0.0, 1.0, default=1.0)
        needed = ops.logical_or(needed, ops.any(top_p < 1))
    # Sorting a vocabulary takes longer than all the rest, so it is done only if the
    # settings of some row leave out tokens.
    return ops.cond(
        needed,
        lambda: _head(logits, vocabulary, top_k, top_p),
        lambda: ops.ones_like(logits, dtype="bool"),
    )


def _head(logits, width, top_k, top_p):
    """Return bool `(rows, vocabulary)`, True if both filters keep a token.

    Only the `width` likeliest tokens are sorted; all others are left out.
    """
    # The sort is stable: of equal logits, the lower id is first.
    ranked, order = ops.top_k(logits, width)  # (rows, width)
    kept = ops.full_like(order[:, :1], width)  # (rows, 1)
    if top_k is not None:
        kept = ops.where(top_k > 0, ops.minimum(top_k, kept), kept)
    if top_p is not None:
        kept = _nucleus(ranked, kept, clamped(top_p, 0.0, 1.0, default=1.0))
    # A token is kept if its logit is above that of the last token kept, or if the
    # logits are equal and its id is not higher. So the ranks need not be sorted back
    # into the order of ids.
    worst = ops.take_along_axis(ranked, kept - 1, axis=-1)  # (rows, 1)
    last = ops.take_along_axis(order, kept - 1, axis=-1)
    ids = ops.arange(ops.shape(logits)[-1], dtype="int32")[None]
    return ops.logical_or(logits > worst, ops.logical_and(logits == worst, ids <= last))


def _nucleus(ranked, kept, top_p):
    """Return how many of the `kept` tokens top-p keeps: int32 `(rows, 1)`."""
    rank = ops.arange(ops.shape(ranked)[-1], dtype="int32")[None]
    weights = ops.where(rank < kept, ops.exp(ranked), 0.0)
    mass = ops.cumsum(weights, axis=-1)
    # A token is needed if the tokens before it have less than the probability.
    short = mass - weights < top_p * mass[:, -1:]
    size = ops.sum(ops.cast(short, "int32"), axis=-1, keepdims=True)
    size = ops.minimum(ops.maximum(size, 1), kept)
    return ops.where(top_p < 1, size, kept)


def _draw(weights, uniform):
    """Return the first id whose cumulative weight exceeds `uniform` of the total.

    The search finds a block of ids first, then an id in this block. The number of
    blocks and their size are about the square root of the vocabulary. This is much
    faster than a cumulative sum over the vocabulary, and rounds less.
    """
    vocabulary = ops.shape(weights)[-1]
    width = math.isqrt(vocabulary - 1) + 1
    weights = ops.pad(weights, [(0, 0), (0, -vocabulary % width)])
    weights = ops.reshape(weights, (-1, weights.shape[-1] // width, width))
    masses = ops.sum(weights, axis=-1)  # (rows, blocks)
    block, rest = _pass(masses, uniform * ops.sum(masses, axis=-1))  # (rows,)
    weights = gather_rows(weights, block[:, None])[:, 0]
    return block * width + _pass(weights, rest)[0]


def _pass(weights, target):
    """Return the first place whose cumulative weight exceeds the target, and the rest.

    The rest is the target minus the sum of the weights before the place.
    """
    mass = ops.cumsum(weights, axis=-1)
    # Sums round. Still, a place without weight is never chosen, and if no place exceeds
    # the target, the heaviest one is chosen.
    passed = ops.logical_and(weights > 0, mass > target[:, None])
    place = ops.where(
        ops.any(passed, axis=-1),
        ops.argmax(ops.cast(passed, "int32"), axis=-1),
        ops.argmax(weights, axis=-1),
    )
    place = ops.cast(place, "int32")
    before = ops.take_along_axis(mass - weights, place[:, None], axis=-1)[:, 0]
    return place, target - before
