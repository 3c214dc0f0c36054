"""Images a second: through an encoder, as features of the disk, out of their files."""

import io
import tempfile
from collections.abc import Iterator

import keras
import numpy as np
from PIL import Image

import seqkit
from tests.benchmarks import timing
from tests.benchmarks.timing import Row
from tests.benchmarks.timing import seconds

IMAGES = 256
CAPTIONS = 20  # of each, so that an epoch takes longer than to begin it
BATCH = 64
SIDE = 160
WORDS = "a dog runs over the green grass in front of two people".split()


def rows() -> Iterator[Row | str]:
    """Gives the rows of MobileNet up to `conv_pw_12_relu`, with random weights."""
    if keras.backend.backend() != "tensorflow":
        yield "images: skipped, `data` needs TensorFlow's backend"
        return
    random = np.random.default_rng(0)
    images = random.integers(0, 256, (IMAGES, SIDE, SIDE, 3), "uint8")
    encoder = seqkit.ImageEncoder.from_application(
        "mobilenet", "conv_pw_12_relu", (SIDE, SIDE), weights=None
    )
    encoder.trainable = False
    texts = [[" ".join(random.permutation(WORDS)) for _ in range(CAPTIONS)]] * IMAGES
    vocabulary = seqkit.Vocabulary.from_texts([" ".join(WORDS)], split="words")
    with tempfile.TemporaryDirectory() as folder:
        batches = seqkit.data.captions(
            images, texts, vocabulary, encoder, BATCH, cache=folder
        )
        yield from rated(
            {
                "MobileNet to conv_pw_12": (lambda: encode(encoder, images), IMAGES),
                "the same features of the disk, in batches for `fit`": (
                    lambda: [len(after) for _, after in batches],
                    IMAGES * CAPTIONS,
                ),
            }
        )
    yield from rated(reading(images))


def rated(contestants) -> Iterator[Row]:
    """Times what does some number of images each, in turns."""
    for function, _ in contestants.values():
        function()  # to warm up
    times = {name: [] for name in contestants}
    for _ in range(timing.ROUNDS):
        for name, (function, _) in contestants.items():
            times[name].append(seconds(function))
    rates = {name: contestants[name][1] / min(each) for name, each in times.items()}
    first = next(iter(rates.values()))
    for name, rate in rates.items():
        yield Row(name, rate, "images/s", rate / first)


def encode(encoder, images):
    """Encodes images in batches of equal size."""
    for first in range(0, len(images), BATCH):
        encoder.predict_on_batch(images[first : first + BATCH])


def reading(images):
    """Gives what reads files of JPEG in Python, and in the graph of a server."""
    import tensorflow as tf

    from seqkit.images.image_bytes import decode_images

    size = SIDE // 2, SIDE // 2
    files = [io.BytesIO() for _ in images]
    for image, file in zip(images, files, strict=True):
        Image.fromarray(image).save(file, "JPEG")
    contents = [file.getvalue() for file in files]
    graph = tf.function(lambda contents: decode_images(contents, size))
    return {
        "JPEG files by `read_image`": (
            lambda: [seqkit.images.read_image(each, size) for each in contents],
            IMAGES,
        ),
        "the same in a graph": (lambda: graph(tf.constant(contents)), IMAGES),
    }
