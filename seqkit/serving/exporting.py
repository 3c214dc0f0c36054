import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from seqkit.serving.endpoints import VALID
from seqkit.serving.endpoints import signature_function
from seqkit.serving.endpoints import signature_inputs
from seqkit.serving.size_bounds import write_bounds
from seqkit.serving.versions import FILE
from seqkit.serving.versions import draft
from seqkit.serving.versions import is_version
from seqkit.serving.versions import publish
from seqkit.serving.warmup import write_warmup
from seqkit.serving.without_cudnn import without_cudnn
from seqkit.types import Endpoint

BINARY = "_bytes"


def export(model: Any, path: str | Path) -> Path:
    """Write a model as the next version of a SavedModel for TensorFlow Serving.

    Each entry of `model.endpoints()` becomes a signature that takes and gives strings
    where the model takes and gives ids (see `signing`). The graph runs on any device,
    whatever this machine has. A server that polls the folder never meets half a
    version, and an export that fails leaves nothing behind. With the extra `serving`
    come requests by which a server warms up before it answers.

    Args:
        model: keras.Model with `endpoints()`, as all of seqkit have.
        path: folder of the versions, made if need be. The first is 1.

    Returns:
        Path of the version written.

    Raises:
        TypeError: the model has no endpoints, or `path` is no path.
        ValueError: the model is not built, an endpoint cannot be served, or `path` is
            itself a version, such as `names/1`, or inside of one.
        NotADirectoryError: `path` is a file, or below one.
        PermissionError: `path` may not be written to.
        RuntimeError: Keras runs on another backend than TensorFlow.

    Example:
    >>> seqkit.export(model, "saved_models/names")
    PosixPath('saved_models/names/1')
    """
    # Inside, so that a `Client` needs no Keras.
    import keras

    folder = check_folder(path)
    check_backend(keras.backend.backend())
    endpoints = endpoints_of(model)
    archive = keras.export.ExportArchive()
    archive.track(model)
    for table in tables_of(endpoints):
        archive.track(table)
    with without_cudnn(model):
        for name, endpoint in endpoints.items():
            inputs = list(signature_inputs(endpoint).values())
            function = traced_once(signature_function(endpoint), inputs)
            archive.add_endpoint(name, function, inputs)
        with draft(folder) as version:
            archive.write_out(os.fspath(version), verbose=False)
            write_bounds(version, endpoints)
            write_warmup(version)
            return publish(version)


def traced_once(function: Callable[..., Any], inputs: list[Any]) -> Callable[..., Any]:
    """Trace a function now, so that most errors come before anything is written.

    TensorFlow traces an endpoint when it is added, and again when it is written. Both
    times it then meets one call of the graph made here.

    Args:
        function: of one tensor for each input.
        inputs: list of `tf.TensorSpec`.

    Returns:
        function like `function`.
    """
    import tensorflow as tf

    graph = tf.function(function, inputs, autograph=False).get_concrete_function()
    return lambda *columns: graph(*columns)


def check_folder(path: str | Path) -> Path:
    """Return the folder of the versions.

    Raises:
        TypeError: `path` is no path.
        ValueError: it is empty, or a version, or inside of one.
        NotADirectoryError: it is a file, or below one.
        PermissionError: it may not be written to.
    """
    if not isinstance(path, str | os.PathLike):
        raise TypeError(
            "`path` is the folder of the versions, a str or Path. Received "
            f"{path!r:.80} of type {type(path).__name__}. "
            'Call `seqkit.export(model, "saved_models/names")`, say.'
        )
    if not os.fspath(path):
        raise ValueError(
            "`path` is the folder of the versions. Received an empty one. Name the "
            "folder; `.` is the one where Python runs."
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
                f"{'' if part == whole else 'inside of '}a version. "
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
            f"{folder}, but {there} may not be written to. Give a folder of your own."
        )
    return folder


def check_backend(backend: str) -> None:
    """Raise RuntimeError for backends whose graphs make no SavedModel."""
    if backend != "tensorflow":
        raise RuntimeError(
            "`seqkit.export` writes TensorFlow's graph of a model. "
            f"Received KERAS_BACKEND={backend}. Save it, `model.save('model.keras')`, "
            "then under KERAS_BACKEND=tensorflow: "
            "`seqkit.export(seqkit.load('model.keras'), path)`."
        )


def endpoints_of(model: Any) -> dict[str, Endpoint]:
    """Return the endpoints of a model; raise for names that a server misreads."""
    if not hasattr(model, "endpoints") or isinstance(model, type):
        received = (
            f"the class {model.__name__}"
            if isinstance(model, type)
            else (f"a {type(model).__name__}, which has none")
        )
        raise TypeError(
            "`seqkit.export` serves what a model names in `endpoints()`. "
            f"Received {received}. Give a model of seqkit, such as "
            "`seqkit.load(path)`; for any other there is `keras.Model.export`."
        )
    endpoints = model.endpoints()
    for endpoint in endpoints.values():
        for name in [*endpoint.inputs, *endpoint.outputs]:
            if name.endswith(BINARY) or name == VALID:
                raise ValueError(
                    "TensorFlow Serving encodes what is named `…_bytes`, and seqkit "
                    f"itself adds `valid`. Received an endpoint with {name!r}. "
                    "Name it otherwise."
                )
    return endpoints


def tables_of(endpoints: dict[str, Endpoint]) -> list[Any]:
    """List the lookup tables of all vocabularies, each once."""
    tables = {
        id(table): table
        for endpoint in endpoints.values()
        for kind in [*endpoint.inputs.values(), *endpoint.outputs.values()]
        for table in kind.resources()
    }
    return list(tables.values())
