import importlib
import warnings
from pathlib import Path

import keras


def load(path: str | Path) -> keras.Model:
    """Loads a model that seqkit saved, in a process that has imported nothing else.

    Args:
        path: of a `.keras` file, or of a folder with a `model.keras` in it, as recipes
            write them.

    Returns:
        The model: same weights, optimizer and vocabulary, ready to `fit` on, also on
        another backend than the one it was saved on: `jit_compile` is what this one
        chooses.

    Raises:
        FileNotFoundError: nothing is there.
        ValueError: the file is no Keras model.

    Example:
    >>> model = seqkit.load("saved_models/names")
    >>> model.generate(count=5)
    """
    path = Path(path)
    path = path / "model.keras" if path.is_dir() else path
    if not path.is_file():
        raise FileNotFoundError(
            f"`seqkit.load` reads a .keras file. There is none at {path}. "
            "Save one with `model.save(path)`, or train a recipe."
        )
    for room in ("text", "layers", "models"):
        module = importlib.import_module(f"seqkit.{room}")
        for name in module.__all__:  # which registers its classes
            getattr(module, name)
    with warnings.catch_warnings():
        # A model saved on JAX asks for XLA, which TensorFlow's LSTM does not have.
        warnings.filterwarnings("ignore", "Model doesn't support `jit_compile=True`")
        model = keras.saving.load_model(path)
    # What "auto" came to on the backend it was saved on: ask this one anew.
    model.jit_compile = None
    return model
