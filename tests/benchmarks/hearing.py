"""The codec of sound, a request of three seconds, and the real-time factor."""

import itertools
import string
import tempfile
from collections.abc import Iterator

import keras
import numpy as np

import seqkit
from seqkit.serving import Served
from seqkit.sound.spectra import features_in_graph
from tests.benchmarks.timing import Row
from tests.benchmarks.timing import side_by_side
from tests.sound.wave_files import wav

RATE = 16_000
MINUTE, REQUEST, SPOKEN = 60, 3, 10  # seconds
CUTS = 20  # of the minute, the rows of a batch
WORDS = 130


def rows() -> Iterator[Row | str]:
    """Yield the rows of a transcriber of 2 x 256 units with random weights."""
    if keras.backend.backend() != "tensorflow":
        yield "hearing: skipped, the graph is TensorFlow's"
        return
    noise = np.random.default_rng(0).normal(0, 0.1, RATE * MINUTE).astype("float32")
    codec = seqkit.Sound.from_waves([noise], rate=RATE)
    yield from encoding(codec, noise)
    letters = seqkit.Vocabulary([*string.ascii_lowercase, " "], split="characters")
    model = seqkit.Transcriber(codec, letters)
    pairs = itertools.product(string.ascii_lowercase, repeat=2)
    words = ["".join(pair) for pair in itertools.islice(pairs, WORDS)]
    words = seqkit.Vocabulary(words, split="words")
    fused = model.with_language_model(seqkit.LanguageModel(words, 128))
    for name, each in (("no search", model), ("16 beams, language model", fused)):
        yield from answering(name, each, noise)


def encoding(codec, noise) -> Iterator[Row]:
    """Time the features of a minute, in NumPy and in a graph."""
    import tensorflow as tf

    cuts = noise.reshape(CUTS, -1)
    counts = np.full(CUTS, cuts.shape[1], "int32")
    graph = tf.function(lambda a, b: features_in_graph(a, b, codec.spectra))
    ways = {
        "hearing: codec in NumPy": lambda: codec.encode(list(cuts)),
        "hearing: codec in a graph": lambda: graph(cuts, counts).numpy(),
    }
    yield from side_by_side(ways, len(codec.encode(cuts[0])) * CUTS, "frames/s")


def answering(name, model, noise) -> Iterator[Row]:
    """Time a request through the SavedModel, and `transcribe`."""
    request = wav(noise[: RATE * REQUEST], RATE)
    spoken = noise[: RATE * SPOKEN]
    with tempfile.TemporaryDirectory() as folder:
        served = Served(seqkit.export(model, folder))
        yield from side_by_side(
            {f"hearing: requests of {REQUEST} s, {name}": lambda: served(request)},
            1,
            "requests/s",
        )
    yield from side_by_side(
        {f"hearing: transcribe, {name}": lambda: model.transcribe(spoken)},
        SPOKEN,
        "times real time",
    )
