"""Training and tagging sentences a second, with a CRF and without."""

from collections.abc import Iterator

import keras

import seqkit
from recipes import tagging
from tests.benchmarks.timing import Row
from tests.benchmarks.timing import side_by_side

SENTENCES = 512
HEADS = {"softmax": False, "CRF": True}


def rows() -> Iterator[Row | str]:
    """Gives the rows of the recipe `tagging` on its own requests, untrained."""
    if keras.backend.backend() != "tensorflow":
        yield "tagging: skipped, `data` needs TensorFlow's backend"
        return
    examples, *_ = tagging.load()
    sentences, tags, _ = zip(*examples[:SENTENCES], strict=True)
    training, using = {}, {}
    for head, crf in HEADS.items():
        model = build(tagging.build(examples), crf)
        batches = seqkit.data.tagged(sentences, tags, model.codec, model.tags, 32)
        training[f"fit of a tagger, {head}"] = fit(model, batches)
        using[f"`tag`, {head}"] = tag(model, sentences)
    yield from side_by_side(training, SENTENCES, "sentences/s")
    yield from side_by_side(using, SENTENCES, "sentences/s")


def build(model, crf):
    """Makes a model like another, with that head and without labels."""
    config = model.get_config() | {"crf": crf, "labels": None}
    return type(model).from_config(config)


def fit(model, batches):
    """Gives what trains for one epoch."""
    return lambda: model.fit(batches, verbose=0, shuffle=False)


def tag(model, sentences):
    """Gives what tags all sentences at once."""
    return lambda: model.tag(sentences)
