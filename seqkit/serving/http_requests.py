"""Send requests to TensorFlow Serving's REST API, and convert values to its JSON."""

import base64
import http.client
import json
import urllib.error
import urllib.request
from typing import Any

from seqkit.serving.serving_error import ServingError

SHOWN = 2000
"""The most characters of an answer that an error message shows."""


class Unreachable(ServingError):
    """Raised if no server answers in time."""


class Refused(ServingError):
    """Raised if a server answers with an error.

    Args:
        message: str, with the error of the server.
        status: int, the HTTP status, such as 404.
    """

    def __init__(self, message: str, status: int):
        super().__init__(message)
        self.status = status


def ask(url: str, body: Any = None, timeout: float = 10.0) -> dict[str, Any]:
    """Send one request and return the answer; a failed request is not repeated.

    Args:
        url: str, the whole address.
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
    """Return the error for an answer that is not of TensorFlow Serving."""
    return ServingError(
        f"TensorFlow Serving answers with a JSON object. Received from {url}: "
        f"{f'{said!r}'[:SHOWN]}. Is another server there?"
    )


def _error_text(said: bytes) -> str:
    """Return the message in the body of an error answer.

    TensorFlow Serving does not escape quotes in messages, which makes the JSON invalid;
    such a body is returned whole.
    """
    try:
        return str(json.loads(said)["error"])
    except (ValueError, KeyError, TypeError):
        return said[:SHOWN].decode("utf-8", "replace").strip()


def to_json(value: Any) -> Any:
    """Return a value in the form that TensorFlow Serving reads as JSON.

    Bytes, and texts with lone surrogates, become `{"b64": base64}`, in nested lists and
    dicts too.
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
    """Return a value of an answer's JSON; `{"b64": base64}` becomes bytes."""
    if isinstance(value, dict) and set(value) == {"b64"}:
        return base64.b64decode(value["b64"])
    return value
