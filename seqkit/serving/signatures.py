"""Read the signatures of an export: names, dtypes and shapes of inputs and outputs."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seqkit.serving.versions import find_version

DEFAULT = "serving_default"
"""The signature that is called if no other is named."""
NEUTRAL = {
    "temperature": 1.0,
    "top_k": 0,
    "top_p": 1.0,
    "seed": -1,
    "threshold": 0.3,
    "distance": 10,
}
"""The values sent for inputs of these names that a call leaves out."""
IMAGE = "image"
"""The name of an input whose strings are the bytes of image files."""
FRAMES = "frames"
"""The name of an input whose rows of strings are the image files of a clip's frames."""
SOUND = "sound"
"""The name of an input whose strings are the bytes of WAV files."""
FILES = (IMAGE, SOUND)
"""The names of inputs whose strings are the bytes of files, never texts."""
# TensorFlow's names of dtypes that differ from NumPy's.
_DTYPES = {"float": "float32", "double": "float64", "half": "float16"}


@dataclass(frozen=True)
class ArraySpec:
    """The dtype and shape of one input or output.

    Args:
        dtype: str, such as "string" or "float32".
        shape: tuple of int, batch first; None for an axis of any size. None in place of
            the tuple: the shape is unknown.
    """

    dtype: str
    shape: tuple[int | None, ...] | None = (None,)

    @property
    def row_shape(self) -> tuple[int | None, ...]:
        """The shape of one row; `()` if a row is one value."""
        return (self.shape or ())[1:]

    def __str__(self):
        """Return dtype and shape, such as "float32 (batch, time, 3)"."""
        if not self.shape:
            return self.dtype
        axes = ["time" if size is None else str(size) for size in self.row_shape]
        axes = ", ".join(["batch", *axes])
        return f"{self.dtype} ({axes if self.row_shape else 'batch,'})"


@dataclass(frozen=True)
class Signature:
    """The inputs and outputs of one signature, batch first.

    Args:
        inputs: dict from name to `ArraySpec`.
        outputs: dict from name to `ArraySpec`.
    """

    inputs: dict[str, ArraySpec]
    outputs: dict[str, ArraySpec]

    def lengths_of(self, name: str) -> str | None:
        """Return the name of the input that holds the lengths of another input's rows.

        It is `<name>_lengths` or `lengths`. None is returned if the signature has no
        such input, or if the rows of `name` have a fixed number of steps.
        """
        if self.inputs[name].row_shape[:1] != (None,):
            return None
        found = [each for each in (f"{name}_lengths", "lengths") if each in self.inputs]
        return found[0] if found else None

    @property
    def required(self) -> list[str]:
        """The names of the inputs that have no default, so that a call must give them.

        `temperature`, `top_k`, `top_p` and `seed` have defaults, and lengths of rows
        are counted.
        """
        counted = {self.lengths_of(name) for name in self.inputs}
        return [name for name in self.inputs if name not in counted | {*NEUTRAL}]


def read_signatures(path: str | Path) -> dict[str, Signature]:
    """Read the signatures of an export without loading its graph.

    Args:
        path: str or Path of an export, or of one version.

    Returns:
        dict from name to `Signature`, `serving_default` first.

    Raises:
        FileNotFoundError: there is no export.
        ValueError: the file `saved_model.pb` is damaged.
    """
    from google.protobuf.json_format import MessageToDict
    from google.protobuf.message import DecodeError
    from tensorflow.core.protobuf import saved_model_pb2

    file = find_version(path) / "saved_model.pb"
    try:
        saved = saved_model_pb2.SavedModel.FromString(file.read_bytes())
        definitions = saved.meta_graphs[0].signature_def
    except (DecodeError, IndexError) as error:
        raise ValueError(
            f"A saved_model.pb is a protocol buffer. Received {file}, which is "
            "damaged. Export the model again."
        ) from error
    return as_signatures(
        {
            name: MessageToDict(signature, preserving_proto_field_name=True)
            for name, signature in definitions.items()
        }
    )


def as_signatures(definitions: dict[str, Any]) -> dict[str, Signature]:
    """Return signatures from their JSON, the form of a server's metadata.

    Args:
        definitions: dict from name to the JSON of a `SignatureDef`.

    Returns:
        dict from name to `Signature`, `serving_default` first.
    """
    default_first = sorted(definitions, key=lambda name: (name != DEFAULT, name))
    # A signature without inputs is one that TensorFlow adds to initialise tables.
    return {
        name: Signature(
            _specs(definitions[name]["inputs"]), _specs(definitions[name]["outputs"])
        )
        for name in default_first
        if definitions[name].get("inputs")
    }


def _specs(tensors):
    """Return `ArraySpec`s from the JSON of `TensorInfo`s, texts first, lengths last."""
    specs = {name: _spec(tensors[name]) for name in tensors}

    def place(name):
        return specs[name].dtype != "string", name.endswith("lengths"), name

    return {name: specs[name] for name in sorted(specs, key=place)}


def _spec(tensor):
    """Return the `ArraySpec` from the JSON of one `TensorInfo`."""
    dtype = tensor["dtype"].removeprefix("DT_").lower()
    shape = tensor.get("tensor_shape", {"unknown_rank": True})
    if shape.get("unknown_rank"):
        return ArraySpec(_DTYPES.get(dtype, dtype), None)
    sizes = [int(axis["size"]) for axis in shape.get("dim", [])]  # -1: any size
    sizes = tuple(None if size < 0 else size for size in sizes)
    return ArraySpec(_DTYPES.get(dtype, dtype), sizes)
