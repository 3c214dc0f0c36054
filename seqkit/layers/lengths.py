"""Which steps of a sequence are real, for every layer that reads one.

`lengths` given come first: int32 `(batch,)`, padding on the right. Without them the
Keras mask of what is read counts, such as that of `Embedding(mask_zero=True)`, wherever
its padding stands: real steps are read one after another, as if there were nothing
between them. Without either all steps are real.
"""

import keras
import numpy as np
from keras import ops

from seqkit.backend.gather_rows import gather_rows
from seqkit.types import Tensor


def count_real(tokens: Tensor) -> Tensor:
    """Count the steps of each row that are not padding (id 0).

    Args:
        tokens: int32 `(batch, time)`, padded on the right.

    Returns:
        int32 `(batch,)`.
    """
    return ops.sum(ops.cast(ops.not_equal(tokens, 0), "int32"), axis=1)


def real_steps(inputs: Tensor, lengths: Tensor) -> Tensor:
    """Tell real steps from padding.

    Args:
        inputs: `(batch, time, …)`, anything with that time axis.
        lengths: int32 `(batch,)`.

    Returns:
        bool `(batch, time)`.
    """
    steps = ops.arange(ops.shape(inputs)[1], dtype="int32")
    return ops.expand_dims(steps, 0) < ops.expand_dims(lengths, 1)


def real_of(
    layer: str, inputs: Tensor, lengths: Tensor | None, mask: Tensor | None
) -> Tensor | None:
    """Tell real steps from padding by lengths or a mask, as this file says.

    Args:
        layer: str, the layer's name, for errors.
        inputs: `(batch, time, …)`.
        lengths: int `(batch,)`, or None.
        mask: bool `(batch, time)`, or None.

    Returns:
        bool `(batch, time)`. None: all steps are real.

    Raises:
        ValueError: `inputs` do not have three axes, or lengths or mask do not fit them.
    """
    check_sequences(layer, inputs.shape)  # not each call builds the layer
    if inputs.shape[1] == 0:  # of which nothing is the mean, the largest or the last
        return ops.zeros(ops.shape(inputs)[:2], dtype="bool")
    if lengths is not None:
        return real_steps(inputs, checked_lengths(layer, inputs, lengths))
    return None if mask is None else checked_mask(layer, inputs, mask)


def keep(inputs: Tensor, real: Tensor | None) -> Tensor:
    """Set padding to zero, NaN or infinity too.

    Args:
        inputs: float `(batch, time, units)`.
        real: bool `(batch, time)`. None: all steps are real.

    Returns:
        float `(batch, time, units)`.
    """
    # Chosen, not multiplied: padding may hold NaN.
    return inputs if real is None else ops.where(real[..., None], inputs, 0)


def keep_real(inputs: Tensor, lengths: Tensor | None) -> Tensor:
    """Set padding to zero, as `keep`, by int32 `(batch,)` lengths."""
    return inputs if lengths is None else keep(inputs, real_steps(inputs, lengths))


def last_real(inputs: Tensor, lengths: Tensor, empty: Tensor) -> Tensor:
    """Take each row's last real step.

    Args:
        inputs: float `(batch, time, units)`.
        lengths: int32 `(batch,)`. Above `time` all steps are real.
        empty: float `(batch, units)`, the answer for rows without a real step.

    Returns:
        float `(batch, units)`.
    """
    lengths = ops.clip(lengths, 0, ops.shape(inputs)[1])
    steps = ops.concatenate([ops.expand_dims(empty, 1), inputs], axis=1)
    return gather_rows(steps, lengths[:, None])[:, 0]


def reverse_real(inputs: Tensor, lengths: Tensor | None) -> Tensor:
    """Reverse each row's real steps and leave its padding where it is.

    Args:
        inputs: float `(batch, time, units)`.
        lengths: int32 `(batch,)`. None, or above `time`: all steps are real.

    Returns:
        float `(batch, time, units)`.
    """
    if lengths is None:
        return ops.flip(inputs, axis=1)
    time = ops.shape(inputs)[1]
    steps = ops.arange(time, dtype="int32")[None]  # (1, time)
    mirrored = ops.minimum(lengths, time)[:, None] - 1 - steps
    sources = ops.where(mirrored >= 0, mirrored, steps)  # (batch, time)
    return gather_rows(inputs, sources)


def packed(inputs: Tensor, real: Tensor) -> tuple[Tensor, Tensor]:
    """Move each row's real steps to its front, in their order.

    Args:
        inputs: `(batch, time, units)`.
        real: bool `(batch, time)`.

    Returns:
        `(batch, time, units)`, and int32 `(batch,)`, how many steps are real.
    """
    time = ops.shape(inputs)[1]
    steps = ops.arange(time, dtype="int32")[None]  # (1, time)
    order = ops.argsort(ops.where(real, steps, steps + time), axis=1)
    lengths = ops.sum(ops.cast(real, "int32"), axis=1)
    return gather_rows(inputs, ops.cast(order, "int32")), lengths


def unpacked(outputs: Tensor, real: Tensor, padding: float = 0) -> Tensor:
    """Move steps back to where `packed` took them from.

    Args:
        outputs: `(batch, time, units)`, real steps in front.
        real: bool `(batch, time)`, as `packed` took it.
        padding: number, what the steps that are not real get.

    Returns:
        `(batch, time, units)`.
    """
    places = ops.cumsum(ops.cast(real, "int32"), axis=1) - 1
    steps = gather_rows(outputs, ops.maximum(places, 0))
    return ops.where(real[..., None], steps, padding)


def check_sequences(layer: str, shape: tuple) -> None:
    """Raise ValueError unless a shape is that of a batch of sequences of vectors."""
    if len(shape) != 3:
        raise ValueError(
            f"`{layer}` takes inputs of shape (batch, time, units). "
            f"Received shape {tuple(shape)}. "
            "Give a single sequence a batch axis first: `inputs[None]`."
        )


def checked_lengths(layer: str, inputs: Tensor, lengths: Tensor) -> Tensor:
    """Return lengths as int32.

    Values out of range are refused where they can be seen; inside a graph they count
    as 0, or as all steps.

    Args:
        layer: str, the layer's name, for the error.
        inputs: `(batch, time, …)`.
        lengths: int `(batch,)`.

    Raises:
        ValueError: lengths are no whole numbers, one for each row, from 0 to `time`.
    """
    lengths = ops.convert_to_tensor(lengths)
    batch, time = inputs.shape[:2]
    dtype = keras.backend.standardize_dtype(lengths.dtype)
    wanted = (
        f"`lengths` of `{layer}` are int32 of shape (batch,): how many steps of each "
        "row are real, padding on the right."
    )
    if "int" not in dtype or not fits(lengths.shape, (batch,)):
        raise ValueError(
            f"{wanted} Received {dtype} of shape {tuple(lengths.shape)} for inputs of "
            f"shape {tuple(inputs.shape)}. Count them, as in "
            "`(tokens != 0).sum(axis=1)`."
        )
    values = seen(lengths)
    if values is not None and time is not None and values.size:
        least, most = values.min(), values.max()
        if least < 0 or most > time:
            raise ValueError(
                f"{wanted} Received {least if least < 0 else most} for inputs of "
                f"{time} steps. Give numbers from 0 to {time}."
            )
    return ops.cast(lengths, "int32")


def checked_mask(layer: str, inputs: Tensor, mask: Tensor) -> Tensor:
    """Return a mask as bool; raise ValueError if its shape is not `(batch, time)`."""
    mask = ops.convert_to_tensor(mask)
    if not fits(mask.shape, inputs.shape[:2]):
        raise ValueError(
            f"The mask of `{layer}` is bool of shape (batch, time), True where a step "
            f"is real. Received shape {tuple(mask.shape)} for inputs of shape "
            f"{tuple(inputs.shape)}. Give `lengths`, which come before a mask."
        )
    return ops.cast(mask, "bool")


def fits(shape: tuple, wanted: tuple) -> bool:
    """Say whether a shape is the one wanted, as far as both are known."""
    return len(shape) == len(wanted) and all(
        None in pair or pair[0] == pair[1] for pair in zip(shape, wanted, strict=True)
    )


def seen(tensor: Tensor) -> np.ndarray | None:
    """Return a tensor's values as an array, or None inside a graph."""
    try:
        return np.asarray(ops.convert_to_numpy(tensor))
    except (NotImplementedError, TypeError, ValueError):
        return None


def mask_of(tensor: Tensor) -> Tensor | None:
    """Return the Keras mask that a tensor carries, or None."""
    return MaskOf()(tensor)


class MaskOf(keras.layers.Layer):
    """Return the mask of the inputs, which Keras gives to layers alone."""

    def __init__(self):
        super().__init__(autocast=False)
        self.built = True

    def call(self, inputs, mask=None):
        return mask

    def compute_mask(self, inputs, mask=None):
        return None
