"""Drawings a second through the SavedModel, and training steps a second of Sketcher."""

import tempfile
import time
from collections.abc import Iterator

import keras
import numpy as np

import seqkit
from seqkit import data
from seqkit.data.batching.prefetch import untuned
from seqkit.serving import Served
from tests.benchmarks.timing import Row
from tests.benchmarks.timing import side_by_side

DRAWINGS = 1_000
SHORTEST, LONGEST = 20, 250  # points, as of sheep
BATCHES = 5  # of a round of training, each of 100 drawings
REQUESTS = 1, 64  # rows
NEVER = -1e3  # logit of the end: all drawings have `LONGEST` points


def rows() -> Iterator[Row | str]:
    """Yield the rows of the published settings, with random weights."""
    if keras.backend.backend() != "tensorflow":
        yield "drawing: skipped, `data` needs TensorFlow's backend"
        return
    drawings = random_drawings()
    codec = seqkit.Strokes.from_drawings(drawings)
    batches = data.drawings(drawings, codec, seed=0)
    yield from side_by_side(
        {"drawing: batches of 100 alone, augmented": lambda: drain(batches)},
        BATCHES,
        "batches/s",
    )
    for name, latent in (("conditional", 128), ("unconditional", None)):
        model = seqkit.Sketcher(codec, latent=latent)
        yield from training(name, model, batches)
        yield from answering(name, model)


def random_drawings():
    """Draws random walks, whose pen is lifted after one point in ten."""
    random = np.random.default_rng(0)
    return [
        np.concatenate(
            [random.normal(0, 20, (points, 2)), random.random((points, 1)) < 0.1],
            axis=1,
        ).astype("float32")
        for points in random.integers(SHORTEST, LONGEST + 1, DRAWINGS)
    ]


def drain(batches):
    """Takes batches, and does nothing with them."""
    for _ in batches.take(BATCHES):
        pass


def training(name, model, batches) -> Iterator[Row]:
    """Time `fit`, and the share of training that waits for the next batch."""
    endless = untuned(batches.repeat())
    ways = {
        f"drawing: fit, {name}": lambda: model.fit(
            endless, steps_per_epoch=BATCHES, verbose=0, shuffle=False
        )
    }
    yield from side_by_side(ways, 60 * BATCHES, "steps/min", rounds=2)
    waited = 100 * waiting(model, endless)
    yield Row(f"drawing: share that waits for data, {name}", waited, "%")


def waiting(model, batches) -> float:
    """Trains batch by batch, and returns the share of the time that waits for them."""
    iterator = iter(batches)
    model.train_on_batch(*next(iterator))
    waited, begin = 0.0, time.perf_counter()
    for _ in range(BATCHES):
        first = time.perf_counter()
        batch = next(iterator)
        waited += time.perf_counter() - first
        model.train_on_batch(*batch)
    return waited / (time.perf_counter() - begin)


def answering(name, model) -> Iterator[Row]:
    """Time requests of drawings that all have the most points."""
    kernel, bias = model.head.get_weights()
    bias[-1] = NEVER
    model.head.set_weights([kernel, bias])
    with tempfile.TemporaryDirectory() as folder:
        served = Served(seqkit.export(model, folder))
        for count in REQUESTS:
            seeds = list(range(count))
            yield from side_by_side(
                {
                    f"drawing: requests of {count} x {LONGEST} points, {name}": (
                        lambda seeds=seeds: served(seed=seeds, temperature=0.5)
                    )
                },
                count,
                "drawings/s",
                rounds=3,
            )
