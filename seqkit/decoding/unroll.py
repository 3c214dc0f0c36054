"""The loop of decoding: one step after another, each fed with what was chosen."""

from collections.abc import Callable
from typing import Any

import keras
from keras import ops

from seqkit.types import State
from seqkit.types import Tensor


def unroll(
    step: Callable[[Tensor, State, Any], tuple[Any, State]],
    choose: Callable[[Any, Tensor], tuple[Tensor, Tensor]],
    ended: Callable[[Tensor], Tensor],
    values: Tensor,
    state: State,
    memory: Any = (),
    *,
    length: int,
) -> tuple[Tensor, Tensor]:
    """Continue each row step by step, until it has ended or `length` steps are done.

    The values may be tokens, numbers or vectors, of any dtype. A row that has ended is
    padded: with 0 where the values are integers, with NaN where they are floats. Rows
    that have ended are stepped on with zeros while others go on.

    Args:
        step: `step(values, state, memory) -> predictions, state`.
        choose: `choose(predictions, position) -> values, scores`, the next values and
            their log-probabilities or log-densities, float32 `(rows,)`. `position`,
            int32 of no axes, counts the steps from 0, and so finds the step's random
            numbers among those drawn before the loop.
        ended: `ended(values) -> ends`, bool `(rows,)`, True where a value is the last
            of its row.
        values: `(rows, …)`, fed into the first step; of the shape and dtype that
            `choose` returns.
        state: nest of tensors, batch first.
        memory: nest of tensors, batch first, the same at each step.
        length: int, bound on the number of steps.

    Returns:
        values: `(rows, length, …)`, those chosen, the ones that ended a row included,
            then padding.
        scores: float32 `(rows,)`, the sum of the scores of a row's values.

    Example:
    >>> count = lambda values, state, memory: (values + 1.0, state)
    >>> choose = lambda values, position: (values, ops.zeros_like(values))
    >>> unroll(count, choose, lambda values: values > 2, np.zeros(1), (), length=4)[0]
    [[1. 2. 3. nan]]
    """
    values = ops.convert_to_tensor(values)
    rows, *shape = ops.shape(values)
    is_float = keras.backend.is_float_dtype(values.dtype)
    zero = ops.zeros((), dtype=values.dtype)
    padding = zero + float("nan") if is_float else zero
    # Both broadcast against (rows, length, …).
    positions = ops.reshape(
        ops.arange(length, dtype="int32"), (1, length, *[1] * len(shape))
    )
    per_row = (-1, *[1] * len(shape))

    def unfinished(position, values, state, finished, result, scores):
        return ops.logical_not(ops.all(finished))

    def extend(position, values, state, finished, result, scores):
        predictions, state = step(values, state, memory)
        chosen, gained = choose(predictions, position)
        stopped = ops.reshape(finished, per_row) if shape else finished
        values = ops.where(stopped, zero, chosen)
        scores = ops.where(finished, scores, scores + gained)
        kept = ops.where(stopped, padding, chosen) if is_float else values
        result = ops.where(positions == position, kept[:, None], result)
        finished = ops.logical_or(finished, ended(values))
        return position + 1, values, state, finished, result, scores

    start = (
        ops.convert_to_tensor(0, dtype="int32"),
        values,
        state,
        ops.zeros((rows,), dtype="bool"),
        ops.broadcast_to(padding, (rows, length, *shape)),
        ops.zeros((rows,), dtype="float32"),
    )
    finish = ops.while_loop(unfinished, extend, start, maximum_iterations=length)
    return finish[-2], finish[-1]
