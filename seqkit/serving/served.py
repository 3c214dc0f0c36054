import importlib
from pathlib import Path
from typing import Any

from seqkit.serving.asking import Asking
from seqkit.serving.serving_error import ServingError
from seqkit.serving.signature_meanings import Meanings
from seqkit.serving.signature_meanings import read_meanings
from seqkit.serving.signatures import ArraySpec
from seqkit.serving.signatures import read_signatures
from seqkit.serving.versions import find_version


class Served(Asking):
    """Load an export and call it in this process, without a server or seqkit's models.

    It is called like `Client`, and returns the answers that a server would return. An
    export of a model whose codec reads tables has the names of the columns, so a pandas
    table may have them in any order, beside others.

    Args:
        path: str or Path of an export, of which the newest version is loaded; or of one
            version.

    Raises:
        FileNotFoundError: there is no export.
        TypeError: `path` is no path.
        ValueError: the export is damaged.

    Example:
    >>> names = Served("saved_models/names")
    >>> names("Jo", signature="sample", temperature=0.5, seed=7)
    {'score': -9.25, 'text': 'Jordan', 'valid': True}
    """

    def __init__(self, path: str | Path):
        self.path = find_version(path)

        import tensorflow as tf

        self.signatures = read_signatures(self.path)
        self.meanings = read_meanings(self.path)
        try:
            self.model = load_graph(self.path)
        except (OSError, ValueError, RuntimeError, tf.errors.OpError) as error:
            raise ValueError(
                "An export is a folder of a graph and its weights. Received "
                f"{self.path}, which cannot be loaded: {error}. Export the model again."
            ) from error

    def columns_of(self, signature: str) -> dict[str, list[str]]:
        """Return the names of the columns that the export has stored; see `Asking`."""
        return self.meanings.get(signature, Meanings({}, {}, [])).columns

    def run(self, columns: dict[str, list], signature: str) -> dict[str, list]:
        """Return the outputs for inputs; see `Asking`."""
        import tensorflow as tf

        specs = self.signatures[signature].inputs
        tensors = {
            name: _as_tensor(column, name, specs[name])
            for name, column in columns.items()
        }
        try:
            answers = self.model.signatures[signature](**tensors)
        except (TypeError, ValueError, tf.errors.OpError) as error:
            raise ServingError(f"{self.path} cannot answer. {error}") from error
        return {
            name: [_as_str(value) for value in answers[name].numpy().tolist()]
            for name in self.signatures[signature].outputs
        }


def load_graph(path: Path) -> Any:
    """Load a SavedModel; import tensorflow-text if the graph needs its operations."""
    import tensorflow as tf

    try:
        return tf.saved_model.load(str(path))
    except RuntimeError as error:
        if "Op type not registered" not in str(error):
            raise
        importlib.import_module("tensorflow_text")  # registers its operations
        return tf.saved_model.load(str(path))


def _as_tensor(column: list[Any], name: str, spec: ArraySpec) -> Any:
    """Return the tensor `(batch, …)` of a column."""
    import tensorflow as tf

    if not column:
        return tf.zeros([0, *(size or 1 for size in spec.row_shape)], spec.dtype)
    values = [_as_bytes(value) for value in column]
    try:
        tensor = tf.constant(values, spec.dtype)
        # TensorFlow silently wraps integers that are too large for the dtype.
        if tensor.dtype.is_integer and tensor.numpy().tolist() != values:
            raise ValueError
    except (TypeError, ValueError) as error:
        raise ServingError(
            f"The export cannot answer: `{name}` is {spec}. Received {column!r:.200}."
        ) from error
    return tensor


def _as_bytes(value: Any) -> Any:
    """Return a str as bytes; the graph finds those of lone surrogates invalid."""
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value


def _as_str(value: Any) -> Any:
    """Return bytes as str, also in nested lists; other values as they are."""
    if isinstance(value, list):
        return [_as_str(each) for each in value]
    return value.decode() if isinstance(value, bytes) else value
