"""`seqkit.load`, which reads a saved model."""

import importlib
import json
import os
import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import keras

_LEGACY = (".h5", ".hdf5")


def load(
    path: str | os.PathLike,
    compile: bool = True,
    custom_objects: Mapping[str, Any] | None = None,
) -> keras.Model:
    """Load a model that seqkit saved.

    `keras.saving.load_model` needs the classes of a model to be imported before; this
    function imports them itself.

    Args:
        path: path of a `.keras` file, or of a folder with a file `model.keras`, as
            recipes write it.
        compile: bool, whether to restore the optimizer, loss and metrics of the saved
            model. False: the model is compiled as by its constructor.
        custom_objects: dict from names to your own classes and functions in the model,
            such as a loss.

    Returns:
        The model with its weights, optimizer and vocabulary. `fit` continues its
        training, also on another backend than before; `jit_compile` is chosen anew for
        the present backend.

    Raises:
        FileNotFoundError: there is no file at the path.
        ValueError: the file is not a Keras model, or contains objects of unknown
            classes.

    Example:
    >>> model = seqkit.load("saved_models/names")
    >>> model.generate(count=5)
    """
    path = _file_of(path)
    _check_archive(path)
    for room in ("text", "series", "sound", "strokes", "video", "layers", "models"):
        module = importlib.import_module(f"seqkit.{room}")
        for name in module.__all__:
            getattr(module, name)  # imports the class, which registers it with Keras
    try:
        with warnings.catch_warnings():
            if not compile:
                # Keras warns that it does not load the saved optimizer.
                warnings.filterwarnings("ignore", "Skipping variable loading for opt")
            return keras.saving.load_model(
                path, compile=compile, custom_objects=custom_objects
            )
    except (TypeError, ValueError) as error:
        if "Could not locate" not in str(error):
            raise
        first = str(error).partition(". ")[0]
        raise ValueError(
            f"{path} contains a class or function that is unknown here: {first}. "
            "Give it by name, `seqkit.load(path, custom_objects={name: …})`, or load "
            "without the loss and metrics of training: "
            "`seqkit.load(path, compile=False)`."
        ) from error


def _file_of(path: str | os.PathLike) -> Path:
    """Return the path of the `.keras` file; `path` may be the folder of the file."""
    if not isinstance(path, str | os.PathLike):
        raise TypeError(
            "`seqkit.load` takes the path of a .keras file. "
            f"Received {path!r:.80} of type {type(path).__name__}. Give a str."
        )
    given = Path(path)
    file = given / "model.keras" if given.is_dir() else given
    if (given / "saved_model.pb").is_file():
        raise ValueError(
            f"{given} is an export, which `seqkit run {given}` and servers read. "
            "`seqkit.load` reads a .keras file: save one with `model.save(path)`."
        )
    if not file.is_file():
        raise FileNotFoundError(
            f"`seqkit.load` reads a .keras file. There is no file {file}. "
            "Save one with `model.save(path)`, or train a recipe."
        )
    if file.suffix.lower() in _LEGACY:
        raise ValueError(
            f"`seqkit.load` reads a .keras file. Received {file}, of an older format "
            "of Keras, which keeps no vocabulary. Save again: "
            '`model.save("model.keras")`; `model.load_weights(path)` reads weights '
            "into a model that you build."
        )
    return file


def _check_archive(path: Path) -> None:
    """Raise ValueError unless a file looks like a whole Keras model."""
    with path.open("rb") as file:
        beginning = file.read(100)
    reason = None
    if beginning.startswith(b"version https://git-lfs"):
        reason = (
            "it is the pointer that git-lfs leaves in its place: run `git lfs pull`"
        )
    elif not zipfile.is_zipfile(path):
        empty = "it is empty" if not beginning else "it is no archive, or was cut off"
        reason = f"{empty}: copy or save it again"
    else:
        reason = _fault_of(path)
    if reason is None and path.suffix != ".keras":
        reason = "its name does not end in .keras: rename it"
    if reason:
        raise ValueError(f"{path} is no Keras model: {reason}.")


def _fault_of(path: Path) -> str | None:
    """Return the reason why an archive is not a Keras model, or None if it is one."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if "config.json" in names:
                json.loads(archive.read("config.json"))
    except (zipfile.BadZipFile, ValueError, EOFError, OSError):
        return "it is damaged: copy or save it again"
    missing = {"config.json", "metadata.json"} - set(names)
    if missing:
        return f"there is no {' and no '.join(sorted(missing))} in it"
    return None
