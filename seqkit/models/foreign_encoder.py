"""Any Keras model as what reads the ids of a text."""

from typing import Any

import keras
from keras import ops

from seqkit.messages import shapes
from seqkit.types import Tensor


def run_encoder(encoder: keras.Model, tokens: Tensor) -> Tensor:
    """Runs an encoder on ids.

    Args:
        encoder: `keras.Model` of ids, or of a dict of `token_ids`, `padding_mask` and
            `segment_ids`, as KerasHub's backbones are. Of a dict that it gives,
            `sequence_output` counts.
        tokens: int32 `(batch, time)`, padded on the right with 0.

    Returns:
        float `(batch, time, units)`.

    Raises:
        ValueError: the encoder gives something else.
    """
    outputs = encoder(inputs_of(encoder, tokens))
    if isinstance(outputs, dict):
        outputs = outputs.get("sequence_output")
    if getattr(outputs, "shape", None) is None or len(outputs.shape) != 3:
        raise ValueError(
            "`encoder` gives a vector for each token: shape (batch, time, units). "
            f"Received {shapes(outputs)} of {encoder.name!r}. "
            "Give the part of it before its pooling."
        )
    return outputs


def inputs_of(encoder: keras.Model, tokens: Tensor) -> Any:
    """Return what the encoder takes: the ids, or a dict with them."""
    if not isinstance(encoder.input, dict):
        return tokens
    known = {
        "token_ids": tokens,
        "padding_mask": ops.not_equal(tokens, 0),
        "segment_ids": ops.zeros_like(tokens),
    }
    missing = set(encoder.input) - set(known)
    if missing:
        raise ValueError(
            f"`encoder` takes ids, or a dict of {', '.join(known)}. Received "
            f"{encoder.name!r}, which takes {', '.join(sorted(missing))} beside. "
            "Wrap it in a `keras.Model` of ids alone."
        )
    return {name: known[name] for name in encoder.input}
