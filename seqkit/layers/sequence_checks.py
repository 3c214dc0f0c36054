"""Checks of the inputs, lengths and masks of layers."""

import keras
import numpy as np
from keras import ops

from seqkit.types import Tensor


def check_sequences(layer: str, shape: tuple) -> None:
    """Raise ValueError unless a shape has the axes batch, time and units."""
    if len(shape) != 3:
        raise ValueError(
            f"`{layer}` takes inputs of shape (batch, time, units). "
            f"Received shape {tuple(shape)}. "
            "Give a single sequence a batch axis first: `inputs[None]`."
        )


def checked_lengths(layer: str, inputs: Tensor, lengths: Tensor) -> Tensor:
    """Return lengths as int32, checked.

    Inside a graph the values are unknown and not checked; there a negative length acts
    as 0, and a length above `time` as `time`.

    Args:
        layer: str, the layer's name, for the error.
        inputs: `(batch, time, …)`.
        lengths: int `(batch,)`.

    Returns:
        int32 `(batch,)`.

    Raises:
        ValueError: `lengths` are not one integer for each row, from 0 to `time`.
    """
    lengths = ops.convert_to_tensor(lengths)
    batch, time = inputs.shape[:2]
    dtype = keras.backend.standardize_dtype(lengths.dtype)
    wanted = (
        f"`lengths` of `{layer}` are int32 of shape (batch,): the number of real steps "
        "of each row, padding on the right."
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
    """Return a mask as bool; raise ValueError unless its shape is `(batch, time)`."""
    mask = ops.convert_to_tensor(mask)
    if not fits(mask.shape, inputs.shape[:2]):
        raise ValueError(
            f"The mask of `{layer}` is bool of shape (batch, time), True if a step "
            f"is real. Received shape {tuple(mask.shape)} for inputs of shape "
            f"{tuple(inputs.shape)}. Give `lengths`, which replace a mask."
        )
    return ops.cast(mask, "bool")


def fits(shape: tuple, wanted: tuple) -> bool:
    """Return whether two shapes are equal; an unknown size (None) equals any size."""
    return len(shape) == len(wanted) and all(
        None in pair or pair[0] == pair[1] for pair in zip(shape, wanted, strict=True)
    )


def seen(tensor: Tensor) -> np.ndarray | None:
    """Return a tensor's values as an array, or None if a graph is being traced."""
    try:
        return np.asarray(ops.convert_to_numpy(tensor))
    # NumPy warns before TensorFlow raises; the warning may be an error.
    except (DeprecationWarning, NotImplementedError, TypeError, ValueError):
        return None
