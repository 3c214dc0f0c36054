"""Captions a second, in training and in decoding."""

import functools
from collections.abc import Iterator

import keras
import numpy as np

import seqkit
from recipes import captioning
from recipes._generated.scenes import captioned
from tests.benchmarks.timing import Row
from tests.benchmarks.timing import side_by_side

SCENES = 2_560  # that are learned a few times, so that captions end
IMAGES = 256
GRID = 7, 7, 1024  # of MobileNet
WORDS, LENGTH = 3_000, 12
BATCH = 64
ROUNDS = 3


def rows() -> Iterator[Row | str]:
    """Gives the rows of the recipe `captioning`, on features and on scenes."""
    if keras.backend.backend() != "tensorflow":
        yield "captioning: skipped, `data` needs TensorFlow's backend"
        return
    yield from on_features()
    scenes, judges = captioned(SCENES), captioned(IMAGES, seed=2, unseen=True)
    model = captioning.build(scenes[1], drawn=True)
    batches = captioning.batches(model, scenes)
    yield from side_by_side(
        {"fit on scenes, the CNN too": lambda: model.fit(batches, verbose=0)},
        SCENES,
        "captions/s",
        ROUNDS,
    )
    contestants = {
        "caption scenes greedily": lambda: model.generate(judges[0], beams=1),
        "caption scenes, beam 3": lambda: model.generate(judges[0], beams=3),
    }
    yield from side_by_side(contestants, IMAGES, "captions/s", ROUNDS)


def on_features() -> list[Row]:
    """Compares a step with attention to one without, on features made beforehand."""
    random = np.random.default_rng(0)
    words = seqkit.Vocabulary([f"w{number}" for number in range(WORDS)], split="words")
    features = random.normal(size=(SCENES, *GRID)).astype("float32")
    tokens = random.integers(4, len(words), (SCENES, LENGTH), "int32")
    encoder = captioning.mobilenet()
    models = {
        str(attention): seqkit.Captioner(words, encoder, attention=attention)
        for attention in (None, "soft")
    }
    contestants = {
        f"fit on features, attention={name}": functools.partial(
            model.fit, (features, tokens), tokens, BATCH, verbose=0
        )
        for name, model in models.items()
    }
    return side_by_side(contestants, SCENES, "captions/s", ROUNDS)
