"""A loop over the rows of a batch, which leaves out the rows that are done."""

from collections.abc import Callable
from typing import Any

import keras
from keras import ops


def loop_over_rows(
    body_of: Callable[[Any], Callable[..., tuple]], fixed: Any, rows: tuple
) -> tuple:
    """Run the body of a loop until all rows are done.

    On JAX the body runs on all rows, since shapes cannot change. On other backends each
    row leaves the loop when it is done. A beam search over 64 sentences then computes
    three quarters of the steps, and a greedy search half of them.

    Args:
        body_of: function from `fixed` of the rows in the loop to the body: a function
            `body(*rows) -> rows`. It must compute each row independently of the others,
            and must not change the result of a row that is done.
        fixed: nest of tensors, batch first, the same at each step. None is allowed as a
            leaf.
        rows: tuple of nests of tensors, batch first. The last is bool `(batch,)`, True
            if a row is done.

    Returns:
        tuple like `rows`: the value of each row after its last step.

    Example:
    >>> body_of = lambda step: lambda n, done: (n + step, n + step >= 6)
    >>> numbers, done = np.array([0, 1, 4]), np.zeros(3, "bool")
    >>> loop_over_rows(body_of, np.array([1, 3, 2]), (numbers, done))[0]
    [6 7 6]
    """
    if keras.backend.backend() == "jax":
        return ops.while_loop(_some_left, body_of(fixed), rows)

    def stage(*rows):
        left = ops.nonzero(ops.logical_not(rows[-1]))[0]  # (rows left,)
        left = ops.cast(left, "int32")
        part = ops.while_loop(
            _all_left, body_of(_taken(fixed, left)), _taken(rows, left)
        )
        return keras.tree.map_structure(
            lambda old, new: ops.scatter_update(old, left[:, None], new), rows, part
        )

    return ops.while_loop(_some_left, stage, rows)


def _some_left(*rows):
    return ops.logical_not(ops.all(rows[-1]))


def _all_left(*rows):
    return ops.logical_not(ops.any(rows[-1]))


def _taken(nest, left):
    return keras.tree.map_structure(
        lambda leaf: None if leaf is None else ops.take(leaf, left, axis=0), nest
    )
