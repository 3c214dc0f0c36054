import json
import shutil

import pytest

from seqkit.serving import describe
from seqkit.serving import signature_meanings as meanings
from tests.models.small_captioner import build_model as build_captioner
from tests.models.small_classifier import build_model as build_classifier
from tests.models.small_tagger import build_labelling as build_tagger

FAMILIES = {
    "classifier": lambda: build_classifier(cell="gru"),
    "tagger": build_tagger,
    "captioner": build_captioner,
}


def words_of(path):
    return " ".join(describe(path).split())


def test_describes_the_newest_version_or_the_one_given(exported):
    text = describe(exported.parent)
    assert text == describe(str(exported))
    begin = "names, version 1\n\nserving_default\n  text         string (batch,)"
    assert text.startswith(begin)


def test_describes_what_answers_mean(exported, model):
    text = words_of(exported)
    longest = model.endpoints()["sample"].longest
    assert longest == 20 * 12  # of so many tokens of one letter each
    for words in (
        "text string (batch,) the text to continue; it may be empty",
        "-> valid bool (batch,) False if a row has no answer",
        "-> score float32 (batch,) the log-probability of the answer, in nats",
        "seed int32 (batch,) 0 or more: the same draws the same; -1 draws anew",
        f"its `text` is longer than {longest} characters",
        "more than 250,000 / n tokens in a batch of n rows",
        "or a number in its answer is not finite",
    ):
        assert words in text


@pytest.mark.parametrize("family", FAMILIES)
def test_every_input_and_output_of_a_family_has_a_meaning(family):
    for name, endpoint in FAMILIES[family]().endpoints().items():
        words = meanings.meanings_of(endpoint)
        assert words.inputs.keys() == endpoint.inputs.keys(), name
        assert words.outputs.keys() == {*endpoint.outputs, "valid"}, name
        assert all([*words.inputs.values(), *words.outputs.values()]), name


def test_an_export_without_meanings_is_described(exported, tmp_path):
    shutil.copytree(exported, tmp_path / "1")
    (tmp_path / "1" / meanings.FILE).unlink()
    text = words_of(tmp_path)
    assert "seed int32 (batch,) temperature float32 (batch,)" in text
    assert "docker run" in text and "has no answer" not in text


def test_meanings_come_back_as_they_were_written(exported, model):
    read = meanings.read_meanings(exported)
    written = {
        name: meanings.meanings_of(each) for name, each in model.endpoints().items()
    }
    assert read == written
    assert set(json.loads((exported / meanings.FILE).read_text())) == set(written)


def test_a_relative_path_is_mounted_as_an_absolute_one(exported, monkeypatch):
    monkeypatch.chdir(exported.parent)
    assert describe(".") == describe(exported)


def test_a_damaged_file_says_so(tmp_path):
    (tmp_path / "1").mkdir()
    (tmp_path / "1" / "saved_model.pb").write_bytes(b"\xff\xff\xff")
    with pytest.raises(ValueError, match="Export the model again"):
        describe(tmp_path)
