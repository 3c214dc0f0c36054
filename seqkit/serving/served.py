import importlib
from pathlib import Path

from seqkit.serving.asking import Answering
from seqkit.serving.asking import ServingError
from seqkit.serving.signatures import read_signatures
from seqkit.serving.versions import find_version


class Served(Answering):
    """Answer with an export, in this process and without the model's code.

    It is called as a `Client` is, and gives the answers that a server gives.

    Args:
        path: of an export, the newest version of which it loads, or of one version.

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
        try:
            self.model = load_graph(self.path)
        except (OSError, ValueError, RuntimeError, tf.errors.OpError) as error:
            raise ValueError(
                "An export is a folder of a graph and its weights. Received "
                f"{self.path}, which cannot be loaded: {error}. Export the model again."
            ) from error

    def run(self, columns: dict[str, list], signature: str) -> dict[str, list]:
        """Answer columns of values; see `Answering`."""
        import tensorflow as tf

        dtypes = self.signatures[signature].inputs
        tensors = {
            name: as_tensor(column, name, dtypes[name])
            for name, column in columns.items()
        }
        try:
            answers = self.model.signatures[signature](**tensors)
        except (TypeError, ValueError, tf.errors.OpError) as error:
            raise ServingError(f"{self.path} cannot answer. {error}") from error
        return {
            name: [as_str(value) for value in answers[name].numpy().tolist()]
            for name in self.signatures[signature].outputs
        }


def load_graph(path: Path):
    """Load a SavedModel, with the operations of subwords where it needs them."""
    import tensorflow as tf

    try:
        return tf.saved_model.load(str(path))
    except RuntimeError as error:
        if "Op type not registered" not in str(error):
            raise
        importlib.import_module("tensorflow_text")  # which registers them
        return tf.saved_model.load(str(path))


def as_tensor(column, name, dtype):
    """Build a tensor `(batch,)` of values."""
    import tensorflow as tf

    values = [as_bytes(value) for value in column]
    try:
        tensor = tf.constant(values, dtype)
        # TensorFlow lets numbers that are too large begin anew from below.
        if tensor.dtype.is_integer and tensor.numpy().tolist() != values:
            raise ValueError
    except (TypeError, ValueError) as error:
        raise ServingError(
            f"The export cannot answer: `{name}` is {dtype}. Received {column!r:.200}."
        ) from error
    return tensor


def as_bytes(value):
    """Encode a text, lone surrogates too: the graph says what it thinks of them."""
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value


def as_str(value):
    """Decode a text, or the texts in a list."""
    if isinstance(value, list):
        return [as_str(each) for each in value]
    return value.decode() if isinstance(value, bytes) else value
