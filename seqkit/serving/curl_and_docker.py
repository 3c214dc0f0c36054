"""Build the shell lines that `describe` prints: start a server, and send a request."""

import json
import shlex
from pathlib import Path
from urllib.parse import quote

from seqkit.serving.example_requests import example_inputs
from seqkit.serving.http_requests import to_json
from seqkit.serving.signatures import Signature

PORT = 8501
"""The port of TensorFlow Serving's REST API."""


def docker_line(folder: str | Path, port: int = PORT) -> str:
    """Return the shell line that starts TensorFlow Serving with an export.

    Args:
        folder: absolute path of the export, the parent of its versions.
        port: int, the port on this machine.

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
    """Return the shell line that sends an example to a server on this machine.

    Args:
        model: str, the name of the model at the server.
        name: str, the name of the signature.
        signature: Signature.

    Returns:
        str, for a shell.
    """
    body = {"signature_name": name, "inputs": to_json(example_inputs(signature))}
    url = f"http://localhost:{PORT}/v1/models/{quote(model, safe='')}:predict"
    return f"curl -d {shlex.quote(json.dumps(body))} {url}"
