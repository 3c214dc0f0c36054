"""The state that a stateful layer carries from batch to batch, in variables."""

import keras
from keras import ops

from seqkit.types import State

Carried = list[list[keras.Variable]]
"""For each layer of a stack, a variable for each part of its state."""


def add_carried(
    layer: keras.layers.Layer, depth: int, shapes: list[tuple], rows: int
) -> Carried:
    """Add the variables of a carried state to a layer, all zero.

    Args:
        layer: that holds the variables.
        depth: int, number of stacked layers.
        shapes: shape of each part of a layer's state, without its axis of rows.
        rows: int, rows of each batch.
    """
    return [
        [
            layer.add_weight(
                shape=(rows, *shape),
                initializer="zeros",
                trainable=False,
                # As wide as the computation, so that no step is rounded twice.
                dtype=layer.compute_dtype,
                name=f"carried_{level}_{part}",
            )
            for part, shape in enumerate(shapes)
        ]
        for level in range(depth)
    ]


def read_carried(carried: Carried) -> State:
    """Return the state that is carried; no gradient flows through it."""
    return tuple(tuple(ops.stop_gradient(part) for part in level) for level in carried)


def write_carried(carried: Carried, state: State) -> None:
    """Carry a state on to the next batch."""
    for variables, parts in zip(carried, state, strict=True):
        for variable, part in zip(variables, parts, strict=True):
            variable.assign(part)


def clear_carried(carried: Carried) -> None:
    """Set a carried state to zero."""
    for level in carried:
        for variable in level:
            variable.assign(ops.zeros(variable.shape, dtype=variable.dtype))
