"""One question and answer in TensorFlow Serving's JSON, and what can go wrong."""

import base64
import http.client
import json
import urllib.error
import urllib.request
from typing import Any

from seqkit.serving.asking import ServingError

SHOWN = 2000
"""Characters shown of an answer that is none of TensorFlow Serving's."""


class Unreachable(ServingError):
    """Raised where nothing answered, or not in time."""


class Refused(ServingError):
    """Raised with what a server said in place of an answer.

    Args:
        message: str.
        status: int, of HTTP.
    """

    def __init__(self, message: str, status: int):
        super().__init__(message)
        self.status = status


def ask(url: str, body: Any = None, timeout: float = 10.0) -> dict[str, Any]:
    """Send one request, once.

    Args:
        url: str.
        body: what to post as JSON. None: a GET.
        timeout: float, seconds to wait for each piece of the answer.

    Returns:
        dict, the JSON of the answer.

    Raises:
        Unreachable: there is no answer in time.
        Refused: the server answers with an error.
        ServingError: what it answers is no JSON object.
    """
    posted = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(url, posted, headers)
    try:
        with urllib.request.urlopen(request, timeout=timeout) as response:
            said = response.read()
    except urllib.error.HTTPError as error:
        with error:
            message = error_text(error.read())
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
    """Build the error for an answer that TensorFlow Serving does not give."""
    return ServingError(
        f"TensorFlow Serving answers with a JSON object. Received from {url}: "
        f"{f'{said!r}'[:SHOWN]}. Is another server there?"
    )


def error_text(said: bytes) -> str:
    """Find the text of an error; with quotes in it, it comes as broken JSON."""
    try:
        return str(json.loads(said)["error"])
    except (ValueError, KeyError, TypeError):
        return said[:SHOWN].decode("utf-8", "replace").strip()


def to_json(value: Any) -> Any:
    """Wrap what JSON cannot carry: bytes, and texts with lone surrogates."""
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            value = value.encode("utf-8", "surrogatepass")
    if isinstance(value, bytes):
        return {"b64": base64.b64encode(value).decode()}
    return value


def from_json(value: Any) -> Any:
    """Unwrap what came as base64, to bytes."""
    if isinstance(value, dict) and set(value) == {"b64"}:
        return base64.b64decode(value["b64"])
    return value
