"""Two loops over time at once, each over half of the rows, on TensorFlow."""

import os
from collections.abc import Callable
from typing import Any

import keras

from seqkit.backend.run_steps import Tensors
from seqkit.backend.run_steps import run_steps


def run_halves(
    step: Callable[[Tensors, Tensors], tuple[Tensors, Tensors]],
    carried: Tensors,
    inputs: tuple[Any, ...],
    reverse: bool = False,
    stack: int | None = None,
) -> tuple[Tensors, tuple[Any, ...]]:
    """Run a step over time as `run_steps` does, if its rows are independent.

    TensorFlow shares out a large product to all cores, but not the many small
    operations of a step. So on two cores and more it runs two loops at once, each over
    half of the rows.

    Args:
        step: see `run_steps`; each row depends only on the same row of `carried` and
            `inputs`.
        carried: tuple of tensors `(batch, ...)`.
        inputs: tuple of tensors `(time, batch, ...)`, and of outputs that another run
            did not stack.
        reverse: see `run_steps`.
        stack: see `run_steps`.

    Returns:
        See `run_steps`.
    """
    if keras.backend.backend() != "tensorflow" or _cores() == 1:
        return run_steps(step, carried, inputs, reverse, stack)
    import tensorflow as tf

    half = tf.shape(carried[0])[0] // 2

    def run(place, rows):
        return run_steps(
            step,
            tuple(each[rows] for each in carried),
            tuple(
                each[:, rows] if tf.is_tensor(each) else each[place] for each in inputs
            ),
            reverse,
            stack,
        )

    halves = run(0, slice(half)), run(1, slice(half, None))
    (first, outputs), (second, others) = halves
    carried = tuple(tf.concat(both, 0) for both in zip(first, second, strict=True))
    return carried, tuple(
        tf.concat(both, 1) if tf.is_tensor(both[0]) else both
        for both in zip(outputs, others, strict=True)
    )


def _cores():
    """Return the number of cores that the process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count()
