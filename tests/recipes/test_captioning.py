import contextlib
import io
import json

import numpy as np
import pytest
from PIL import Image

import seqkit
from recipes import captioning
from recipes.__main__ import main
from recipes._generated.scenes import captioned
from recipes._generated.scenes import png

RED, BLUE = (220, 30, 30), (30, 30, 220)


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """Trains on few scenes: the model, its folder and what it printed."""
    folder = tmp_path_factory.mktemp("trained") / "saved"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(captioning, "SCENES", 64)
        patch.setattr(captioning, "UNSEEN", 8)
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            model = captioning.train(epochs=1, save_to=str(folder))
        yield model, folder, printed.getvalue()


@pytest.fixture
def album(tmp_path):
    """A folder of forty photographs in two colours, and the table of their captions."""
    folder = tmp_path / "photos"
    folder.mkdir()
    lines = ["image\tcaption"]
    for number in range(40):
        shade = np.full((8, 8, 3), RED if number % 2 else BLUE, "uint8")
        shade[0, 0] = number
        Image.fromarray(shade).save(folder / f"{number:02}.png")
        lines += [
            f"{number:02}.png\tall red" if number % 2 else f"{number:02}.png\tblue"
        ]
        lines += [f"{number:02}.png\ta colour"]
    table = tmp_path / "captions.tsv"
    table.write_text("\n".join(lines) + "\n")
    return folder, table


def test_scenes_to_judge_by_say_what_those_to_train_on_never_say(monkeypatch):
    monkeypatch.setattr(captioning, "SCENES", 1_000)
    parts = [{text for (text,) in part[1]} for part in captioning.load()]
    training, choosing, judges = parts
    assert not training & (choosing | judges)
    assert choosing != judges


def test_an_album_is_parted_by_its_pictures(album):
    folder, table = album
    copied = folder / "00.png"
    (folder / "01.png").write_bytes(copied.read_bytes())
    training, choosing, judges = captioning.load(data=str(folder), captions=str(table))
    assert [path.name for path in judges[0]] == ["00.png", "20.png"]
    assert [path.name for path in choosing[0]] == ["10.png", "30.png"]
    assert judges[1] == [["blue", "a colour"]] * 2
    names = [path.name for path in training[0]]
    assert len(names) == 35
    assert "01.png" not in names  # what is on it is on 00.png


def test_tables_of_other_pictures_leave_all_to_train_on(album, tmp_path):
    folder, table = album
    lines = table.read_text().splitlines(keepends=True)
    tables = {}
    for name, rows in {"captions": lines[7:], "validation": lines[1:5]}.items():
        (tmp_path / f"{name}.tsv").write_text(lines[0] + "".join(rows))
        tables[name] = str(tmp_path / f"{name}.tsv")
    parts = captioning.load(data=str(folder), **tables)
    assert [len(images) for images, _ in parts] == [37, 2, 2]
    parts = captioning.load(data=str(folder), **tables, test=tables["captions"])
    assert [len(images) for images, _ in parts] == [37, 2, 37]


def test_tables_without_pictures_say_what_is_missing(album):
    with pytest.raises(
        ValueError, match="folder or zip file of the pictures as `data`"
    ):
        captioning.load(captions=str(album[1]))


def test_an_album_without_captions_says_what_is_missing(album):
    with pytest.raises(ValueError, match="`captions=captions.tsv`"):
        captioning.load(data=str(album[0]))


@pytest.mark.slow
def test_a_photograph_is_seen_by_a_frozen_encoder(
    eagerly, album, monkeypatch, tmp_path
):
    def encoder():
        return seqkit.ImageEncoder.from_application(
            "mobilenet", "conv_pw_1_relu", (32, 32), weights=None
        )

    monkeypatch.setattr(captioning, "mobilenet", encoder)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    own = {"data": str(album[0]), "captions": str(album[1])}
    model = captioning.train(**own, epochs=1, save_to=None)
    assert not model.encoder.trainable
    assert set(captioning.evaluate(model, **own)) == {"bleu_4", "cider", "exact"}


@pytest.mark.slow
def test_training_leaves_a_model_its_scores_and_an_export(trained):
    model, folder, printed = trained
    files = sorted(path.name for path in folder.iterdir())
    assert files == ["1", "best.json", "model.keras", "recipe.json"]
    assert "val_exact" in json.loads((folder / "best.json").read_text())
    assert "val_cider" in printed
    (scene,), _ = captioned(1)
    (text,) = model.generate(scene)
    assert seqkit.load(folder).generate(scene) == [text]
    served = seqkit.serving.Served(folder)
    assert served(png(scene))["text"] == text
    assert served(b"no picture") == {"text": "", "score": 0.0, "valid": False}


@pytest.mark.slow
def test_the_command_reads_the_pictures_it_is_asked_of(trained, capsys, tmp_path):
    model, folder, _ = trained
    (scene,), _ = captioned(1)
    (tmp_path / "scene.png").write_bytes(png(scene))
    main(["run", str(folder), str(tmp_path / "scene.png")])
    assert capsys.readouterr().out.splitlines()[-1:] == model.generate(scene)
    with pytest.raises(SystemExit, match="No such file.*nowhere.png"):
        main(["run", str(folder), str(tmp_path / "nowhere.png")])


@pytest.mark.slow
def test_captions_are_judged_and_the_best_and_worst_are_shown(
    trained, capsys, tmp_path
):
    scores = captioning.evaluate(trained[0], save_to=str(tmp_path))
    assert set(scores) == {"bleu_4", "cider", "exact"}
    assert "BLEU-4" in capsys.readouterr().out
    page = (tmp_path / "gallery.html").read_text(encoding="utf-8")
    assert page.count("<img") == 8
    with Image.open(tmp_path / "gallery.png") as gallery:
        assert min(gallery.size) > 300


@pytest.mark.dataset
def test_the_named_set_is_as_published(real_data):
    parts = captioning.load(data="flickr8k")
    assert [len(images) for images, _ in parts] == [6_000, 500, 500]
    assert all(len(each) == 5 for _, captions in parts for each in captions)
