"""Exports as TensorFlow Serving loads them: without this library, without Python."""

import json
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf
from tensorflow.core.protobuf import saved_model_pb2

from seqkit.serving import Served

pytestmark = pytest.mark.serving

LOADER = Path(__file__).with_name("loader.c")
TEXTS = [
    "anna",
    "",
    "Zoë hanna",
    b"\0",
    b"a\0b",
    b"\xff\xfe",
    b"\xf0\x9f\x98",  # a face cut off
    b"\xed\xa0\x80",  # a lone surrogate
    "שלום עולם",
    "مرحبا\u202e an",
    "😀👩‍👩‍👧",
    b"a" * 10**6,
    "Jo",
]
VALID = [text not in (TEXTS[5], TEXTS[6], TEXTS[7], TEXTS[11]) for text in TEXTS]

SESSION = """
import json
import sys
import warnings

warnings.simplefilter("error")
sys.modules["seqkit"] = None
paths, calls = sys.argv[1:], json.load(sys.stdin)

import numpy as np
import tensorflow as tf

try:
    import seqkit
    raise SystemExit("seqkit can be imported")
except ImportError:
    pass
answers = []
for path in paths:
    answers.append({})
    with tf.compat.v1.Session(graph=tf.Graph()) as session:
        loaded = tf.compat.v1.saved_model.loader.load(session, ["serve"], path)
        for name, inputs in calls.items():
            signature = loaded.signature_def[name]
            texts = [bytes.fromhex(text) for text in inputs["text"]]
            given = inputs | {"text": np.array(texts, "O")}
            feed = {signature.inputs[each].name: given[each] for each in given}
            fetch = {each: tensor.name for each, tensor in signature.outputs.items()}
            answer = session.run(fetch, feed)
            answer = {each: column.tolist() for each, column in answer.items()}
            answer["text"] = [text.hex() for text in answer["text"]]
            answers[-1][name] = answer
assert not [name for name in sys.modules if name.startswith("seqkit.")]
print(json.dumps(answers))
"""


@pytest.fixture(scope="session")
def loader(tmp_path_factory):
    """The C program, compiled against the libraries in TensorFlow's wheel."""
    if shutil.which("cc") is None:
        pytest.skip("there is no C compiler `cc`")
    program = tmp_path_factory.mktemp("loader") / "loader"
    library = Path(tf.sysconfig.get_lib())
    libraries = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"]
    subprocess.run(
        ["cc", "-std=c11", "-Wall", "-Wextra", "-Werror", LOADER, "-o", program]
        + ["-isystem", tf.sysconfig.get_include(), f"-Wl,-rpath,{library}"]
        + [library / each for each in libraries],
        check=True,
    )
    return program


@pytest.fixture(params=["characters", pytest.param("words", marks=pytest.mark.slow)])
def path(request, exported, words):
    return exported if request.param == "characters" else words[0]


def tensors_of(path):
    """Return the tensors of `serving_default`, in the order of the program."""
    file = path / "saved_model.pb"
    graph = saved_model_pb2.SavedModel.FromString(file.read_bytes()).meta_graphs[0]
    signature = graph.signature_def["serving_default"]
    outputs = [signature.outputs[each].name for each in ("text", "score", "valid")]
    return [signature.inputs["text"].name, *outputs]


def as_bytes(text):
    return text.encode() if isinstance(text, str) else text


def ask_loader(loader, path, texts):
    rows = [struct.pack("I", len(text)) + text for text in map(as_bytes, texts)]
    done = subprocess.run(
        [loader, path, *tensors_of(path)], input=b"".join(rows), capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode()
    answers, left = [], done.stdout
    while left:
        score, valid, size, left = left.split(b" ", 3)
        text, left = left[: int(size)], left[int(size) + 1 :]
        answers.append((text.decode(), float(score), bool(int(valid))))
    return answers


def ask_sessions(paths, calls):
    """Ask each export in a session of its own, all in one process."""
    done = subprocess.run(
        [sys.executable, "-c", SESSION, *paths],
        input=json.dumps(calls),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_loader_of_cpp_gives_the_same(loader, path):
    texts, scores, valid = zip(*ask_loader(loader, path, TEXTS), strict=True)
    expected = Served(path).predict({"text": TEXTS})
    assert list(texts) == expected["text"]
    np.testing.assert_allclose(scores, expected["score"], rtol=1e-5)
    assert list(valid) == expected["valid"] == VALID


def test_the_loader_of_cpp_answers_no_rows(loader, exported):
    assert ask_loader(loader, exported, []) == []


@pytest.mark.slow
def test_sessions_without_seqkit_give_the_same(exported, words):
    paths, rows = [exported, words[0]], len(TEXTS)
    sample = {
        "seed": list(range(rows)),
        "temperature": [0.5] * rows,
        "top_k": [0, 3, *[0] * (rows - 2)],
        "top_p": [0.9] * rows,
    }
    calls = {"serving_default": {}, "sample": sample}
    asked = {
        name: inputs | {"text": [as_bytes(text).hex() for text in TEXTS]}
        for name, inputs in calls.items()
    }
    for path, answers in zip(paths, ask_sessions(paths, asked), strict=True):
        served = Served(path)
        for name, inputs in calls.items():
            answer = answers[name]
            expected = served.predict(inputs | {"text": TEXTS}, name)
            found = [bytes.fromhex(text).decode() for text in answer["text"]]
            assert found == expected["text"]
            np.testing.assert_allclose(answer["score"], expected["score"], rtol=1e-5)
            assert answer["valid"] == expected["valid"] == VALID
