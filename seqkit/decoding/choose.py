"""From logits to the next tokens: what may be chosen, and which one is."""

import math
from numbers import Real

from keras import ops

from seqkit.backend.gather_rows import gather_rows
from seqkit.decoding.settings import check_choosing
from seqkit.decoding.settings import ids_of
from seqkit.decoding.settings import is_tensor
from seqkit.types import Tensor

# Stands for an infinite logit: e^-1e9 is 0, and a thousand of them still add up.
LARGEST = 1e9
# Below every logit that `finite` gives, so that nothing forbidden is ever preferred.
FORBIDDEN = -1e30
# Bounds on tempered logits: no overflow below, no mass for -LARGEST above.
COLDEST = 1e-20
HOTTEST = 1e6


def finite(logits: Tensor) -> Tensor:
    """Return the logits in float32, with infinities and NaN made harmless.

    Infinite logits become ±1e9, NaN counts as minus infinity; a row of NaN alone is
    then a uniform distribution.

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
            "Give those of one step alone, without an axis of time."
        )
    if logits.shape[-1] is None:
        raise ValueError(
            "The size of the vocabulary is known when a graph is traced. "
            f"Received logits of shape {tuple(logits.shape)}. "
            "Let `step` end in `ops.reshape(logits, (-1, size))`."
        )
    logits = ops.cast(logits, "float32")
    # NaN is greater than nothing.
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
    """Choose a token for each row: temper, filter, then invert the distribution.

    The temperature comes first, then top-k, then top-p over what top-k left. Equal
    logits rank by id, the lower one first (in no order under torch). A value of a
    tensor that is out of range is clamped and never an error, so that a served graph
    always answers: a temperature into [0, 1e6], `top_p` into [0, 1], `top_k` below 1 is
    off; NaN counts as off (temperature 1).

    Args:
        logits: float32 `(rows, vocabulary)`, all finite.
        uniform: float32 `(rows,)`, in [0, 1).
        temperature: number or float `(rows,)`. 0: the best token, always.
        top_k: int or int `(rows,)`, how many tokens to keep. None, 0 or more than
            there are: all.
        top_p: number or float `(rows,)`, keeps the smallest set of tokens whose
            probability reaches it. None or 1: all.
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
    """Return float32 `(rows or 1, 1)` within bounds, whatever `value` holds."""
    value = ops.reshape(ops.cast(ops.convert_to_tensor(value), "float32"), (-1, 1))
    return ops.clip(ops.where(ops.isnan(value), default, value), low, high)


def _allowed(logits, forbidden):
    """bool `(1, vocabulary)`."""
    ids = ops.arange(ops.shape(logits)[-1], dtype="int32")[None]
    allowed = ids >= 0
    for token in forbidden:
        allowed = ops.logical_and(allowed, ids != token)
    return allowed


def _likeliest(logits, top_k, top_p):
    """bool `(rows, vocabulary)`, the head of the ranking that both filters keep."""
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
    # Sorting a vocabulary costs more than all the rest: only if some row asks for it.
    return ops.cond(
        needed,
        lambda: _head(logits, vocabulary, top_k, top_p),
        lambda: ops.ones_like(logits, dtype="bool"),
    )


def _head(logits, width, top_k, top_p):
    """bool `(rows, vocabulary)`, of the first `width` what both filters keep."""
    # Stable: of equals, the lower id comes first.
    ranked, order = ops.top_k(logits, width)  # (rows, width)
    kept = ops.full_like(order[:, :1], width)  # (rows, 1)
    if top_k is not None:
        kept = ops.where(top_k > 0, ops.minimum(top_k, kept), kept)
    if top_p is not None:
        kept = _nucleus(ranked, kept, clamped(top_p, 0.0, 1.0, default=1.0))
    # What ranks no later than the last one kept: is greater, or as great and no higher
    # an id. A second sort, back into the order of ids, is not needed.
    worst = ops.take_along_axis(ranked, kept - 1, axis=-1)  # (rows, 1)
    last = ops.take_along_axis(order, kept - 1, axis=-1)
    ids = ops.arange(ops.shape(logits)[-1], dtype="int32")[None]
    return ops.logical_or(logits > worst, ops.logical_and(logits == worst, ids <= last))


def _nucleus(ranked, kept, top_p):
    """int32 `(rows, 1)`, how many of the first `kept` reach the probability."""
    rank = ops.arange(ops.shape(ranked)[-1], dtype="int32")[None]
    weights = ops.where(rank < kept, ops.exp(ranked), 0.0)
    mass = ops.cumsum(weights, axis=-1)
    short = mass - weights < top_p * mass[:, -1:]  # without this one, too little
    size = ops.sum(ops.cast(short, "int32"), axis=-1, keepdims=True)
    size = ops.minimum(ops.maximum(size, 1), kept)
    return ops.where(top_p < 1, size, kept)


def _draw(weights, uniform):
    """Inverts the distribution: the first id whose cumulative weight passes `uniform`.

    First a block of ids, then an id of that block, each about a square root of them
    all: much faster than to add up a vocabulary, and rounding errors stay small.
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
    """The first place whose cumulative weight passes the target, and what is left."""
    mass = ops.cumsum(weights, axis=-1)
    # A place of no weight is never chosen, nor is there none, however sums round.
    passed = ops.logical_and(weights > 0, mass > target[:, None])
    place = ops.where(
        ops.any(passed, axis=-1),
        ops.argmax(ops.cast(passed, "int32"), axis=-1),
        ops.argmax(weights, axis=-1),
    )
    place = ops.cast(place, "int32")
    before = ops.take_along_axis(mass - weights, place[:, None], axis=-1)[:, 0]
    return place, target - before
