"""`export`: write the next version of a model for TensorFlow Serving."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from seqkit.serving.endpoint_graph import VALID
from seqkit.serving.endpoint_graph import signature_function
from seqkit.serving.endpoint_graph import signature_inputs
from seqkit.serving.signature_meanings import write_meanings
from seqkit.serving.versions import FILE
from seqkit.serving.versions import draft
from seqkit.serving.versions import is_version
from seqkit.serving.versions import publish
from seqkit.serving.warmup import write_warmup
from seqkit.serving.without_cudnn import without_cudnn
from seqkit.types import Endpoint

BINARY = "_bytes"  # servers encode outputs in base64 if their name ends so


def export(model: Any, path: str | Path) -> Path:
    """Write a model as the next version of a SavedModel for TensorFlow Serving.

    Each entry of `model.endpoints()` becomes a signature. It takes and returns strings
    where the endpoint takes and returns ids (see `endpoint_graph`). The graph runs on a
    CPU and on a GPU, whichever this machine has. The version is complete when it
    appears in the folder, so a server that polls the folder never loads half of one;
    an export that fails removes its files. With the extra `serving`, the version
    contains requests that a server runs first, to warm up.

    Args:
        model: keras.Model with `endpoints()`, such as every model of seqkit.
        path: str or Path, the folder of all versions, created if needed. The first
            version is 1.

    Returns:
        Path of the new version.

    Raises:
        TypeError: the model has no endpoints, or `path` is no path.
        ValueError: the model is not built, an endpoint cannot be served, or `path` is
            itself a version, such as `names/1`, or inside a version.
        NotADirectoryError: `path` is a file, or below a file.
        PermissionError: writing to `path` is not allowed.
        RuntimeError: the backend of Keras is not TensorFlow.

    Example:
    >>> seqkit.export(model, "saved_models/names")
    PosixPath('saved_models/names/1')
    """
    # Imported here, so that `import seqkit` does not load Keras.
    import keras

    folder = _check_folder(path)
    _check_backend(keras.backend.backend())
    endpoints = _endpoints_of(model)
    archive = keras.export.ExportArchive()
    archive.track(model)
    for table in _tables_of(endpoints):
        archive.track(table)
    with without_cudnn(model):
        for name, endpoint in endpoints.items():
            inputs = list(signature_inputs(endpoint).values())
            function = _traced_once(signature_function(endpoint), inputs)
            archive.add_endpoint(name, function, inputs)
        with draft(folder) as version:
            archive.write_out(os.fspath(version), verbose=False)
            write_meanings(version, endpoints)
            write_warmup(version)
            return publish(version)


def _traced_once(function: Callable[..., Any], inputs: list[Any]) -> Callable[..., Any]:
    """Return a function that calls the graph of `function`, which is traced here.

    Most errors of an export are then raised before a file is written. It is also
    faster: TensorFlow traces an endpoint when it is added and again when it is written,
    and both times it traces a single call of this graph.

    Args:
        function: function of one tensor for each input.
        inputs: list of `tf.TensorSpec`, one for each input.
    """
    import tensorflow as tf

    graph = tf.function(function, inputs, autograph=False).get_concrete_function()
    return lambda *columns: graph(*columns)


def _check_folder(path: str | Path) -> Path:
    """Return the folder of the versions; raise unless a version can be written there.

    Raises:
        TypeError: `path` is no path.
        ValueError: `path` is empty, or a version, or inside a version.
        NotADirectoryError: `path` is a file, or below a file.
        PermissionError: writing to `path` is not allowed.
    """
    if not isinstance(path, str | os.PathLike):
        raise TypeError(
            "`path` is the folder of the versions, a str or Path. Received "
            f"{path!r:.80} of type {type(path).__name__}. "
            'Call `seqkit.export(model, "saved_models/names")`, say.'
        )
    if not os.fspath(path):
        raise ValueError(
            "`path` is the folder of the versions. Received an empty path. Give the "
            "name of a folder; `.` is the current one."
        )
    folder = Path(path)
    whole = folder.resolve()
    for part in (whole, *whole.parents):
        version = (part / FILE).exists()
        if version or (part == whole and is_version(part)):
            above = folder.parent if is_version(folder) else part.parent
            above = above if is_version(part) else above / "names"
            raise ValueError(
                "`path` is the folder of all versions, and `export` numbers the new "
                f"one by itself. Received {folder}, which is "
                f"{'' if part == whole else 'inside '}a version. "
                f"Give the folder of the versions: `seqkit.export(model, "
                f"{os.fspath(above)!r})`."
            )
    there = next(part for part in (whole, *whole.parents) if part.exists())
    if not there.is_dir():
        raise NotADirectoryError(
            "`seqkit.export` writes into a folder of versions. "
            f"Received {folder}, {'which' if there == whole else f'where {there}'} is "
            "a file. Give a folder beside it."
        )
    if not os.access(there, os.W_OK | os.X_OK):
        raise PermissionError(
            "`seqkit.export` writes into a folder of versions. Received "
            f"{folder}, but writing to {there} is not allowed. Give another folder."
        )
    return folder


def _check_backend(backend: str) -> None:
    """Raise RuntimeError unless the backend is TensorFlow."""
    if backend != "tensorflow":
        raise RuntimeError(
            "`seqkit.export` writes the TensorFlow graph of a model. "
            f"Received KERAS_BACKEND={backend}. Save it, `model.save('model.keras')`, "
            "then run with KERAS_BACKEND=tensorflow: "
            "`seqkit.export(seqkit.load('model.keras'), path)`."
        )


def _endpoints_of(model: Any) -> dict[str, Endpoint]:
    """Return the endpoints of a model.

    Raises:
        TypeError: the model has no endpoints.
        ValueError: an input or output has a name that is reserved by servers or seqkit.
    """
    if not hasattr(model, "endpoints") or isinstance(model, type):
        received = (
            f"the class {model.__name__}"
            if isinstance(model, type)
            else (f"a {type(model).__name__} without that method")
        )
        raise TypeError(
            "`seqkit.export` needs a model with `endpoints()`. "
            f"Received {received}. Give a model of seqkit, such as "
            "`seqkit.load(path)`; export other models with `keras.Model.export`."
        )
    endpoints = model.endpoints()
    for endpoint in endpoints.values():
        for name in [*endpoint.inputs, *endpoint.outputs]:
            if name.endswith(BINARY) or name == VALID:
                raise ValueError(
                    "TensorFlow Serving encodes outputs named `…_bytes`, and seqkit "
                    f"itself adds `valid`. Received an endpoint with {name!r}. "
                    "Choose another name."
                )
    return endpoints


def _tables_of(endpoints: dict[str, Endpoint]) -> list[Any]:
    """Return the lookup tables of all kinds, each once."""
    tables = {
        id(table): table
        for endpoint in endpoints.values()
        for kind in [*endpoint.inputs.values(), *endpoint.outputs.values()]
        for table in kind.resources()
    }
    return list(tables.values())
