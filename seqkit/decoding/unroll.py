"""The loop of decoding: each step reads the value that the step before has chosen."""

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
) -> tuple[Tensor, Tensor, State]:
    """Choose the next value of each row step by step, until all rows have ended.

    The loop stops after `length` steps at the latest. Values may be tokens, numbers or
    vectors, of any dtype. The result of a row that has ended is padded: integers with
    0, floats with NaN. Until the last row ends, `step` still runs on all rows; it gets
    zeros as the values of rows that have ended.

    Args:
        step: `step(values, state, memory) -> predictions, state`.
        choose: `choose(predictions, position) -> values, scores`, the next values and
            their log-probabilities or log-densities, float32 `(rows,)`. `position` is
            an int32 scalar, the number of the step, from 0. A `choose` that draws can
            use it as the index of random numbers that were drawn before the loop.
        ended: `ended(values) -> ends`, bool `(rows,)`, True if a value is the last of
            its row.
        values: `(rows, …)`, the input of the first step, in the shape and dtype of the
            values that `choose` returns.
        state: nest of tensors, batch first.
        memory: nest of tensors, batch first, the same at each step.
        length: int, largest number of steps.

    Returns:
        values: `(rows, length, …)`, the chosen values of each row, including the value
            that ended the row, then padding.
        scores: float32 `(rows,)`, the sum of the scores of a row's values.
        state: the state after the last step, for a row that has not ended: the next
            `step` reads the last of its values.

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
    # `positions` broadcasts against the result, (rows, length, …).
    positions = ops.reshape(
        ops.arange(length, dtype="int32"), (1, length, *[1] * len(shape))
    )
    per_row = (-1, *[1] * len(shape))  # broadcasts against the values of a step

    def unfinished(position, values, state, finished, result, scores):
        return ops.logical_not(ops.all(finished))

    def extend(position, values, state, finished, result, scores):
        predictions, state = step(values, state, memory)
        chosen, gained = choose(predictions, position)
        # Values without further axes have the shape of `finished` already.
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
    _, _, state, _, result, scores = finish
    return result, scores, state
