"""Training tokens a second: our language model, stock Keras layers, PyTorch."""

from collections.abc import Iterator

import keras
import numpy as np

import seqkit
from tests.benchmarks.timing import Row
from tests.benchmarks.timing import side_by_side

SIZES = {  # units, depth, batch, steps
    "2 x 128, batch 50 x 50 steps": (128, 2, 50, 50),
    "1 x 512, batch 64 x 100 steps": (512, 1, 64, 100),
}
TOKENS = [chr(ord("0") + i) for i in range(60)]
BATCHES = 10


def rows() -> Iterator[Row]:
    """Gives the rows of both sizes, for the LSTM and the GRU."""
    for title, size in SIZES.items():
        for cell in ("lstm", "gru"):
            contestants = {
                f"stock keras.layers, {cell}, {title}": stock(cell, *size),
                f"seqkit.LanguageModel, {cell}, {title}": ours(cell, *size),
                f"torch.nn, {cell}, {title}": pytorch(cell, *size),
            }
            contestants = {k: v for k, v in contestants.items() if v is not None}
            amount = size[2] * size[3] * BATCHES
            yield from side_by_side(contestants, amount, "tokens/s")


def one_batch(batch, steps):
    """Draws inputs and targets; making data is not timed here."""
    ids = np.random.default_rng(0).integers(4, 64, (batch, steps + 1), dtype="int32")
    return ids[:, :-1], ids[:, 1:]


def fit(model, batch, steps):
    """Gives what trains a Keras model for `BATCHES` steps, all one execution."""
    x, y = (np.tile(ids, (BATCHES, 1)) for ids in one_batch(batch, steps))
    return lambda: model.fit(x, y, batch_size=batch, shuffle=False, verbose=0)


def ours(cell, units, depth, batch, steps):
    """Builds our model, as `LanguageModel` compiles it."""
    vocabulary = seqkit.Vocabulary(TOKENS)
    model = seqkit.LanguageModel(vocabulary, units, depth, cell, embedding=units)
    model.compile(
        keras.optimizers.Adam(1e-3, global_clipnorm=1.0), steps_per_execution=BATCHES
    )
    return fit(model, batch, steps)


def stock(cell, units, depth, batch, steps):
    """Builds the same of stock layers."""
    layer = {"lstm": keras.layers.LSTM, "gru": keras.layers.GRU}[cell]
    model = keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            keras.layers.Embedding(64, units),
            *[layer(units, return_sequences=True) for _ in range(depth)],
            keras.layers.Dense(64),
        ]
    )
    model.compile(
        keras.optimizers.Adam(1e-3, global_clipnorm=1.0),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        steps_per_execution=BATCHES,
    )
    return fit(model, batch, steps)


def pytorch(cell, units, depth, batch, steps):
    """Builds the same in PyTorch, cuDNN's on a GPU; None where it is missing."""
    try:
        import torch
    except ImportError:
        return None

    class Model(torch.nn.Module):
        def __init__(self):
            super().__init__()
            layer = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[cell]
            self.embed = torch.nn.Embedding(64, units)
            self.layers = layer(units, units, depth, batch_first=True)
            self.head = torch.nn.Linear(units, 64)

        def forward(self, tokens):
            return self.head(self.layers(self.embed(tokens))[0])

    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = Model().to(device)
    optimizer = torch.optim.Adam(model.parameters(), 1e-3)
    inputs, targets = (
        torch.tensor(ids).long().to(device) for ids in one_batch(batch, steps)
    )

    def train():
        for _ in range(BATCHES):
            logits = model(inputs).flatten(0, 1)
            loss = torch.nn.functional.cross_entropy(logits, targets.flatten())
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
        if device == "cuda":
            torch.cuda.synchronize()

    return train
