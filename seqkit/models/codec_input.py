"""The codec of a model in use: its input, its layer to vectors, and encoded rows."""

import inspect
from typing import Any

import keras
import numpy as np

from seqkit.types import Codec

PARTS = ("encode", "encode_flat", "encode_steps", "embed", "step_shape")


def check_codec(codec: Any) -> None:
    """Raise TypeError unless a codec turns raw things into the input of a model."""
    if isinstance(codec, type) or not all(hasattr(codec, part) for part in PARTS):
        raise TypeError(
            "`codec` says how texts or numbers are read. Received "
            f"{codec!r:.60} of type {type(codec).__name__}. Make one: "
            "`seqkit.Vocabulary.from_texts(texts)`, or "
            "`seqkit.Series.from_arrays(rows)` of numbers over time."
        )


def codec_input(codec: Codec) -> keras.KerasTensor:
    """Build the input of a functional model, `(batch, time, *step_shape)`."""
    return keras.Input((None, *codec.step_shape), dtype=codec.dtype)


def embed_options(codec: Codec, **given: Any) -> dict[str, Any]:
    """Return the options of `codec.embed`, with the codec's defaults.

    Args:
        codec: Codec.
        **given: options by name. None: the codec's own default.

    Returns:
        dict of the same names; None where the codec has no option of that name.

    Raises:
        ValueError: an option is given that the codec does not have.
    """
    known = inspect.signature(codec.embed).parameters
    options = {}
    for name, value in given.items():
        if value is not None and name not in known:
            raise ValueError(
                f"`{name}` means nothing to a `{type(codec).__name__}`. "
                f"Received {name}={value!r:.60}. Leave it out."
            )
        default = known[name].default if name in known else None
        options[name] = default if value is None else value
    return options


def build_embed(codec: Codec, options: dict[str, Any], dtype: Any) -> keras.Layer:
    """Build `codec.embed` with those of the options that the codec has."""
    known = inspect.signature(codec.embed).parameters
    options = {name: value for name, value in options.items() if name in known}
    return codec.embed(**options, dtype=dtype)


def encoded_rows(codec: Codec, things: Any) -> list[np.ndarray]:
    """Return the steps `(time, *step_shape)` of each of several things."""
    flat, lengths = codec.encode_flat(things)
    if not len(lengths):
        return []
    return np.split(flat, np.cumsum(lengths[:-1]))
