import functools
import math
from collections.abc import Mapping
from collections.abc import Sequence
from numbers import Real
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.parse import urlsplit

from seqkit.arguments import whole_number
from seqkit.serving.asking import Asking
from seqkit.serving.curl_and_docker import PORT
from seqkit.serving.curl_and_docker import docker_line
from seqkit.serving.http_requests import Refused
from seqkit.serving.http_requests import Unreachable
from seqkit.serving.http_requests import ask
from seqkit.serving.http_requests import from_json
from seqkit.serving.http_requests import misunderstood
from seqkit.serving.http_requests import to_json
from seqkit.serving.serving_error import ServingError
from seqkit.serving.signatures import Signature
from seqkit.serving.signatures import as_signatures

NOT_FOUND = 404
NEWEST = "Leave it out for the newest."


class Client(Asking):
    """Send rows to a model at TensorFlow Serving, over its REST API.

    A call sends one request, and never repeats it. The client needs only Python's
    standard library. It is called like `Served`, and returns the same answers.

    Args:
        url: str, address of the server.
        model: str, the name of the model at the server.
        version: int. None: the newest that is served.
        timeout: float, seconds to wait for an answer.
        columns: dict from the name of an input to the names of its columns, in their
            order, as `describe` prints them. A pandas table for such an input is put in
            that order. A server does not know these names, so a table for another input
            must have its columns in the order of the export; `model.codec.request`
            makes such inputs from any table.

    Raises:
        ValueError: `url` is no http address, `model` is empty or no str, `version` is
            no whole number, or `timeout` is no number of seconds.

    Example:
    >>> names = Client(model="names")
    >>> names("Jo", signature="sample", temperature=0.5, seed=7)
    {'score': -9.25, 'text': 'Jordan', 'valid': True}
    """

    def __init__(
        self,
        url: str = f"http://localhost:{PORT}",
        model: str = "names",
        version: int | None = None,
        timeout: float = 10.0,
        *,
        columns: Mapping[str, Sequence[str]] | None = None,
    ):
        _check_address(url)
        if not isinstance(model, str) or not model:
            raise ValueError(
                "`model` is the name that the server has for the model, a str, its "
                f"MODEL_NAME. Received {model!r:.80}."
            )
        if version is not None:
            version = whole_number("version", version, least=0, advice=NEWEST)
        seconds = isinstance(timeout, Real) and not isinstance(timeout, bool)
        if not seconds or not 0 < timeout < math.inf:
            raise ValueError(
                "`timeout` is a number of seconds, more than 0. "
                f"Received {timeout!r:.80}."
            )
        self.url = url.rstrip("/")
        self.model = model
        self.version = version
        self.timeout = timeout
        self.columns = {name: list(each) for name, each in (columns or {}).items()}

    @functools.cached_property
    def signatures(self) -> dict[str, Signature]:
        """The signatures of the model; the first use sends a request for them."""
        said = self.metadata()
        try:
            return as_signatures(said["metadata"]["signature_def"]["signature_def"])
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise misunderstood(self.url, said) from error

    def metadata(self) -> dict[str, Any]:
        """Return the server's metadata of the model, such as its signatures.

        Returns:
            dict, the JSON of the server.

        Raises:
            ServingError: no server answers, or it answers with an error.
        """
        return self._ask("/metadata")

    def ready(self) -> bool:
        """Return whether the server has loaded the model; False if no server answers.

        Raises:
            ServingError: a server answers, but has no such model.
        """
        try:
            said = self._ask("")
        except Unreachable:
            return False
        try:
            states = [version["state"] for version in said["model_version_status"]]
        except (KeyError, TypeError) as error:
            raise misunderstood(self.url, said) from error
        return "AVAILABLE" in states

    def columns_of(self, signature: str) -> dict[str, list[str]]:
        """Return the argument `columns`; see `Asking`."""
        return self.columns

    def run(self, columns: dict[str, list], signature: str) -> dict[str, list]:
        """Return the outputs for inputs; see `Asking`."""
        specs = self.signatures[signature].inputs
        names = list(self.signatures[signature].outputs)
        rows = len(next(iter(columns.values())))
        if not rows and any(spec.row_shape for spec in specs.values()):
            return {name: [] for name in names}  # JSON cannot express shape (0, 3)
        inputs = {
            name: to_json(column) if specs[name].dtype == "string" else column
            for name, column in columns.items()
        }
        body = {"signature_name": signature, "inputs": inputs}
        said = self._ask(":predict", body)
        outputs = said.get("outputs")
        if len(names) == 1 and isinstance(outputs, list):  # TensorFlow Serving omits it
            outputs = {names[0]: outputs}
        if not _has_columns(outputs, names, rows):
            self._forget_signatures()
            raise ServingError(
                f"{signature!r} returns {', '.join(names)}, of {rows} rows. Received "
                f"{said!r:.200} from {self.url}. Ask again: the server may have a "
                "newer version of the model by now, or be another server."
            )
        return {name: list(map(from_json, outputs[name])) for name in names}

    def _ask(self, what: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Send a request to the model's URL followed by `what`, such as ":predict"."""
        path = f"/v1/models/{quote(self.model, safe='')}"
        if self.version is not None:
            path += f"/versions/{self.version}"
        try:
            return ask(self.url + path + what, body, self.timeout)
        except Unreachable as error:
            folder = Path.cwd() / "saved_models" / self.model
            line = docker_line(folder, urlsplit(self.url).port or PORT)
            raise Unreachable(f"{error} Start a server, for example: {line}") from error
        except Refused as error:
            self._forget_signatures()
            if error.status != NOT_FOUND:
                raise
            raise Refused(
                f"{error} Give `Client` the name that the server has for the model, "
                f"its MODEL_NAME, and a version that it serves. Received "
                f"model={self.model!r}, version={self.version}.",
                error.status,
            ) from error

    def _forget_signatures(self):
        """Drop the kept signatures, since a newer version may have others."""
        self.__dict__.pop("signatures", None)


def _check_address(url: Any) -> None:
    """Raise ValueError unless `url` is the address of a server."""
    try:
        parts = urlsplit(url) if isinstance(url, str) else None
        known = parts and parts.scheme in ("http", "https") and parts.hostname
        known = known and (parts.port is None or parts.port)
    except ValueError:  # an impossible port or host
        known = False
    if not known:
        raise ValueError(
            "`url` is the address of a server, such as http://localhost:8501. "
            f"Received {url!r:.80}. Begin it with http:// or https://, then the host."
        )


def _has_columns(outputs: Any, names: list[str], rows: int) -> bool:
    """Return whether outputs are a dict from each name to a list of `rows` values."""
    return isinstance(outputs, dict) and all(
        isinstance(outputs.get(name), list) and len(outputs[name]) == rows
        for name in names
    )
