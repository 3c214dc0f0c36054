"""Training on texts of all lengths, and one long text through a SavedModel."""

import functools
import random
import tempfile
from collections.abc import Iterator

import keras
import numpy as np

import seqkit
from recipes import sentiment
from seqkit.data.batching.prefetch import untuned
from tests.benchmarks.timing import Row
from tests.benchmarks.timing import seconds
from tests.benchmarks.timing import side_by_side

REVIEWS = 2_560  # of a round of training
ROUNDS = 2
LENGTHS = 200, 1000  # tokens of a request
REQUESTS = 100


def rows() -> Iterator[Row | str]:
    """Gives the rows of the recipe `sentiment` on reviews of IMDB."""
    if keras.backend.backend() != "tensorflow":
        yield "classifying: skipped, `data` and SavedModel need TensorFlow's backend"
        return
    try:
        (texts, labels), *_ = sentiment.load(data="imdb")
    except OSError as error:
        yield f"classifying: skipped. {error}"
        return
    model = sentiment.build(texts, labels)
    rows = random.Random(0).sample(list(zip(texts, labels, strict=True)), REVIEWS)
    yield from padding(model, *zip(*rows, strict=True))
    yield from request(model)


def padding(model, texts, labels):
    """Compares batches of like length with batches padded, and cut, to one width."""
    import tensorflow as tf

    buckets = seqkit.data.labelled(texts, labels, model.codec, model.labels, 32)
    ids = [model.codec.encode(text) for text in texts]
    width = int(np.percentile([len(row) for row in ids], 95))
    x = model.codec.encode(texts, length=width)
    y = np.array([model.labels.index(label) for label in labels])
    rows = tf.data.Dataset.from_tensor_slices((x, y))
    same = untuned(rows.shuffle(len(x)).batch(32))
    contestants = {
        f"fit, padded to the 95th percentile, {width} tokens": lambda: model.fit(
            same, verbose=0, shuffle=False
        ),
        "fit, `data.labelled`, whole texts in buckets": lambda: model.fit(
            buckets, verbose=0, shuffle=False
        ),
    }
    return side_by_side(contestants, REVIEWS, "reviews/s", ROUNDS)


def request(model):
    """Times one request after another through the exported graph."""
    import tensorflow as tf

    with tempfile.TemporaryDirectory() as folder:
        loaded = tf.saved_model.load(str(seqkit.export(model, folder)))
        signature = loaded.signatures["serving_default"]
        for length in LENGTHS:
            text = tf.constant([" ".join(model.codec.tokens[4:24] * (length // 20))])
            ask = functools.partial(signature, text=text)
            ask()
            times = [seconds(ask) for _ in range(REQUESTS)]
            yield Row(
                f"SavedModel of a classifier, {length} tokens, median",
                np.median(times) * 1e3,
                "ms",
            )
