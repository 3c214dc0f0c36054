"""A server with the REST API of TensorFlow Serving, as its sources have it."""

import base64
import contextlib
import json
import re
import threading
from http.server import BaseHTTPRequestHandler
from http.server import ThreadingHTTPServer

import tensorflow as tf
from google.protobuf.json_format import MessageToDict
from tensorflow.core.protobuf import saved_model_pb2

PATH = re.compile(r"/v1/models/([^/:]+)(?:/versions/(\d+))?(:predict|/metadata)?")
NUMBERS = {"int32": int, "float32": (int, float), "bool": bool}


class Fault(Exception):
    """An error that the server sends."""

    def __init__(self, status, message):
        self.status, self.message = status, message


class FakeServing:
    """Answers for one model, `names`, in version 1."""

    def __init__(self, path):
        self.signatures = tf.saved_model.load(str(path)).signatures
        file = path / "saved_model.pb"
        saved = saved_model_pb2.SavedModel.FromString(file.read_bytes())
        self.definitions = {
            name: MessageToDict(signature, preserving_proto_field_name=True)
            for name, signature in saved.meta_graphs[0].signature_def.items()
        }
        self.requests = []

    def answer(self, method, path, body):
        self.requests.append((method, path, body))
        found = PATH.fullmatch(path)
        if not found:
            raise Fault(400, f"Malformed request: {method} {path}")
        name, version, what = found.groups()
        if name != "names" or version not in (None, "1"):
            raise Fault(404, f"Servable not found for request: Latest({name})")
        if what == ":predict":
            return self.predict(json.loads(body))
        if what == "/metadata":
            return {
                "model_spec": {"name": name, "signature_name": "", "version": "1"},
                "metadata": {"signature_def": {"signature_def": self.definitions}},
            }
        status = {"version": "1", "state": "AVAILABLE", "status": {"error_code": "OK"}}
        return {"model_version_status": [status]}

    def predict(self, request):
        name = request.get("signature_name", "serving_default")
        if name not in self.signatures:
            raise Fault(400, f'Serving signature name: "{name}" not found')
        signature = self.signatures[name]
        specs = signature.structured_input_signature[1]
        by_row = "instances" in request
        if by_row:
            rows = request["instances"]
            if not isinstance(rows[0], dict) or set(rows[0]) == {"b64"}:
                rows = [{next(iter(specs)): row} for row in rows]
            inputs = {key: [row[key] for row in rows] for key in rows[0]}
        else:
            inputs = request["inputs"]
        missing = set(specs) - set(inputs)
        if missing:
            raise Fault(
                400, f"Missing named input: {missing.pop()} in 'inputs' object."
            )
        answers = signature(
            **{
                key: tf.constant(read(inputs[key], spec.dtype.name), spec.dtype)
                for key, spec in specs.items()
            }
        )
        columns = {key: tensor.numpy().tolist() for key, tensor in answers.items()}
        columns = {key: write(column, key) for key, column in columns.items()}
        if by_row:
            rows = [
                dict(zip(columns, row, strict=True))
                for row in zip(*columns.values(), strict=True)
            ]
            return {"predictions": rows}
        return {"outputs": columns}


def read(value, dtype):
    """Read a JSON value; only the outermost list may be empty."""
    if isinstance(value, list):
        return [read(each, dtype) for each in value]
    if dtype == "string":
        if isinstance(value, dict) and set(value) == {"b64"}:
            return base64.b64decode(value["b64"], validate=True)
        if isinstance(value, str):
            return value.encode()
    elif isinstance(value, NUMBERS[dtype]) and isinstance(value, bool) == (
        dtype == "bool"
    ):
        return float(value) if dtype == "float32" else value
    raise Fault(
        400,
        f"JSON Value: {json.dumps(value)} is not of expected type: {dtype}",
    )


def write(value, name):
    if isinstance(value, list):
        return [write(each, name) for each in value]
    if not isinstance(value, bytes):
        return value
    if name.endswith("_bytes"):
        return {"b64": base64.b64encode(value).decode()}
    return value.decode()


@contextlib.contextmanager
def serving(answer):
    """Serve `answer(method, path, body)`, and yield the address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler(answer)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def handler(answer):
    """Build a handler that sends what `answer(method, path, body)` returns."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.reply(b"")

        def do_POST(self):
            self.reply(self.rfile.read(int(self.headers["Content-Length"])))

        def reply(self, body):
            try:
                status, said = 200, answer(self.command, self.path, body)
            except Fault as fault:
                # Escaped for C and not for JSON: \' is none of its escapes.
                text = fault.message.replace('"', '\\"').replace("'", "\\'")
                status, said = fault.status, f'{{ "error": "{text}" }}'.encode()
            said = said if isinstance(said, bytes) else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *args):
            pass

    return Handler
