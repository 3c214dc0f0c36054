"""Sentences a second of graphs and of Python loops, and what attention costs."""

import functools
from collections.abc import Iterator

import keras
import numpy as np
from keras import ops

import seqkit
from recipes import translation
from tests.benchmarks.timing import Row
from tests.benchmarks.timing import side_by_side

SENTENCES = 256
FEW = 16  # that the Python loop translates one by one
PAIRS = 2_560  # of a round of training
LEARNED, EPOCHS = 6_400, 3  # before decoders are timed, so that sentences end
LENGTH = 40
ROUNDS = 3


def rows() -> Iterator[Row | str]:
    """Yield the rows of the recipe `translation` on Multi30k, German to English."""
    if keras.backend.backend() != "tensorflow":
        yield "searching: skipped, `data` needs TensorFlow's backend"
        return
    try:
        training, _, judges = translation.load(data="multi30k")
    except OSError as error:
        yield f"searching: skipped. {error}"
        return
    yield from learning(training)
    model = translation.build(training)
    batches = translation.batches(model, training[:LEARNED])
    model.fit(batches, epochs=EPOCHS, verbose=0, shuffle=False)
    yield from decoding(model, [source for source, _ in judges[:SENTENCES]])


def learning(training):
    """Compares a step with attention, and one with input feeding, with one without."""
    few = training[:PAIRS]
    models = {
        str(attention): translation.build(training, attention=attention)
        for attention in (None, "bahdanau", "luong")
    }
    batches = translation.batches(models["None"], few)
    _, lengths = models["None"].target.encode_flat([target for _, target in few])
    tokens = int(lengths.sum()) + len(few)  # with their ends
    contestants = {
        f"fit of a translator, attention={name}": functools.partial(
            model.fit, batches, verbose=0, shuffle=False
        )
        for name, model in models.items()
    }
    return side_by_side(contestants, tokens, "target tokens/s", ROUNDS)


def decoding(model, sources):
    """Compares traced graphs with Python loops over `step`, greedy."""
    arguments = {"length": LENGTH}
    few = sources[:FEW]
    single = {
        "translate greedy, a Python loop, batch 1": lambda: python_loop(model, few, 1),
        "translate greedy, batch 1": lambda: [
            model.generate(source, beams=1, **arguments) for source in few
        ],
        "translate beam 5, batch 1": lambda: [
            model.generate(source, beams=5, **arguments) for source in few
        ],
    }
    together = {
        "translate greedy, a Python loop, batch 64": lambda: python_loop(
            model, sources, 64
        ),
        "translate greedy, batch 64": lambda: model.generate(
            sources, beams=1, **arguments
        ),
        "translate beam 5, batch 64": lambda: model.generate(
            sources, beams=5, **arguments
        ),
    }
    alone = side_by_side(single, len(few), "sentences/s", ROUNDS)
    batched = side_by_side(together, len(sources), "sentences/s", ROUNDS)
    ratio = batched[1].value / alone[0].value
    yield from alone + batched
    yield Row("greedy at batch 64, times the loop over single ones", ratio, "times")


def python_loop(model, sources, size):
    """Translates batch by batch without a graph, as tutorials do."""
    for begin in range(0, len(sources), size):
        ids = model.prepare(sources[begin : begin + size])
        state, memory = model.start(ids)
        tokens = model.first_tokens(ids)
        ended = np.zeros(len(ids), bool)
        for _ in range(LENGTH):
            logits, state = model.step(tokens, state, memory)
            tokens = ops.argmax(logits, axis=-1)
            ended |= ops.convert_to_numpy(tokens) == seqkit.types.END
            if ended.all():
                break
