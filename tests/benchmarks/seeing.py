"""Frames a second through the codec of video, cached and not, and in training."""

import functools
import tempfile
from collections.abc import Iterator

import keras
import numpy as np

import seqkit
from seqkit import data
from tests.benchmarks.timing import Row
from tests.benchmarks.timing import seconds
from tests.benchmarks.timing import side_by_side

CLIPS, TIME, SIZE = 64, 40, (32, 64)
SIDE = 96  # of the frames that an encoder of images reads


def rows() -> Iterator[Row | str]:
    """Yield the rows of random grey clips."""
    if keras.backend.backend() != "tensorflow":
        yield "seeing: skipped, `data` needs TensorFlow's backend"
        return
    random = np.random.default_rng(0)
    clips = list(random.integers(0, 255, (CLIPS, TIME, *SIZE, 1), "uint8"))
    yield from training(clips)
    yield from caching(random.integers(0, 255, (TIME, SIDE, SIDE, 3), "uint8"))


def training(clips) -> Iterator[Row]:
    """Time the codec, and epochs of `fit` with both stems."""
    plain = seqkit.Video(SIZE, 1)
    frames = CLIPS * TIME
    ways = {"seeing: codec": lambda: plain.encode(clips)}
    yield from side_by_side(ways, frames, "frames/s")
    for stem in ("2d", "3d"):
        video = seqkit.Video(SIZE, 1, stem=stem)
        model = seqkit.SequenceClassifier(video, ["a", "b"])
        batches = data.labelled(clips, ["a", "b"] * (CLIPS // 2), video, ["a", "b"], 16)
        epoch = functools.partial(model.fit, batches, shuffle=False, verbose=0)
        ways = {f"seeing: fit, {stem} stem": epoch}
        yield from side_by_side(ways, frames, "frames/s", rounds=2)


def caching(clip) -> Iterator[Row]:
    """Time the features of a frozen MobileNet, computed and read from the cache."""
    encoder = seqkit.ImageEncoder.from_application(
        "mobilenet", size=(SIDE, SIDE), weights=None
    )
    encoder.trainable = False
    encoder(clip[:1])
    with tempfile.TemporaryDirectory() as folder:
        for name in ("first", "cached"):
            video = seqkit.Video(encoder=encoder, cache=folder)
            taken = seconds(functools.partial(video.encode, clip))
            yield Row(f"seeing: MobileNet, {name}", len(clip) / taken, "frames/s")
