"""Read a text by a model in windows, with the state carried from window to window."""

from collections.abc import Iterator

import keras
import numpy as np
from keras import ops

from seqkit.explain.gate_equations import EQUATIONS
from seqkit.explain.model_graphs import graph
from seqkit.explain.stack_activations import stack_activations
from seqkit.layers.recurrent_stack import RecurrentStack
from seqkit.types import START
from seqkit.types import UNKNOWN

WINDOW = 1024  # steps; of longer windows none is faster, and the memory grows

Layers = list[dict[str, np.ndarray]]
"""A dict for each layer, from the name of a part to float32 `(steps, units)`."""


def tokens_of(model: keras.Model, text: str) -> list[str]:
    """Return the tokens that a model reads from a text, such as its characters.

    Raises:
        TypeError: the model does not read a text by a `RecurrentStack`, or `text` is
            no str.
        ValueError: the text is empty, or the layers of the model read the outputs of
            an `encoder`.
    """
    codec = _checked_codec(model)
    if not isinstance(text, str):
        raise TypeError(
            "Cells are shown over one text, a str. "
            f"Received {text!r:.80} of type {type(text).__name__}. "
            "Give one text; to read a file, call `pathlib.Path(path).read_text()`."
        )
    tokens = codec.tokenize(text)
    if not tokens:
        raise ValueError(
            "A text without tokens moves no cell. "
            f"Received {text!r:.80}. Give a text of at least one token."
        )
    return tokens


def unknown_tokens(model: keras.Model, text: str, tokens: list[str]) -> list[str]:
    """Return those of the tokens of a text that the vocabulary does not have."""
    ids = _checked_codec(model).encode(text)
    ids = ids if ids.ndim == 1 else ids[:, 0]  # the first id is that of the whole word
    return [tokens[place] for place in np.flatnonzero(ids == UNKNOWN)]


def read_windows(model: keras.Model, text: str) -> Iterator[Layers]:
    """Yield the parts of all layers, for one window of a text after another.

    The memory that is needed does not grow with the text, unless the model reads it
    in both directions: then the whole text is one window.

    Args:
        model: a model for which `tokens_of` raises no error.
        text: str.

    Yields:
        `Layers` of up to 1,024 steps. All steps of all windows together are the tokens
        of the text.
    """
    ids = np.asarray(_checked_codec(model).encode(text), "int32")
    stack, run = model.stack, graph(model, _window)
    state, parts = _start(stack), EQUATIONS[stack.cell].parts
    if _reads_start(model):
        _, state = run(np.full((1, 1), START, "int32"), state)
    steps = len(ids) if stack.bidirectional else _window_for(len(ids))
    for first in range(0, len(ids), steps):
        window = ids[first : first + steps]
        spare = [(0, steps - len(window))] + [(0, 0)] * (ids.ndim - 1)
        # Padded to equal windows, since JAX traces a graph for each shape.
        layers, state = run(np.pad(window, spare)[None], state)
        yield [
            # In the order of the equations; `map_structure` sorts the names.
            {name: layer[name][0, : len(window)] for name in parts}
            for layer in keras.tree.map_structure(ops.convert_to_numpy, layers)
        ]


def _window(model, ids, state):
    """Return the parts of all layers, float32 `(1, time, units)`, and the state."""
    # TensorFlow's graphs read any number of rows; its loop needs the state's, one.
    ids = ops.reshape(ids, (1, ops.shape(ids)[1], *ids.shape[2:]))
    real = getattr(model, "real", None)
    steps = ids if real is None else real(ids)[0]
    layers, state = stack_activations(model.stack, model.embed(steps), state)
    return keras.tree.map_structure(lambda part: ops.cast(part, "float32"), layers), (
        state
    )


def _start(stack):
    """Return the state before the first step of one row, as NumPy arrays."""
    return keras.tree.map_structure(
        lambda part: np.asarray(ops.convert_to_numpy(part)), stack.start(1, 1)
    )


def _window_for(steps):
    """Return the steps of a window: a power of two of at most `WINDOW`."""
    return min(WINDOW, 1 << max(steps - 1, 0).bit_length())


def _reads_start(model):
    """Return whether a model reads a start token before a text: a language model."""
    return hasattr(model, "vocabulary")


def _checked_codec(model):
    """Return the vocabulary of a model that reads texts by a `RecurrentStack`."""
    codec = getattr(model, "vocabulary", None) or getattr(model, "codec", None)
    stack = getattr(model, "stack", None)
    recurrent = isinstance(stack, RecurrentStack) and stack.cell in EQUATIONS
    if not recurrent or not hasattr(codec, "tokenize"):
        raise TypeError(
            "Cells are shown of a model that reads a text by recurrent layers of the "
            f"cells {', '.join(map(repr, EQUATIONS))}. "
            f"Received {type(model).__name__}. Give a `LanguageModel`, a "
            "`SequenceClassifier` or a `SequenceTagger` of texts."
        )
    if isinstance(getattr(model, "encoder", None), keras.Model):
        raise ValueError(
            "The cells of a model are shown if its recurrent layers read the tokens. "
            f"Received one that reads the outputs of the `encoder` "
            f"{model.encoder.name!r}. Give the language model of the encoder."
        )
    return codec
