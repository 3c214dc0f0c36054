import json
import shlex
import shutil

import pytest

from seqkit.serving import describe
from seqkit.serving import signature_text as meanings
from seqkit.serving import signatures
from seqkit.serving.signature_text import Signature
from seqkit.serving.signatures import NEUTRAL

SAMPLE = {
    "text": "string",
    "seed": "int32",
    "temperature": "float32",
    "top_k": "int32",
    "top_p": "float32",
}


def test_reads_what_tensorflow_loads(exported, served):
    read = signatures.read_signatures(exported)
    assert list(read) == ["serving_default", "sample"]
    assert read["sample"].inputs == SAMPLE
    assert list(read["sample"].inputs)[0] == "text"
    for name, loaded in served.model.signatures.items():
        inputs = loaded.structured_input_signature[1]
        assert read[name].inputs == {n: s.dtype.name for n, s in inputs.items()}
        outputs = loaded.structured_outputs
        assert read[name].outputs == {n: s.dtype.name for n, s in outputs.items()}


def test_describes_the_newest_version_or_the_one_given(exported):
    text = describe(exported.parent)
    assert text == describe(str(exported))
    assert text.startswith("names, version 1\n\nserving_default\n  text         string")


def test_describes_what_answers_mean(exported, model):
    text = " ".join(describe(exported).split())
    longest = model.endpoints()["sample"].longest
    assert longest == 20 * 12  # of so many tokens of one letter each
    for words in (
        "-> valid bool False where a row has no answer",
        "-> score float32 the log-probability of the answer, in nats",
        "seed int32 0 or more: the same draws the same; -1 draws anew",
        f"its text is longer than {longest} characters",
        "more than 250,000 / n tokens in a batch of n rows",
        "An empty text is answered, and valid",
    ):
        assert words in text


def test_every_output_of_every_family_has_a_meaning():
    assert set(NEUTRAL) <= set(meanings.INPUTS)
    signature = Signature({"text": "string"}, dict.fromkeys(meanings.OUTPUTS, "int32"))
    for line in meanings.meanings("align", {"align": signature})[1:]:
        assert len(line.split()) > 3


def test_an_export_without_bounds_is_described(exported, tmp_path):
    shutil.copytree(exported, tmp_path / "1")
    (tmp_path / "1" / "assets.extra" / "seqkit.json").unlink()
    assert "longer than some characters" in " ".join(describe(tmp_path).split())


def test_the_lines_it_gives_can_be_run(exported, served):
    lines = describe(exported).splitlines()
    docker = shlex.split(next(line for line in lines if line.startswith("docker")))
    mount = dict(
        part.split("=") for part in docker[docker.index("--mount") + 1].split(",")
    )
    assert mount["source"] == str(exported.parent)
    assert mount["target"] == "/models/names"
    assert "MODEL_NAME=names" in docker and docker[-1] == "tensorflow/serving"
    asked = [shlex.split(line) for line in lines if line.startswith("curl")]
    assert len(asked) == 2
    for _, _, body, url in asked:
        assert url == "http://localhost:8501/v1/models/names:predict"
        body = json.loads(body)
        answer = served.predict(body["inputs"], body["signature_name"])
        assert answer["valid"] == [True]


def test_a_relative_path_is_mounted_as_an_absolute_one(exported, monkeypatch):
    monkeypatch.chdir(exported.parent)
    assert describe(".") == describe(exported)


def test_names_are_quoted_for_the_shell():
    words = shlex.split(signatures.docker_line("/my models/a b", port=9000))
    assert "type=bind,source=/my models/a b,target=/models/a b" in words
    assert "9000:8501" in words


def test_a_damaged_file_says_so(tmp_path):
    (tmp_path / "1").mkdir()
    (tmp_path / "1" / "saved_model.pb").write_bytes(b"\xff\xff\xff")
    with pytest.raises(ValueError, match="Export the model again"):
        describe(tmp_path)
