"""A loop over time whose outputs differ from what it carries, on TensorFlow and JAX."""

from collections.abc import Callable
from typing import Any

import keras
from keras import ops

from seqkit.types import Tensor

Tensors = tuple[Tensor, ...]


def run_steps(
    step: Callable[[Tensors, Tensors], tuple[Tensors, Tensors]],
    carried: Tensors,
    inputs: tuple[Any, ...],
    reverse: bool = False,
    stack: int | None = None,
) -> tuple[Tensors, tuple[Any, ...]]:
    """Run a step over time. On TensorFlow `ops.scan` needs outputs like the carry.

    Args:
        step: `step(carried, inputs) -> carried, outputs`, each a tuple of tensors.
        carried: tuple of tensors, before the first step.
        inputs: tuple of tensors `(time, ...)`, all of as many steps, at least one; and
            of outputs that another run did not stack.
        reverse: bool, run from the last step to the first.
        stack: int, the number of first outputs that are returned as tensors. Only
            another run, such as a gradient, reads the others, as its `inputs`. So
            TensorFlow need not copy them to tensors. None: all outputs are tensors.

    Returns:
        carried: tuple of tensors, after the last step that was run.
        outputs: tuple of tensors `(time, ...)`, in the order of `inputs`; those that
            `stack` leaves out are of the backend's own type.
    """
    if keras.backend.backend() != "tensorflow":
        return ops.scan(step, carried, inputs, reverse=reverse)
    import tensorflow as tf

    time = inputs[0].shape[0] or tf.shape(inputs[0])[0]

    def read(index):
        return tuple(
            each[index] if tf.is_tensor(each) else each.read(index) for each in inputs
        )

    # The first step tells the number and the types of the outputs.
    first = time - 1 if reverse else 0
    carried, outputs = step(carried, read(first))
    written = [
        tf.TensorArray(
            each.dtype, time, element_shape=each.shape, clear_after_read=False
        ).write(first, each)
        for each in outputs
    ]

    def turn(count, carried, written):
        index = time - 1 - count if reverse else count
        carried, outputs = step(carried, read(index))
        written = [
            array.write(index, each)
            for array, each in zip(written, outputs, strict=True)
        ]
        return count + 1, carried, written

    _, carried, written = tf.while_loop(
        lambda count, *_: count < time,
        turn,
        (1, carried, written),
        maximum_iterations=time - 1,  # which XLA needs
    )
    stacked = [array.stack() for array in written[:stack]]
    return carried, (*stacked, *written[len(stacked) :])
