import importlib
import os
import subprocess
import sys
import time

import keras
import numpy as np
import pytest
import tensorflow as tf
from tensorflow.core.protobuf import config_pb2
from tensorflow.core.protobuf import saved_model_pb2

import seqkit
from seqkit.serving import Served
from seqkit.serving import export
from seqkit.text.endpoint_kinds import Text
from seqkit.types import Endpoint

INT_MIN, INT_MAX = -(2**31), 2**31 - 1
GARBAGE = [b"", b"\0", b"a\0b", b"\xed\xa0\x80", b"\xff\xfe", b"a" * 10**6, b"\xf0"]
KNOBS = {
    "temperature": [np.nan, np.inf, -np.inf, -1.0, 0.0, 1e38, 1e-38],
    "top_k": [INT_MIN, -1, 0, 1, 3, 10**6, INT_MAX],
    "top_p": [np.nan, -np.inf, -1.0, 0.0, 0.5, 2.0, np.inf],
    "seed": [INT_MIN, -1, 0, 1, 7, 8, INT_MAX],
}


class Echo(keras.layers.Layer):
    """Return the inputs as outputs; `names` are the names of both."""

    def __init__(self, names=("text",), function=lambda **inputs: inputs):
        super().__init__()
        vocabulary = seqkit.Vocabulary.from_texts(["abc"])
        ends = dict.fromkeys(names, Text(vocabulary))
        self.endpoints = lambda: {"echo": Endpoint(function, ends, ends)}
        self.built = True


def nodes(path):
    file = path / "saved_model.pb"
    graph = saved_model_pb2.SavedModel.FromString(file.read_bytes()).meta_graphs[0]
    functions = graph.graph_def.library.function
    return [*graph.graph_def.node, *(node for f in functions for node in f.node_def)]


def test_search_gives_what_the_model_gives(served, model):
    texts = ["", "an", "Zoë", "unknown ☃"]
    results = model.generate_n(texts, beams=5)
    answers = served(texts)
    assert [answer["text"] for answer in answers] == [row[0].text for row in results]
    np.testing.assert_allclose(
        [answer["score"] for answer in answers],
        [row[0].score for row in results],
        rtol=1e-4,
    )
    assert all(answer["valid"] for answer in answers)


@pytest.mark.parametrize("knobs", [{}, {"temperature": 0.5, "top_k": 4, "top_p": 0.9}])
def test_a_seed_gives_what_the_model_gives(served, model, knobs):
    for text in ("", "Jo"):
        answer = served(text, "sample", seed=7, **knobs)
        assert [answer["text"]] == model.generate(text, seed=7, **knobs)


def test_a_seed_repeats_in_any_batch_and_minus_one_does_not(served):
    texts = ["anna"] * 5
    once = served(texts, "sample", seed=[7, -1, -1, 8, 7])
    again = served(texts[:3], "sample", seed=[8, -1, 7])
    assert once[0]["text"] == once[4]["text"] == again[2]["text"]
    assert once[3]["text"] == again[0]["text"]
    drawn = {once[1]["text"], once[2]["text"], again[1]["text"]}
    assert len(drawn) == 3


def test_no_seed_of_this_process_is_in_the_graph(exported):
    random = [node for node in nodes(exported) if node.op == "RandomUniformInt"]
    assert random
    assert {(node.attr["seed"].i, node.attr["seed2"].i) for node in random} == {(0, 0)}


def test_bad_rows_spoil_no_other_row(served):
    good = ["an", "Zoë 😀", ""]
    mixed = [good[0], *GARBAGE, good[1], b"\xff", good[2]]
    for knobs in ({"signature": "serving_default"}, {"signature": "sample", "seed": 7}):
        answers = served(mixed, **knobs)
        for place, text in ((0, good[0]), (-3, good[1]), (-1, good[2])):
            alone = served(text, **knobs)
            assert answers[place]["text"] == alone["text"]
            np.testing.assert_allclose(
                answers[place]["score"], alone["score"], rtol=1e-4
            )
        assert answers[-2] == {"text": "", "score": 0.0, "valid": False}
        valid = [answer["valid"] for answer in answers[1:-3]]
        assert valid == [True, True, True, False, False, False, False]


@pytest.mark.parametrize("name", KNOBS)
def test_any_setting_is_answered_with_finite_numbers(served, name):
    values = KNOBS[name]
    before = time.monotonic()
    answer = served.predict({"text": [b"a"] * len(values), name: values}, "sample")
    assert time.monotonic() - before < 5
    assert np.isfinite(answer["score"]).all() and all(answer["valid"])


def test_many_rows_are_answered(served):
    texts = ["Jo", "", b"\xff", "anna"] * 250
    answers = [answer["text"] for answer in served(texts, "sample", seed=3)]
    assert answers == answers[:4] * 250


def test_no_rows_give_no_rows(served):
    for name in ("serving_default", "sample"):
        answer = served.predict({"text": []}, name)
        assert answer == {"score": [], "text": [], "valid": []}


def test_outputs_suit_tensorflow_serving(served):
    for name, signature in served.model.signatures.items():
        assert name in ("serving_default", "sample")
        assert len(signature.structured_outputs) >= 2
        for output, spec in signature.structured_outputs.items():
            assert spec.shape.as_list() == [None]
            assert not output.endswith("_bytes")


@pytest.fixture(scope="module")
def ask_session(words):
    """Ask as TensorFlow Serving does: in a session, which checks no shapes."""
    session = tf.compat.v1.Session(graph=tf.Graph())
    with session.graph.as_default():
        loaded = tf.compat.v1.saved_model.loader.load(session, ["serve"], str(words[0]))
    calls = {}

    def ask(name, **inputs):
        signature = loaded.signature_def[name]
        if name not in calls:
            options = config_pb2.CallableOptions(
                feed=[signature.inputs[each].name for each in inputs],
                fetch=[tensor.name for tensor in signature.outputs.values()],
            )
            calls[name] = session._make_callable_from_options(options)
        answers = calls[name](*map(np.asarray, inputs.values()))
        return dict(zip(signature.outputs, answers, strict=True))

    yield ask
    session.close()


def test_answers_in_a_session_as_in_tensorflow_serving(ask_session, words):
    texts = ["anna", "", "Zoë hanna"]
    answer = ask_session("serving_default", text=np.array(texts, object))
    expected = words[1].generate(texts, beams=5)
    assert [text.decode() for text in answer["text"]] == expected
    assert answer["valid"].all()


@pytest.mark.parametrize("wrong", ["text", "temperature", "top_k", "top_p", "seed"])
def test_wrong_shapes_are_errors_and_no_crash(ask_session, wrong):
    inputs = {
        "text": np.array(["anna", "Zoë"], object),
        "temperature": np.ones(2, "float32"),
        "top_k": np.ones(2, "int32"),
        "top_p": np.ones(2, "float32"),
        "seed": np.ones(2, "int32"),
    }
    right = inputs[wrong]
    for shape in [(2, 1), (1, 2), (3,), (0,), (2, 0), (2, 2, 2)]:
        with pytest.raises(tf.errors.InvalidArgumentError):
            ask_session("sample", **inputs | {wrong: np.resize(right, shape)})


def test_graph_is_of_no_device(exported, words, gpu, model, tmp_path):
    for path in (exported, words[0], export(model, tmp_path)):
        assert not any("Cudnn" in node.op for node in nodes(path))
        devices = {node.device for node in nodes(path)}
        assert devices <= {"", "/device:CPU:0", "/device:CPU:*"}  # of files


@pytest.mark.slow
def test_answers_without_the_code_of_the_model(exported, pieces):
    script = (
        "import sys, warnings; warnings.simplefilter('error')\n"
        "from seqkit.serving import Client, Served\n"
        "assert not {'keras', 'tensorflow'} & set(sys.modules)\n"
        "print(Served(sys.argv[1])('an')['text'])\n"
        # TensorFlow Text has the operations of pieces.
        "print(Served(sys.argv[2])('the d\u00f6g')['text'])\n"
        "assert not {'seqkit.models', 'seqkit.text'} & set(sys.modules)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script, exported, pieces],
        capture_output=True,
        check=True,
    )
    characters, words = answer.stdout.decode().splitlines()
    assert characters.startswith("an")
    assert words.startswith("the d\u00f6g")


def test_an_export_prints_nothing(tmp_path, capfd):
    assert seqkit.export(Echo(), tmp_path / "echo") == tmp_path / "echo" / "1"
    assert seqkit.export(Echo(), str(tmp_path / "echo")) == tmp_path / "echo" / "2"
    assert capfd.readouterr().out == ""


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_an_error_while_writing_leaves_nothing(tmp_path, monkeypatch, error):
    def fail(version):
        assert (version / "saved_model.pb").exists()
        raise error

    module = importlib.import_module("seqkit.serving.exporting")
    monkeypatch.setattr(module, "write_warmup", fail)
    with pytest.raises(error):
        export(Echo(), tmp_path / "names")
    assert os.listdir(tmp_path) == []


def test_an_error_while_tracing_writes_nothing(tmp_path):
    def fail(text):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        export(Echo(function=fail), tmp_path / "names")
    assert os.listdir(tmp_path) == []


def test_any_layer_with_endpoints_exports(tmp_path):
    path = export(Echo(["question", "answer"]), tmp_path)
    answer = Served(path).predict({"question": ["ab", b"\xff"], "answer": "c"}, "echo")
    assert answer == {
        "answer": ["c", ""],
        "question": ["ab", ""],
        "valid": [True, False],
    }


def test_wrong_arguments_say_how_to_fix_it(model, tmp_path):
    with pytest.raises(TypeError, match=r"a Sequential .*keras\.Model\.export"):
        export(keras.Sequential(), tmp_path / "names")
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError, match="Give a folder beside it"):
        export(model, tmp_path / "file")
    for name in ("text_bytes", "valid"):
        with pytest.raises(ValueError, match=f"'{name}'. Choose another name"):
            export(Echo([name]), tmp_path / "names")
    unbuilt = Echo()
    unbuilt.built = False
    with pytest.raises(ValueError, match="must be built"):
        export(unbuilt, tmp_path / "names")
    assert os.listdir(tmp_path) == ["file"]


@pytest.mark.parametrize("path", ["1", "names/007", "names/3/deeper", "names/2024/"])
def test_a_version_is_no_folder_of_versions(path, tmp_path):
    (tmp_path / "names" / "3").mkdir(parents=True)
    (tmp_path / "names" / "3" / "saved_model.pb").touch()
    with pytest.raises(ValueError, match=r"a version\. Give the folder"):
        export(Echo(), tmp_path / path)
    assert os.listdir(tmp_path / "names" / "3") == ["saved_model.pb"]


def test_a_relative_version_names_the_folder_above(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match=r"seqkit\.export\(model, 'exp'\)"):
        export(Echo(), "exp/1")
    assert os.listdir(tmp_path) == []


def test_a_number_further_up_is_no_version(tmp_path):
    folder = tmp_path / "2024" / "names"
    assert export(Echo(), folder) == folder / "1"


def test_paths_that_are_no_folder_are_refused(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError, match="file is a file"):
        export(Echo(), tmp_path / "file" / "names")
    with pytest.raises(ValueError, match="Received an empty path"):
        export(Echo(), "")
    for path in (3, None, Echo()):
        with pytest.raises(TypeError, match="`path` is the folder of the versions"):
            export(Echo(), path)
    with pytest.raises(TypeError, match="the class Echo"):
        export(Echo, tmp_path)
    monkeypatch.setattr(os, "access", lambda *arguments: False)
    with pytest.raises(PermissionError, match="is not allowed"):
        export(Echo(), tmp_path / "names")


def test_other_backends_say_what_to_do(model, tmp_path, monkeypatch):
    monkeypatch.setattr(keras.backend, "backend", lambda: "jax")
    with pytest.raises(RuntimeError, match="with KERAS_BACKEND=tensorflow"):
        export(model, tmp_path)
