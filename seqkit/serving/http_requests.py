"""Requests to TensorFlow Serving's REST API: sending, JSON, and errors."""

import base64
import http.client
import json
import urllib.error
import urllib.request
from typing import Any

from seqkit.serving.serving_error import ServingError

SHOWN = 2000
"""The most characters of a foreign server's answer that an error shows."""


class Unreachable(ServingError):
    """Raised where no server answers, or not in time."""


class Refused(ServingError):
    """Raised with the error that a server sent in place of an answer.

    Args:
        message: str.
        status: int, of HTTP.
    """

    def __init__(self, message: str, status: int):
        super().__init__(message)
        self.status = status


def ask(url: str, body: Any = None, timeout: float = 10.0) -> dict[str, Any]:
    """Send one request and return the answer; nothing is repeated.

    Args:
        url: str.
        body: dict, posted as JSON. None: the request is a GET.
        timeout: float, seconds to wait for each piece of the answer.

    Returns:
        dict, the JSON object of the answer.

    Raises:
        Unreachable: no server answers in time.
        Refused: the server answers with an error.
        ServingError: the answer is no JSON object.
    """
    posted = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(url, posted, headers)
    try:
        with urllib.request.urlopen(request, timeout=timeout) as response:
            said = response.read()
    except urllib.error.HTTPError as error:
        with error:
            message = _error_text(error.read())
        raise Refused(f"{url} says {error.code}: {message}", error.code) from error
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", error)
        if isinstance(reason, TimeoutError):
            reason = f"no answer in {timeout} seconds"
        raise Unreachable(f"{url} does not answer: {reason}.") from error
    try:
        answer = json.loads(said)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise misunderstood(url, said)
    return answer


def misunderstood(url: str, said: Any) -> ServingError:
    """Return the error for an answer that cannot be TensorFlow Serving's."""
    return ServingError(
        f"TensorFlow Serving answers with a JSON object. Received from {url}: "
        f"{f'{said!r}'[:SHOWN]}. Is another server there?"
    )


def _error_text(said: bytes) -> str:
    """Return the message of an error.

    TensorFlow Serving writes messages with quotes as broken JSON; these come whole.
    """
    try:
        return str(json.loads(said)["error"])
    except (ValueError, KeyError, TypeError):
        return said[:SHOWN].decode("utf-8", "replace").strip()


def to_json(value: Any) -> Any:
    """Return a value as TensorFlow Serving's JSON has it.

    Bytes, and texts with lone surrogates, become base64. Lists and dicts are searched
    for them.
    """
    if isinstance(value, dict):
        return {key: to_json(each) for key, each in value.items()}
    if isinstance(value, list):
        return [to_json(each) for each in value]
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            value = value.encode("utf-8", "surrogatepass")
    if isinstance(value, bytes):
        return {"b64": base64.b64encode(value).decode()}
    return value


def from_json(value: Any) -> Any:
    """Return a value of TensorFlow Serving's JSON as Python's: base64 becomes bytes."""
    if isinstance(value, dict) and set(value) == {"b64"}:
        return base64.b64decode(value["b64"])
    return value
