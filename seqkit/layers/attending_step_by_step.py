"""The steps of `AttentiveDecoder` in one loop, for any cell."""

import keras
from keras import ops

from seqkit.layers.scan import scan
from seqkit.types import State
from seqkit.types import Tensor


def attending_step_by_step(
    decoder: keras.layers.Layer,
    inputs: Tensor,
    memory: tuple,
    state: State,
    real: Tensor | None,
) -> tuple[Tensor, Tensor, State]:
    """Run all steps of an `AttentiveDecoder`; the backend finds the gradient.

    Arguments and results are those of `attending_over_time`.
    """
    features, steps = inputs.shape[-1], inputs
    if real is not None:
        real = ops.cast(real, inputs.dtype)[..., None]
        steps = ops.concatenate([inputs, real], axis=-1)  # (batch, time, features + 1)
    # The shapes of all results start the loop; the values of the last two are not read.
    zeros = keras.tree.map_structure(
        ops.zeros_like, decoder.move(inputs[:, 0], state, memory)[1:]
    )
    start = (state, *zeros)

    def move(carried, step):
        carried = keras.tree.pack_sequence_as(start, carried)
        after = decoder.move(step[:, :features], carried[0], memory)
        if real is not None:
            after = keras.tree.map_structure(
                lambda new, old: ops.where(step[:, features:] > 0, new, old),
                after,
                carried,
            )
        return keras.tree.flatten(after)

    last, after = scan(move, keras.tree.flatten(start), steps)
    *_, moved, weights = after  # (batch, time, …)
    return moved, weights, keras.tree.pack_sequence_as(start, last)[0]
