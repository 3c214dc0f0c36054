"""The recipe `video`: clips of moving shapes, of lips and of folders."""

import gzip
import importlib
import io
import zipfile

import numpy as np
import pytest
from PIL import Image

import seqkit
from recipes import _datasets
from recipes import _video_parts
from recipes import video
from recipes._generated import moving_shapes
from tests.recipes.shell import shell

lips = importlib.import_module("recipes._datasets.lips")


@pytest.fixture
def tiny(monkeypatch):
    """Make the generated clips few and short, and the networks small."""
    monkeypatch.setattr(video, "COUNT", 12)
    monkeypatch.setattr(video, "HELD_OUT", 6)
    monkeypatch.setattr(moving_shapes, "FRAMES", (3, 4))
    small = {"filters": (2, 2), "stem": "3d", "stem_frames": 3}
    monkeypatch.setattr(video, "SHAPES", small)
    monkeypatch.setattr(video, "OWN", small)
    monkeypatch.setattr(video, "LIPS", small | {"subtract_mean_image": True})


@pytest.fixture
def grid(monkeypatch):
    """Serve few short sentences, as `grid_s1` does."""
    random = np.random.default_rng(0)
    spans = [("bin", 0.0, 2.75), ("at", 2.75, 4.0), ("f", 4.5, 6.0)]

    def part(count):
        clips = [random.integers(0, 255, (8, 32, 64)).astype("uint8")] * count
        return clips, ["bin at f"] * count, [spans] * count

    monkeypatch.setattr(
        _datasets, "grid_s1", lambda: {"train": part(16), "dev": part(2)}
    )


def test_clips_have_the_six_motions_equally_often():
    clips, motions = moving_shapes.moving_shapes(24)
    assert [motions.count(name) for name in moving_shapes.MOTIONS] == [4] * 6
    assert all(clip.shape[1:] == (32, 32, 3) for clip in clips)
    assert {len(clip) for clip in clips} <= set(range(8, 17))
    again, _ = moving_shapes.moving_shapes(24)
    other, _ = moving_shapes.moving_shapes(24, seed=1)
    np.testing.assert_array_equal(clips[3], again[3])
    assert clips[3].shape != other[3].shape or (clips[3] != other[3]).any()


def drawn(corners, place, angle=0):
    """Return the share of each pixel that a shape covers."""
    return moving_shapes._covered(np.array(corners, float), np.array(place), angle)


def test_a_shape_turns_to_the_right_and_moves_with_its_place():
    corner = [(0, 0), (6, 0), (0, 6)]
    moved = np.roll(drawn(corner, (10, 10)), 5, axis=1)
    np.testing.assert_array_equal(moved, drawn(corner, (15, 10)))
    # A quarter turn to the right takes a bar on the right of its place below it.
    bar = [(0, -1), (8, -1), (8, 1), (0, 1)]
    down, across = np.nonzero(drawn(bar, (16, 16), 90) > 0.5)
    assert (down.min(), down.max(), across.min(), across.max()) == (16, 23, 15, 16)


def test_a_shape_beyond_an_edge_comes_in_at_the_other():
    corners = np.array(moving_shapes.SHAPES["square"]) * 6
    inside = drawn(corners, (16, 16))
    np.testing.assert_array_equal(np.roll(inside, 16, 1), drawn(corners, (32, 16)))


@pytest.mark.slow
def test_a_classifier_of_clips_trains_and_is_judged(eagerly, tiny, capsys):
    model = video.train(epochs=1, units=2, save_to=None)
    assert isinstance(model, seqkit.SequenceClassifier)
    assert sorted(moving_shapes.MOTIONS) == model.labels
    assert set(video.evaluate(model)) == {"accuracy", "macro_f1"}
    printed = capsys.readouterr().out
    assert "6 examples" in printed and "one frame, logistic regression" in printed


@pytest.mark.slow
def test_a_tagger_of_frames_is_judged(eagerly, tiny, grid, capsys):
    options = {"data": "grid_s1", "task": "frames"}
    parts = video.load(**options)
    assert [len(part[0]) for part in parts] == [15, 1, 2]
    assert parts[0][1][0] == ["bin", "bin", "bin", "at", "f", "f", "-", "-"]
    model = video.build(parts[0], **options, units=2)
    assert model.tags == ["-", "at", "bin", "f"]
    scores = video.judge(model, parts, "frames")
    assert set(scores) == {"spoken", "letters", "other_words", "silence", "all"}
    assert "always bin" in capsys.readouterr().out


@pytest.mark.slow
def test_sentences_train_without_times(eagerly, tiny, grid, monkeypatch, capsys):
    options = {"data": "grid_s1", "task": "sentences"}
    parts = video.load(**options)
    assert parts[0][1][0] == "bin at f"
    model = video.build(parts[0], **options, units=2)
    batches = video.batches(model, parts[0], 4)
    inputs, targets = next(iter(batches))
    assert inputs.shape == (4, 8, 32, 64, 1) and targets.shape == (4, 3)
    monkeypatch.setattr(video, "grammar", lambda texts, model: None)
    monkeypatch.setattr(
        seqkit.Transcriber, "with_language_model", lambda self, *_: self
    )
    scores = video.judge(model, parts, "sentences")
    assert set(scores) == {"wer", "wer_language_model"}
    assert "always 'bin at f'  wer 0" in capsys.readouterr().out


def test_shares_of_frames_tell_letters_and_silence_apart():
    true = [["-", "bin", "f", "f"], ["at", "-"]]
    guessed = [["-", "bin", "f", "g"], ["-", "at"]]
    assert _video_parts.spoken_scores(true, guessed, "-") == {
        "spoken": 0.5,
        "letters": 0.5,
        "other_words": 0.5,
        "silence": 0.5,
        "all": 0.5,
    }


def test_each_speaker_is_in_the_test_part_of_one_fold(monkeypatch):
    speakers = [f"F{number:02}" for number in range(12)] * 2
    clips, words = [[row] for row in range(24)], [str(row) for row in range(24)]
    monkeypatch.setattr(_datasets, "miracl_words", lambda: (clips, words, speakers))
    tested = []
    for fold in range(6):
        parts = video.load(data="miracl_words", fold=fold)
        sides = [{speakers[clip[0]] for clip in part[0]} for part in parts]
        assert [len(side) for side in sides] == [9, 1, 2]
        assert len(set.union(*sides)) == 12
        tested += sides[2]
    assert sorted(tested) == sorted(set(speakers))
    with pytest.raises(ValueError, match=r"from 0 to 5.*Received 6"):
        video.load(data="miracl_words", fold=6)


def test_own_folders_are_held_out_by_class(tmp_path):
    for label in ("wave", "nod"):
        for clip in range(6):
            (tmp_path / label / f"{clip}").mkdir(parents=True)
    train, validation, test = video.load(data=str(tmp_path))
    assert [len(part[0]) for part in (train, validation, test)] == [8, 2, 2]
    every = [path for part in (train, validation, test) for path in part[0]]
    assert len(set(every)) == 12
    assert [sorted(set(part[1])) for part in (train, test)] == [["nod", "wave"]] * 2


def test_a_class_of_few_clips_says_how_many_are_needed(tmp_path):
    for label, count in (("wave", 6), ("nod", 3)):
        for clip in range(count):
            (tmp_path / label / f"{clip}").mkdir(parents=True)
    with pytest.raises(ValueError, match=r"at least five clips.*Received 3 of 'nod'"):
        video.load(data=str(tmp_path))


def test_a_task_that_the_data_do_not_have_is_refused():
    with pytest.raises(ValueError, match=r"task of these data is 'classes'"):
        video.load(task="sentences")
    with pytest.raises(ValueError, match=r"'frames' or 'sentences'.*'classes'"):
        video.load(data="grid_s1", task="classes")


def test_the_usual_word_at_each_place_is_the_baseline_of_sentences(capsys):
    train = [None] * 3, ["bin at f", "bin in f", "set at g"]
    assert _video_parts.sentences(train, ([None], ["set at f"])) == pytest.approx(1 / 3)


def test_words_are_read_from_their_strips(tmp_path, monkeypatch):
    monkeypatch.setenv("SEQKIT_DATA", str(tmp_path))
    (tmp_path / "miracl_words").mkdir()
    frames = np.random.default_rng(0).integers(0, 255, (3, 32, 64)).astype("uint8")
    rows = ["clip\tspeaker\tword", "F01_w01_r01.jpg\tF01\tBegin"]
    table = tmp_path / "miracl_words/labels_open.tsv.gz"
    table.write_bytes(gzip.compress("\n".join(rows).encode()))
    strip = lips._strip([Image.fromarray(frame) for frame in frames])
    with zipfile.ZipFile(tmp_path / "miracl_words/clips_open.zip", "w") as archive:
        archive.writestr("F01_w01_r01.jpg", strip)
    clips, words, speakers = _datasets.miracl_words()
    assert clips[0].shape == (3, 32, 64) and (words, speakers) == (["Begin"], ["F01"])


def test_downloaded_words_are_strips_without_three_speakers(network, monkeypatch):
    monkeypatch.setattr(lips, "CLIPS", 1)
    Image.new("RGB", (50, 30), (90, 90, 90)).save(picture := io.BytesIO(), "JPEG")
    with zipfile.ZipFile(file := io.BytesIO(), "w") as archive:
        for speaker in ("F01", "F10"):
            for step in (1, 2):
                name = f"repo/cropped/{speaker}/words/05/02/color_00{step}.jpg"
                archive.writestr(name, picture.getvalue())
    network[lips.MIRACL] = file.getvalue()
    clips, words, speakers = _datasets.miracl_words()
    assert clips[0].shape == (2, 32, 64)
    assert (words, speakers) == (["Next"], ["F01"])


@pytest.mark.slow
def test_motions_are_learned_and_the_export_answers(tmp_path, capsys):
    model = video.train(save_to=str(tmp_path / "video"))
    assert video.evaluate(model)["accuracy"] > 0.85
    clip, motion = (side[0] for side in video.load()[-1])
    answer = shell("run", str(tmp_path / "video"), str(tmp_path / "video/clip"))
    assert answer.returncode == 0, answer.stderr
    assert model.classify(clip).label in answer.stdout


@pytest.mark.dataset
def test_lips_are_as_published(real_data):
    clips, words, speakers = _datasets.miracl_words()
    assert len(clips) == 1_200 and len(set(words)) == 10 and len(set(speakers)) == 12
    parts = _datasets.grid_s1()
    assert [len(parts[name][0]) for name in ("train", "dev")] == [700, 100]
    assert len({word for text in parts["train"][1] for word in text.split()}) == 51
