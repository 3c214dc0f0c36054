"""Keras masks: bool `(batch, time)`, True if a step is real; padding can be anywhere.

A layer of seqkit reads `lengths` if they are given, else the Keras mask of its inputs,
such as the mask of `Embedding(mask_zero=True)`. Without lengths and mask all steps are
real. A layer reads a masked row as if the real steps were next to one another.
"""

import keras
from keras import ops

from seqkit.backend.gather_rows import gather_rows
from seqkit.layers.lengths import real_steps
from seqkit.layers.sequence_checks import check_sequences
from seqkit.layers.sequence_checks import checked_lengths
from seqkit.layers.sequence_checks import checked_mask
from seqkit.types import Tensor


def real_of(
    layer: str, inputs: Tensor, lengths: Tensor | None, mask: Tensor | None
) -> Tensor | None:
    """Compute which steps are real: from lengths if they are given, else from the mask.

    Args:
        layer: str, the layer's name, for errors.
        inputs: `(batch, time, units)`.
        lengths: int `(batch,)`, or None.
        mask: bool `(batch, time)`, or None.

    Returns:
        bool `(batch, time)`. None: all steps are real.

    Raises:
        ValueError: `inputs` do not have three axes, or lengths or mask do not fit them.
    """
    check_sequences(layer, inputs.shape)  # `build` checks only the first inputs
    if inputs.shape[1] == 0:
        # Not None: a layer without a mask would take the mean of zero steps.
        return ops.zeros(ops.shape(inputs)[:2], dtype="bool")
    if lengths is not None:
        return real_steps(inputs, checked_lengths(layer, inputs, lengths))
    return None if mask is None else checked_mask(layer, inputs, mask)


def packed(inputs: Tensor, real: Tensor) -> tuple[Tensor, Tensor]:
    """Move the real steps of each row to its front, in their order.

    Args:
        inputs: `(batch, time, units)`.
        real: bool `(batch, time)`.

    Returns:
        steps: `(batch, time, units)`.
        lengths: int32 `(batch,)`, the number of real steps.
    """
    time = ops.shape(inputs)[1]
    steps = ops.arange(time, dtype="int32")[None]  # (1, time)
    order = ops.argsort(ops.where(real, steps, steps + time), axis=1)  # (batch, time)
    lengths = ops.sum(ops.cast(real, "int32"), axis=1)  # (batch,)
    return gather_rows(inputs, ops.cast(order, "int32")), lengths


def unpacked(outputs: Tensor, real: Tensor, padding: float = 0) -> Tensor:
    """Move steps back to the places that they had before `packed`.

    Args:
        outputs: `(batch, time, units)`, real steps first.
        real: bool `(batch, time)`, the mask that was given to `packed`.
        padding: number, the value of the steps that are not real.

    Returns:
        `(batch, time, units)`.
    """
    places = ops.cumsum(ops.cast(real, "int32"), axis=1) - 1  # (batch, time)
    steps = gather_rows(outputs, ops.maximum(places, 0))  # (batch, time, units)
    return ops.where(real[..., None], steps, padding)


def mask_of(tensor: Tensor) -> Tensor | None:
    """Return the Keras mask that a tensor carries, or None."""
    return MaskOf()(tensor)


class MaskOf(keras.layers.Layer):
    """Return the mask of the inputs, as a layer, since Keras passes masks to layers."""

    def __init__(self):
        super().__init__(autocast=False)
        self.built = True

    def call(self, inputs, mask=None):
        return mask

    def compute_mask(self, inputs, mask=None):
        return None
