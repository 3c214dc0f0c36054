"""The contestants of `training` in Keras: our models, and stock layers."""

from collections.abc import Callable

import keras

import seqkit
from tests.benchmarks.random_tokens import TOKENS
from tests.benchmarks.random_tokens import one_batch
from tests.benchmarks.steps_of_fit import steps_of_fit

LAYERS = {"lstm": keras.layers.LSTM, "gru": keras.layers.GRU}


def ours(
    cell: str,
    units: int,
    depth: int,
    batch: int,
    steps: int,
    batches: int,
    bidirectional: bool = False,
    bfloat16: bool = False,
) -> Callable[[], object]:
    """Return a function that trains `seqkit.LanguageModel` on `batches` batches.

    If `bidirectional`, the model is a network of `seqkit.layers.RecurrentStack`. If
    `bfloat16`, it is trained in mixed precision.
    """
    keras.config.set_dtype_policy("mixed_bfloat16" if bfloat16 else "float32")
    loss = None
    if bidirectional:
        stack = seqkit.layers.RecurrentStack(units, depth, cell, bidirectional=True)
        model, loss = network(units, lambda vectors: stack(vectors)[0])
    else:
        tokens = [chr(ord("0") + i) for i in range(TOKENS - 4)]
        vocabulary = seqkit.Vocabulary(tokens)
        model = seqkit.LanguageModel(vocabulary, units, depth, cell, embedding=units)
    return trainer(model, loss, batch, steps, batches)


def stock(
    cell: str,
    units: int,
    depth: int,
    batch: int,
    steps: int,
    batches: int,
    bidirectional: bool = False,
    bfloat16: bool = False,
) -> Callable[[], object]:
    """Return a function that trains the same network of stock layers."""
    keras.config.set_dtype_policy("mixed_bfloat16" if bfloat16 else "float32")

    def run(vectors):
        for _ in range(depth):
            layer = LAYERS[cell](units, return_sequences=True)
            if bidirectional:
                layer = keras.layers.Bidirectional(layer)
            vectors = layer(vectors)
        return vectors

    return trainer(*network(units, run), batch, steps, batches)


def network(units, run):
    """Build a model that embeds tokens, runs a recurrence, and computes logits."""
    tokens = keras.Input((None,), dtype="int32")
    outputs = run(keras.layers.Embedding(TOKENS, units)(tokens))
    model = keras.Model(tokens, keras.layers.Dense(TOKENS, dtype="float32")(outputs))
    return model, keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def trainer(model, loss, batch, steps, batches):
    """Compile a model, and return the function that trains it."""
    optimizer = keras.optimizers.Adam(1e-3, global_clipnorm=1.0)
    model.compile(optimizer, loss, steps_per_execution=batches)
    return steps_of_fit(model, [one_batch(batch, steps)] * batches)
