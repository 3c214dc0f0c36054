"""Functions by which models use their codec: the input, the layer, and encoded rows."""

import inspect
from typing import Any

import keras
import numpy as np

from seqkit.series.endpoint_kinds import Past
from seqkit.types import Codec
from seqkit.types import InputKind
from seqkit.types import Tensor

PARTS = ("encode", "encode_flat", "encode_steps", "embed", "step_shape")


def check_codec(codec: Any, numbers: bool = False) -> None:
    """Raise TypeError unless a value has the methods and attributes of a `Codec`.

    Args:
        codec: the value.
        numbers: bool, whether the codec must encode to numbers rather than ids.
    """
    if isinstance(codec, type) or not all(hasattr(codec, part) for part in PARTS):
        raise TypeError(
            "`codec` converts texts or numbers to the model's input. Received "
            f"{codec!r:.60} of type {type(codec).__name__}. Make one: "
            "`seqkit.Vocabulary.from_texts(texts)`, or "
            "`seqkit.Series.from_arrays(rows)` of numbers over time."
        )
    if numbers and codec.dtype == "int32":
        raise TypeError(
            "`codec` encodes sound, video or other numbers over time. Received "
            f"{type(codec).__name__}, which encodes texts as ids. Make one: "
            "`seqkit.Sound.from_waves(paths)`."
        )


def codec_input(codec: Codec) -> keras.KerasTensor:
    """Build the input of a functional model, `(batch, time, *step_shape)`."""
    return keras.Input((None, *codec.step_shape), dtype=codec.dtype)


def embed_options(codec: Codec, **given: Any) -> dict[str, Any]:
    """Return the options for `codec.embed`, with the codec's defaults filled in.

    Args:
        codec: Codec.
        **given: options by name. None: the default of the codec.

    Returns:
        dict with the same names. The value of an option that `codec.embed` does not
        have is None.

    Raises:
        ValueError: an option has a value, but `codec.embed` has no such argument.
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
    """Build the layer of `codec.embed`; options that the codec lacks are left out."""
    known = inspect.signature(codec.embed).parameters
    options = {name: value for name, value in options.items() if name in known}
    return codec.embed(**options, dtype=dtype)


def embed_steps(
    embed: keras.Layer, steps: Tensor, lengths: Tensor, **options: Any
) -> Tensor:
    """Return the vectors of encoded steps, float `(batch, time, features)`.

    Args:
        embed: the layer of `codec.embed`. If its `call` has an argument `lengths`, it
            gets them: layers of sound and video look at neighbouring steps, and must
            not look at padding.
        steps: as the codec encodes them, without NaN, see `RealSteps`.
        lengths: int32 `(batch,)`, real steps of each row.
        **options: other arguments of `call`, such as `training`.
    """
    if "lengths" in inspect.signature(embed.call).parameters:
        options["lengths"] = lengths
    return embed(steps, **options)


def endpoint_inputs(
    codec: Codec,
) -> dict[str, tuple[InputKind, dict[str, tuple[str, ...]]]]:
    """Return each way in which an export takes raw things, by the signature's name.

    Args:
        codec: Codec. If it has a method `endpoint_kinds`, as the codec of sound, which
            is served as files and as samples, there are several.

    Returns:
        dict from "serving_default" and other names to the results of `endpoint_input`.
    """
    if not hasattr(codec, "endpoint_kinds"):
        return {"serving_default": endpoint_input(codec)}
    return {
        name or "serving_default": (kind, {})
        for name, kind in codec.endpoint_kinds().items()
    }


def endpoint_input(codec: Codec) -> tuple[InputKind, dict[str, tuple[str, ...]]]:
    """Return the input of an export, and the names of its columns.

    Args:
        codec: Codec.

    Returns:
        `InputKind`; for a `Series` of tables `Past`, which checks the columns and adds
        the column of ones. And a dict from the name of the input to the names of its
        columns, see `Endpoint`; it is empty if columns have no names.
    """
    columns = getattr(codec, "columns", None)
    if columns is None:
        return codec.endpoint_kind(), {}
    kind = Past.of(codec)
    return kind, {kind.name: kind.columns} if columns.named else {}


def encoded_rows(codec: Codec, things: Any) -> list[np.ndarray]:
    """Encode several things, such as texts; return `(time, *step_shape)` for each."""
    flat, lengths = codec.encode_flat(things)
    if not len(lengths):
        return []
    return np.split(flat, np.cumsum(lengths[:-1]))
