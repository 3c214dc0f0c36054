import contextlib
import gzip
import io
import json
import re

import numpy as np
import pytest

import seqkit
from recipes import _datasets
from recipes import text
from recipes._generated import plays

PAGE = plays.play(4, seed=1)
SMALL = {"units": 8, "depth": 1, "epochs": 1}


@pytest.fixture
def file(tmp_path):
    """Writes a text to a file, and gives its path as a str."""

    def write(content, name="book.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content.encode())
        return str(path)

    return write


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """Trains on a page: the model, its folder, the file, and what was printed."""
    folder = tmp_path_factory.mktemp("trained")
    path = folder / "page.txt"
    path.write_text(PAGE, encoding="utf-8")
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(io.StringIO()) as printed,
    ):
        patch.setattr(text, "LENGTH", 20)
        model = text.train(data=str(path), **SMALL, save_to=str(folder / "saved"))
    return model, folder / "saved", str(path), printed.getvalue()


def test_the_play_has_scenes_speakers_and_closed_brackets():
    play = plays.play(30)
    assert play == plays.play(30) != plays.play(30, seed=1)
    assert len(re.findall(r"^SCENE \d+\. .*\.$", play, re.MULTILINE)) == 30
    speakers = re.findall(r"^([A-Z]+)(?: \(.*\))?:$", play, re.MULTILINE)
    assert set(speakers) <= set(plays.SPEAKERS.split())
    for opening, closing in ("()", "[]"):
        assert play.count(opening) == play.count(closing) > 30
    # Each line of verse rhymes with the next or with the one before.
    lines = [line for line in play.split("\n") if not line.startswith("SCENE")]
    verse = [line for line in lines if line.endswith((",", ".", "!", "?"))]
    ends = [line.rstrip(",.!?").split()[-1] for line in verse]
    rhyme = {
        word: row for row in range(len(plays.RHYMES)) for word in plays.RHYMES[row]
    }
    assert all(
        rhyme[one] == rhyme[two] for one, two in zip(ends[::2], ends[1::2], strict=True)
    )


def test_the_last_twentieth_is_held_out(file):
    training, held_out, test = text.load(data=file(PAGE))
    assert training + held_out == PAGE
    assert held_out == test
    assert len(held_out) == round(len(PAGE) / 20)


def test_other_files_leave_the_whole_text_to_train_on(file):
    parts = text.load(
        data=file(PAGE), validation=file("abc", "v.txt"), test=file("xyz", "t.txt")
    )
    assert parts == (PAGE, "abc", "xyz")


def test_a_folder_is_read_in_the_order_of_its_files(file, tmp_path):
    file("second\n", "books/b.txt")
    file("first\n", "books/a.txt")
    folder = str(tmp_path / "books")
    assert "".join(text.load(data=folder)[:2]) == "first\nsecond\n"


def test_named_texts_come_from_the_folder_of_data_sets(tmp_path, monkeypatch):
    monkeypatch.setenv("SEQKIT_DATA", str(tmp_path))
    for name, folder in (("tinyshakespeare", "."), ("c_nginx", "charlm")):
        where = tmp_path / folder / name
        where.mkdir(parents=True)
        for part in ("train", "val"):
            (where / f"{part}.txt.gz").write_bytes(
                gzip.compress(f"{name} {part}\n".encode(), mtime=0)
            )
        train, val = f"{name} train\n", f"{name} val\n"
        assert text.load(data=name) == (train, val, val)
    with pytest.raises(OSError, match="Expected charlm/latex_stacks/train.txt.gz"):
        text.load(data="latex_stacks")
    assert set(text.NAMED) == set(_datasets.running_texts.NAMES)


def test_shakespeare_is_downloaded_and_split(tmp_path, monkeypatch):
    from recipes._datasets import running_texts

    plain = ("To be, or not" * 8)[:100]
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("SEQKIT_DATA", raising=False)
    monkeypatch.setattr(running_texts, "download", lambda *_: plain.encode())
    with pytest.raises(ValueError, match="1115394 characters. Received 100"):
        text.load(data="tinyshakespeare")
    monkeypatch.setattr(running_texts, "CHARACTERS", 100)
    assert text.load(data="tinyshakespeare")[:2] == (plain[:90], plain[90:95])


def test_training_keeps_the_model_the_export_and_the_page(trained):
    model, folder, path, printed = trained
    assert model.stateful
    assert (folder / "model.keras").is_file()
    assert "After 0 updates" in (folder / "samples.html").read_text(encoding="utf-8")
    assert json.loads((folder / "recipe.json").read_text())["recipe"] == "text"
    assert "nats a character" in printed
    assert "bigrams" in printed
    served = seqkit.serving.Served(folder)
    (answer,) = served(["SCENE"], signature="sample", temperature=0.5)
    assert answer["text"].startswith("SCENE")
    assert len(answer["text"]) <= len("SCENE") + 20


def test_evaluate_judges_by_the_part_of_training(trained):
    model, _, path, printed = trained
    nats = text.evaluate(model, data=path)["nats"]
    assert f"{nats:.4f} nats a character" in printed
    # As one row, the text has the same nats, but for the first characters of lanes.
    _, held_out, _ = text.load(data=path)
    assert nats == pytest.approx(model.score(held_out).nats_per_token, abs=0.3)


def test_dynamic_evaluation_learns_from_what_it_has_read(trained):
    model, before = trained[0], trained[0].get_weights()
    # At a rate of 0 nothing is learned: these are the nats of the text as one row.
    still = text.evaluate_dynamically(model, PAGE, 0.0)
    assert still == pytest.approx(model.score(PAGE).nats_per_token, rel=1e-4)
    assert text.evaluate_dynamically(model, PAGE, 0.5) < still - 0.1
    for weight, kept in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(weight, kept)


@pytest.mark.slow
def test_pieces_are_judged_by_character(file, capsys):
    model = text.train(data=file(PAGE), pieces=340, **SMALL, save_to=None)
    assert isinstance(model.vocabulary, seqkit.SubwordVocabulary)
    assert model.vocabulary.decode(model.vocabulary.encode(PAGE)) == PAGE
    _, held_out, test = text.load(data=file(PAGE))
    tokens = len(model.vocabulary.encode(held_out)) + 1
    nats = model.evaluate(text.batches(model, test), verbose=0, return_dict=True)
    expected = nats["nats_per_token"] * tokens / (len(held_out) + 1)
    assert text.evaluate(model, data=file(PAGE))["nats"] == pytest.approx(expected)
    assert capsys.readouterr().out


@pytest.mark.parametrize(
    "content",
    [
        "ab",
        pytest.param("aaaa" * 50, marks=pytest.mark.slow),
        pytest.param("\u0627\u0644\u0627 \n" * 40, marks=pytest.mark.slow),
    ],
)
@pytest.mark.slow
def test_odd_texts_are_learned_in_fewer_lanes(file, content, monkeypatch):
    monkeypatch.setattr(text, "LENGTH", 5)
    model = text.train(data=file(content), **SMALL, save_to=None)
    assert model.batch_size == 1
    assert model.generate("a", length=3)


@pytest.mark.parametrize(
    "content, message", [("", "Received.*book.txt"), ("a", "least 2 characters")]
)
def test_too_short_a_text_is_named(file, content, message):
    with pytest.raises(ValueError, match=message):
        text.train(data=file(content), save_to=None)


def test_well_formed_samples_are_counted_for_named_texts(trained, capsys, monkeypatch):
    monkeypatch.setattr(text, "SAMPLES", 2)
    monkeypatch.setattr(text, "SAMPLE", 40)
    scores = text.judge(trained[0], PAGE, PAGE, "c")
    assert 0 <= scores["well_formed"] <= 1
    assert np.isfinite(scores["nats"])
    printed = capsys.readouterr().out
    assert "Samples at temperature 0.7:" in printed
    assert "Excerpts of the text:" in printed
