"""The variables in which a stateful `RecurrentStack` carries its state over batches."""

import keras
from keras import ops

from seqkit.types import State

Carried = list[list[keras.Variable]]
"""A list for each layer of a stack, with a variable for each part of the state."""


def add_carried(
    layer: keras.layers.Layer, depth: int, shapes: list[tuple], rows: int
) -> Carried:
    """Add the variables of a carried state to a layer, all zero.

    Args:
        layer: the layer that gets the variables.
        depth: int, number of stacked layers.
        shapes: list of tuple, the shape of each part of one layer's state, without the
            axis of rows.
        rows: int, number of rows of each batch.
    """
    return [
        [
            layer.add_weight(
                shape=(rows, *shape),
                initializer="zeros",
                trainable=False,
                # The dtype of the computation, so that carrying does not round.
                dtype=layer.compute_dtype,
                name=f"carried_{level}_{part}",
            )
            for part, shape in enumerate(shapes)
        ]
        for level in range(depth)
    ]


def read_carried(carried: Carried) -> State:
    """Return the carried state; no gradient flows through the result."""
    return tuple(tuple(ops.stop_gradient(part) for part in level) for level in carried)


def write_carried(carried: Carried, state: State) -> None:
    """Store a state for the next batch."""
    for variables, parts in zip(carried, state, strict=True):
        for variable, part in zip(variables, parts, strict=True):
            variable.assign(part)


def clear_carried(carried: Carried) -> None:
    """Set a carried state to zero."""
    for level in carried:
        for variable in level:
            variable.assign(ops.zeros(variable.shape, dtype=variable.dtype))
