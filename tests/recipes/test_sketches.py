"""The recipe `sketches`: drawings made by rule, of named sets and of own files."""

import hashlib
import importlib
import io
import json

import numpy as np
import pytest

import seqkit
from recipes import _asking
from recipes import _datasets
from recipes import _drawing_checks
from recipes import sketches
from recipes._generated.drawn_shapes import drawn_shapes
from recipes._generated.drawn_shapes import shape_of
from seqkit.strokes import Drawing
from tests.recipes.shell import shell

# The name in the package is that of the function.
named = importlib.import_module("recipes._datasets.sketches")


@pytest.fixture
def tiny(monkeypatch):
    """Make the drawings few, and the networks and the baseline small."""
    monkeypatch.setattr(sketches, "COUNT", 12)
    monkeypatch.setattr(sketches, "HELD_OUT", 8)
    monkeypatch.setattr(sketches, "MIXTURES", 2)
    monkeypatch.setattr(sketches, "ENCODER_UNITS", 3)
    monkeypatch.setattr(_drawing_checks, "UPDATES", 1)
    monkeypatch.setattr(_drawing_checks, "LESSONS", 1)
    monkeypatch.setattr(_drawing_checks, "UNITS", 2)


def rows(count, first=0):
    """Return offsets of `count` drawings, int16, that differ by their first number."""
    return [
        np.array([[first + row, 0, 0], [3, 4, 0], [-3, row, 1]], "int16")
        for row in range(count)
    ]


def plain(train, valid):
    """Return the content of an .npz file without pickles."""
    arrays = {}
    for part, drawings in (("train", train), ("valid", valid)):
        arrays[f"{part}_strokes"] = np.concatenate(drawings)
        arrays[f"{part}_lengths"] = np.array(list(map(len, drawings)), "int32")
    np.savez_compressed(file := io.BytesIO(), **arrays)
    return file.getvalue()


def pickled(**parts):
    """Return the content of an .npz file of arrays of arrays, as it is published."""
    arrays = {}
    for part, drawings in parts.items():
        arrays[part] = np.empty(len(drawings), object)
        arrays[part][:] = drawings
    np.savez_compressed(file := io.BytesIO(), **arrays)
    return file.getvalue()


@pytest.fixture
def home(network, monkeypatch):
    """Serve 5 and 3 drawings as those of sheep."""
    monkeypatch.setitem(named.COUNTS, "aaron_sheep", {"train": 5, "valid": 3})
    parts = rows(5), np.array([3] * 5, "<i4"), rows(3, 50), np.array([3] * 3, "<i4")
    whole = b"".join(np.concatenate([*each], None).tobytes() for each in parts)
    monkeypatch.setitem(named.SUMS, "aaron_sheep", hashlib.sha256(whole).hexdigest())
    content = pickled(train=rows(5), valid=rows(3, 50), test=rows(2, 90))
    network[f"{named.SOURCE}/aaron_sheep/aaron_sheep.npz"] = content
    return network


def test_a_set_is_found_in_the_given_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("SEQKIT_DATA", str(tmp_path))
    (tmp_path / "sketch").mkdir()
    content = plain(rows(50), rows(4, 70))
    (tmp_path / "sketch/short_kanji.npz").write_bytes(content)
    train, validation, test = sketches.load(data="short_kanji")
    assert [len(part) for part in (train, validation, test)] == [48, 2, 4]
    assert not set(train) & set(validation)
    assert test == [Drawing(row) for row in rows(4, 70)]


def test_a_download_is_kept_without_pickles(home, tmp_path):
    parts = _datasets.sketches("aaron_sheep")
    assert parts == {
        "train": [Drawing(row) for row in rows(5)],
        "valid": [Drawing(row) for row in rows(3, 50)],
    }
    kept = tmp_path / "cache/seqkit/sketch/aaron_sheep.npz"
    with np.load(kept, allow_pickle=False) as arrays:
        assert {name: array.dtype for name, array in arrays.items()} == {
            "train_strokes": "int16",
            "train_lengths": "int32",
            "valid_strokes": "int16",
            "valid_lengths": "int32",
        }
    home.clear()
    assert _datasets.sketches("aaron_sheep") == parts


def test_another_download_is_refused(home, monkeypatch):
    monkeypatch.setitem(named.SUMS, "aaron_sheep", "0" * 64)
    with pytest.raises(ValueError, match=r"should have 000.*SHA-256.*Received"):
        _datasets.sketches("aaron_sheep")
    monkeypatch.setitem(named.COUNTS, "aaron_sheep", {"train": 4, "valid": 3})
    with pytest.raises(ValueError, match=r"'train': 4.*drawings.*'train': 5"):
        _datasets.sketches("aaron_sheep")


def test_own_drawings_are_held_out(tmp_path):
    lines = [
        json.dumps({"drawing": [[[0, 5 + row], [0, 9]]], "recognized": True})
        for row in range(40)
    ]
    (tmp_path / "mine.ndjson").write_text("\n".join(lines), encoding="utf-8")
    data = str(tmp_path / "mine.ndjson")
    parts = sketches.load(data=data)
    assert [len(part) for part in parts] == [32, 4, 4]
    assert len(set.union(*map(set, parts))) == 40
    again = sketches.load(data=data)
    assert again == parts
    parts = sketches.load(data=data, validation=data)
    assert [len(part) for part in parts] == [40, 40, 40]
    parts = sketches.load(data=data, test=data)
    assert [len(part) for part in parts] == [36, 4, 40]


def test_parts_of_one_file_are_read_by_their_names(tmp_path):
    path = tmp_path / "cat.npz"
    path.write_bytes(pickled(train=rows(5), valid=rows(3, 50), test=rows(2, 90)))
    parts = sketches.load(data=str(path), validation=str(path), test=str(path))
    assert [len(part) for part in parts] == [5, 3, 2]
    assert parts[2] == [Drawing(row) for row in rows(2, 90)]


def test_a_folder_of_svg_files_is_read(tmp_path):
    pytest.importorskip("svgelements")
    for row in range(3):
        (tmp_path / f"{row}.svg").write_text(drawn_shapes(1, row)[0][0].svg())
    assert [len(part) for part in sketches.load(data=str(tmp_path))] == [1, 1, 1]
    (tmp_path / "0.svg").unlink()
    with pytest.raises(ValueError, match=r"at least 3 drawings\. Received 2"):
        sketches.load(data=str(tmp_path))


def test_parts_of_named_sets_are_fixed():
    with pytest.raises(ValueError, match=r"`validation` and `test` are files of your"):
        sketches.load(data="omniglot", validation=__file__)


def test_shapes_have_a_decoder_alone_and_others_a_latent_vector(monkeypatch):
    def sketcher(codec, units, depth, cell, latent, **options):
        return codec, units, latent

    monkeypatch.setattr(seqkit, "Sketcher", sketcher)
    drawings, _ = drawn_shapes(8)
    codec, *sizes = sketches.build(drawings)
    assert (codec.drop, sizes) == (0, [128, None])  # no corner is dropped
    codec, *sizes = sketches.build(drawings, data="omniglot")
    assert (codec.drop, sizes) == (0.1, [512, 128])
    assert sketches.build(drawings, data="omniglot", latent=0, units=9)[1:] == (9, None)
    assert sketches.build(drawings, latent=3)[2] == 3


def test_the_command_prints_a_drawing_as_svg():
    answer = {"svg": "<svg/>", "score": -2.0, "strokes": [[0, 0, 1]], "lengths": 1}
    assert _asking.shown(answer) == "<svg/>"
    assert _asking.shown(answer, scores=True) == "<svg/>\t-2.0000"


@pytest.mark.slow
def test_a_decoder_trains_and_is_judged(eagerly, tiny, tmp_path, capsys):
    folder = tmp_path / "sketches"
    model = sketches.train(epochs=1, units=2, batch_size=6, save_to=str(folder))
    scores = {"published", "nats_per_step", "kl", "completed"}
    assert set(sketches.evaluate(model)) == scores
    printed = capsys.readouterr().out
    for said in (
        "nats a step",
        "one mixture without memory",
        "  completed  ",
        "zigzag",
    ):
        assert said in printed
    made = {path.name for path in folder.iterdir()}
    assert {"drawings.png", "completions.png", "drawing.svg", "1"} <= made
    answer = shell("run", str(folder), "--seed", "3")
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.startswith("<svg")


@pytest.mark.slow
def test_a_model_with_a_latent_vector_is_judged(eagerly, tiny, tmp_path, capsys):
    path = tmp_path / "mine.npz"
    drawn = [drawing.offsets for drawing in drawn_shapes(30)[0]]
    path.write_bytes(pickled(train=drawn))
    folder, options = tmp_path / "sketches", {"units": 2, "latent": 2, "epochs": 1}
    model = sketches.train(data=str(path), save_to=str(folder), **options)
    scores = sketches.evaluate(model, data=str(path))
    assert {"copied", "told_apart", "drawn_distance"} <= set(scores)
    assert "A classifier tells drawn from true drawings" in capsys.readouterr().out
    assert (folder / "interpolation.png").is_file()


@pytest.mark.slow
def test_started_shapes_end_as_the_same_shape(tmp_path, capsys):
    model = sketches.train(save_to=str(tmp_path / "sketches"))
    assert sketches.evaluate(model)["completed"] >= 0.95
    drawn = model.draw(100, temperature=0.1, seed=0)
    assert sum(shape_of(drawing) is not None for drawing in drawn) >= 80


@pytest.mark.dataset
def test_named_drawings_are_as_published(real_data):
    for name, counts in named.COUNTS.items():
        parts = _datasets.sketches(name)
        assert {part: len(drawings) for part, drawings in parts.items()} == counts
