"""What an export answers to: signatures, and the lines that start and ask a server."""

import json
import shlex
from pathlib import Path
from typing import Any
from urllib.parse import quote

from seqkit.serving.signature_text import Signature
from seqkit.serving.signature_text import meanings
from seqkit.serving.signature_text import validity
from seqkit.serving.size_bounds import read_bounds
from seqkit.serving.versions import find_version

PORT = 8501
DEFAULT = "serving_default"
NEUTRAL = {"temperature": 1.0, "top_k": 0, "top_p": 1.0, "seed": -1}
"""What stands where an input of this name is not given: it changes nothing."""
EXAMPLES = {"string": "hello", "bool": False}
# The file of a grey pixel, as REST takes bytes.
PIXEL = {
    "b64": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklE"
    "QVR42mNoAAAAggCB2kUIOwAAAABJRU5ErkJggg=="
}
IMAGE = "image"
"""What the input of an export that takes the bytes of images is called."""
NAMES = {"float": "float32", "double": "float64", "half": "float16"}


def read_signatures(path: str | Path) -> dict[str, Signature]:
    """Read the signatures of an export without loading its graph.

    Args:
        path: of an export, or of one version of it.

    Returns:
        dict from name to `Signature`, `serving_default` first.

    Raises:
        FileNotFoundError: there is no export.
        ValueError: its `saved_model.pb` is damaged.
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
    """Read signatures off their JSON, which a server's metadata shares.

    Args:
        definitions: dict from name to the JSON of a `SignatureDef`.

    Returns:
        dict from name to `Signature`, `serving_default` first.
    """

    def dtypes(tensors):
        found = [
            (tensor["dtype"].removeprefix("DT_").lower(), name)
            for name, tensor in tensors.items()
        ]
        texts_first = sorted(found, key=lambda each: (each[0] != "string", each[1]))
        return {name: NAMES.get(dtype, dtype) for dtype, name in texts_first}

    # TensorFlow adds one that initialises and takes nothing.
    return {
        name: Signature(dtypes(each["inputs"]), dtypes(each["outputs"]))
        for name, each in sorted(
            definitions.items(), key=lambda item: (item[0] != DEFAULT, item[0])
        )
        if each.get("inputs")
    }


def describe(path: str | Path) -> str:
    """Return a description of an export: its signatures, how to serve and to ask it.

    Args:
        path: of an export, or of one version of it.

    Returns:
        str of several lines: what each signature takes and gives, in words; when an
        answer is valid; a line that serves the export, and lines that ask it.

    Raises:
        FileNotFoundError: there is no export.
        TypeError: `path` is no path.
        ValueError: it is damaged.
    """
    version = find_version(path).resolve()
    signatures = read_signatures(version)
    lines = [f"{version.parent.name}, version {version.name}"]
    for name in signatures:
        lines += ["", name, *meanings(name, signatures)]
    lines += ["", *validity(signatures, read_bounds(version))]
    lines += ["", docker_line(version.parent)]
    for name, signature in signatures.items():
        lines += ["", curl_line(version.parent.name, name, signature)]
    return "\n".join(lines)


def docker_line(folder: str | Path, port: int = PORT) -> str:
    """Return the line that serves an export.

    Args:
        folder: absolute path of the export, the parent of its versions.
        port: int, where it answers.

    Returns:
        str, for a shell.
    """
    name = Path(folder).name
    mount = f"type=bind,source={folder},target=/models/{name}"
    return (
        f"docker run -p {port}:{PORT} --mount {shlex.quote(mount)} "
        f"-e {shlex.quote(f'MODEL_NAME={name}')} -t tensorflow/serving"
    )


def curl_line(model: str, name: str, signature: Signature) -> str:
    """Return a line that asks a server on this machine.

    Args:
        model: str, its name there.
        name: str, of the signature.
        signature: Signature.

    Returns:
        str, for a shell.
    """
    examples = {**NEUTRAL, IMAGE: PIXEL}
    inputs = {
        each: [examples.get(each, EXAMPLES.get(dtype, 1))]
        for each, dtype in signature.inputs.items()
    }
    body = json.dumps({"signature_name": name, "inputs": inputs})
    url = f"http://localhost:{PORT}/v1/models/{quote(model, safe='')}:predict"
    return f"curl -d {shlex.quote(body)} {url}"
