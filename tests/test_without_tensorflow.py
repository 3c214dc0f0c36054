"""A GPU machine may have JAX alone: models there need no TensorFlow."""

import importlib.util

import pytest

from tests.processes import run_python

NO_JAX = importlib.util.find_spec("jax") is None
pytestmark = [pytest.mark.slow, pytest.mark.skipif(NO_JAX, reason="needs JAX")]

# `None` makes an import fail as where the package is not installed.
BLOCK = """
import sys
import warnings

MISSING = ("tensorflow", "tensorflow_text", "keras_hub", "keras_nlp")
sys.modules.update(dict.fromkeys(MISSING))
warnings.simplefilter("error")
warnings.filterwarnings("ignore", "__array__ impl")
"""
LANGUAGE_MODEL = """
import tempfile
from pathlib import Path

import numpy as np

import seqkit

names = ["anna", "hanna", "johanna", "emma"] * 4
vocabulary = seqkit.Vocabulary.from_texts(names)
model = seqkit.LanguageModel(vocabulary, units=16, embedding=8, length=10)
ids = vocabulary.encode(names, start=True, end=True)
x, y = ids[:, :-1], ids[:, 1:]
losses = model.fit(x, y, batch_size=8, epochs=3, verbose=0).history["loss"]
assert losses[-1] < losses[0]

path = Path(tempfile.mkdtemp(), "model.keras")
model.save(path)
loaded = seqkit.load(path)
np.testing.assert_allclose(loaded(x), model(x), rtol=1e-5)
assert loaded.score(names).nats_per_token == model.score(names).nats_per_token
for how in ({"seed": 1, "count": 3}, {"beams": 3}, {"temperature": 0}):
    assert loaded.generate(["jo", ""], **how) == model.generate(["jo", ""], **how)
loaded.fit(x, y, batch_size=8, verbose=0)
assert loaded.evaluate(x, y, verbose=0, return_dict=True)["loss"] < losses[0]
"""
CLASSIFIER = """
import tempfile
from pathlib import Path

import numpy as np

import seqkit

texts, labels = ["good film", "bad film", "not bad", ""] * 4, ["pos", "neg"]
vocabulary = seqkit.Vocabulary.from_texts(texts, split="words")
model = seqkit.SequenceClassifier(vocabulary, labels, 4, pooling="attention")
x, y = vocabulary.encode(texts), np.array([0, 1, 0, 1] * 4)
model.fit(x, y, batch_size=8, verbose=0)
path = Path(tempfile.mkdtemp(), "model.keras")
model.save(path)
assert seqkit.load(path).classify(texts[1]).label == model.classify(texts[1]).label
assert len(seqkit.explain.words(model, "a good film", "attention").words) == 3
"""
NOTHING_LEAKED = """
assert all(sys.modules[name] is None for name in MISSING)
"""
SAMPLING = """
from tests.benchmarks import generating
from tests.benchmarks import timing

timing.ROUNDS = generating.FEW = 1
generating.MANY = 2
for row in generating.rows():
    print(row)
"""


def run_without_tensorflow(program):
    return run_python(BLOCK + program + NOTHING_LEAKED, KERAS_BACKEND="jax")


def test_a_language_model_trains_saves_reloads_and_generates():
    run_without_tensorflow(LANGUAGE_MODEL)


def test_a_classifier_trains_saves_reloads_and_explains():
    run_without_tensorflow(CLASSIFIER)


def test_the_benchmark_samples():
    printed = run_without_tensorflow(SAMPLING)
    for row in ("sample, generate", "beam 5", "skipped"):
        assert row in printed


def test_the_benchmark_of_a_gpu_runs_whole(tmp_path):
    pytest.importorskip("torch")
    # Its contestants are processes of their own, which find these modules first.
    for name in ("tensorflow", "tensorflow_text", "keras_hub", "keras_nlp"):
        (tmp_path / f"{name}.py").write_text("raise ModuleNotFoundError(__name__)")
    printed = run_python(
        "import sys\n"
        "from tests.benchmarks import gpu\n"
        "sys.argv[1:] = ['--small']\n"
        "gpu.main()",
        KERAS_BACKEND="jax",
        PYTHONPATH=f"{tmp_path}:.",
    )
    for row in (
        *("torch.nn, lstm", "seqkit, lstm", "PyTorch, fit", "seqkit, fit"),
        *("by cuDNN: ragged rows", "farthest from float32", "nats"),
    ):
        assert row in printed
    assert "skipped" not in printed
