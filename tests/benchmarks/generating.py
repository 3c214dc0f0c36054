"""Names a second, one request through a SavedModel, waiting for data, imports."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

import keras
import numpy as np
from keras import ops

import seqkit
from recipes import names
from tests.benchmarks.timing import Row
from tests.benchmarks.timing import seconds
from tests.benchmarks.timing import side_by_side

FEW, MANY = 20, 1000  # names that the Python loop and the traced graph make
REQUESTS = 300


def rows() -> Iterator[Row | str]:
    """Gives the rows of the recipe `names`, untrained: speed does not need taste."""
    texts, *_ = names.load()
    model = names.build(texts)
    yield from sampling(model)
    if keras.backend.backend() == "tensorflow":
        yield from request(model)
        yield waiting(model, texts)
    else:
        yield "SavedModel and waiting for data: skipped, they need TensorFlow's backend"
    yield importing()


def sampling(model):
    """Compares one traced graph with a Python loop over `step`."""
    loop = {"sample, a Python loop over `step`": lambda: python_loop(model, FEW)}
    traced = {
        f"sample, generate(count={MANY})": lambda: model.generate(count=MANY),
        f"beam 5, generate([''] * {MANY}, beams=5)": lambda: model.generate(
            [""] * MANY, beams=5
        ),
    }
    slow = side_by_side(loop, FEW, "names/s")
    fast = side_by_side(traced, MANY, "names/s")
    return slow + [
        Row(row.what, row.value, row.unit, row.value / slow[0].value) for row in fast
    ]


def python_loop(model, count):
    """Samples one name after another without a graph, as tutorials do."""
    generator = np.random.default_rng(0)
    for _ in range(count):
        ids = model.prepare([""])
        state, memory = model.start(ids)
        token = model.first_tokens(ids)
        for _ in range(model.length):
            logits, state = model.step(token, state, memory)
            odds = np.exp(ops.convert_to_numpy(ops.log_softmax(logits))[0], dtype=float)
            chosen = generator.choice(len(odds), p=odds / odds.sum())
            if chosen == 3:
                break
            token = np.array([chosen], "int32")


def request(model):
    """Times one request after another through the exported graph."""
    import tensorflow as tf

    with tempfile.TemporaryDirectory() as folder:
        version = seqkit.export(model, folder)
        loaded = tf.saved_model.load(str(version))
        signature = loaded.signatures["sample"]
        inputs = {
            "text": tf.constant(["Mar"]),
            "temperature": tf.constant([1.0]),
            "top_k": tf.constant([0]),
            "top_p": tf.constant([1.0]),
            "seed": tf.constant([-1]),
        }
        first = seconds(lambda: signature(**inputs))
        times = [seconds(lambda: signature(**inputs)) for _ in range(REQUESTS)]
    return [
        Row("SavedModel `sample`, first request", first * 1e3, "ms"),
        Row("SavedModel `sample`, median", np.median(times) * 1e3, "ms"),
        Row(
            "SavedModel `sample`, 99th percentile", np.percentile(times, 99) * 1e3, "ms"
        ),
    ]


def waiting(model, texts):
    """Finds the share of a training step that is spent waiting for its batch."""
    batches = seqkit.data.next_token(texts, model.vocabulary, batch_size=128)
    waited = total = 0.0
    for epoch in range(3):
        iterator, begin = iter(batches), time.perf_counter()
        while True:
            asked = time.perf_counter()
            batch = next(iterator, None)
            waited += (time.perf_counter() - asked) * (epoch > 0)
            if batch is None:
                break
            model.train_on_batch(*batch)
        total += (time.perf_counter() - begin) * (epoch > 0)  # the first one traces
    return Row("waiting for data, share of a training step", 100 * waited / total, "%")


def importing():
    """Times `import seqkit` beside a bare interpreter."""

    def start(code):
        return min(
            seconds(lambda: subprocess.run([sys.executable, "-c", code], check=True))
            for _ in range(5)
        )

    return Row("import seqkit", (start("import seqkit") - start("pass")) * 1e3, "ms")
