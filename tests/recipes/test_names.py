import contextlib
import gzip
import io
import json
import random
from collections import Counter

import keras
import numpy as np
import pytest

import seqkit
from recipes import names

END = 3
LETTERS = "abcdefghijklmnopqrstuvwxyz"
RANDOM = random.Random(0)
FORTY = sorted(
    {"".join(RANDOM.choices("aeiou", k=RANDOM.randint(3, 7))) for _ in range(60)}
)[:40]


class Killed(BaseException):
    """Ends a process in the middle."""


@pytest.fixture
def tiny(monkeypatch):
    """Make the recipe's models small, and draw few names of them."""
    monkeypatch.setattr(names, "UNITS", {"gru": 8, "lstm": 8, "rnn": 8})
    monkeypatch.setattr(names, "DRAWN", 8)


@pytest.fixture
def file(tmp_path):
    """Writes lines to a file, and gives its path as a str."""

    def write(lines, name="names.txt"):
        content = "".join(f"{line}\n" for line in lines).encode()
        path = tmp_path / name
        path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
        return str(path)

    return write


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """Trains on forty names: the model, its folder, and the file of the names."""
    folder = tmp_path_factory.mktemp("trained")
    path = folder / "forty.txt"
    path.write_text("\n".join(FORTY), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(names, "UNITS", {"gru": 8})
        patch.setattr(names, "DRAWN", 8)
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            model = names.train(data=str(path), epochs=2, save_to=str(folder / "saved"))
    return model, folder / "saved", str(path), printed.getvalue()


def test_default_names_are_many_and_differ():
    training, held_out, _ = names.load()
    everything = training + held_out
    assert len(everything) == len(set(everything)) > 1500
    assert len(held_out) == len(everything) // 10
    assert all(name == name.strip() for name in everything)


def test_every_copy_of_a_held_out_name_is_removed(file):
    lines = FORTY + FORTY[::-1] + FORTY[:20]
    training, held_out, _ = names.load(data=file(lines))
    assert held_out == random.Random(0).sample(sorted(set(lines)), 4)
    assert not set(training) & set(held_out)
    # All others stay, copies and order too.
    assert training == [name for name in lines if name not in held_out]


def test_split_is_the_same_each_time_and_in_any_order(file):
    path = file(FORTY)
    assert names.load(data=path) == names.load(data=path)
    shuffled = file(random.Random(1).sample(FORTY, len(FORTY)), "shuffled.txt")
    assert names.load(data=shuffled)[1] == names.load(data=path)[1]


def test_at_most_so_many_are_held_out(file, monkeypatch):
    monkeypatch.setattr(names, "HELD_OUT", 3)
    assert len(names.load(data=file(FORTY))[1]) == 3


def test_packed_file_is_read_as_a_plain_one(file):
    plain = names.load(data=file(FORTY))
    assert names.load(data=file(FORTY, "names.txt.gz")) == plain


def test_validation_file_leaves_all_names_to_train_on(file):
    other = file(["zoe", "anna"], "other.txt")
    parts = names.load(data=file(["anna", "emma"]), validation=other)
    assert parts == (["anna", "emma"], ["zoe", "anna"], ["zoe", "anna"])


def test_a_test_file_is_for_the_test_alone(file):
    data, third = file(FORTY), file(["zoe"], "third.txt")
    training, held_out, test = names.load(data=data, test=third)
    assert test == ["zoe"]
    assert (training, held_out) == names.load(data=data)[:2]
    other = file(["eva"], "other.txt")
    parts = names.load(data=data, validation=other, test=third)
    assert parts == (FORTY, ["eva"], ["zoe"])


def test_messy_file_is_cleaned(file):
    lines = ["\ufeffanna\r", "", "  Mary Ann \r", "anna", "\t", "\u00a0", "Zoë", "emma"]
    training, held_out, _ = names.load(data=file(lines))
    kept = Counter(anna=2, emma=1) + Counter(["Mary Ann", "Zoë"])
    assert Counter(training) == Counter({n: kept[n] for n in kept if n != held_out[0]})
    assert held_out[0] in kept


@pytest.mark.parametrize("count, held_out", [(2, 1), (9, 1), (10, 1), (20, 2)])
def test_few_names_are_split_too(file, count, held_out):
    training, judges, _ = names.load(data=file(FORTY[:count]))
    assert (len(training), len(judges)) == (count - held_out, held_out)


@pytest.mark.parametrize("lines", [["anna"], ["anna", "anna", " anna"]])
def test_one_name_says_that_two_are_needed(file, lines):
    with pytest.raises(ValueError, match="two different names. Received only 'anna'"):
        names.load(data=file(lines))


@pytest.mark.parametrize("lines", [[], ["", "  ", "\r"], ["\u00a0"]])
def test_empty_file_is_named(file, lines):
    path = file(lines, "empty.txt")
    with pytest.raises(ValueError, match="Received no name in .*empty.txt"):
        names.load(data=path)
    with pytest.raises(ValueError, match="Received no name in .*empty.txt"):
        names.load(data=file(FORTY), validation=path)


def test_missing_file_is_named(tmp_path):
    path = str(tmp_path / "nowhere.txt")
    for name in ("data", "validation", "test"):
        with pytest.raises(
            ValueError, match=f"`{name}` is .*nowhere.txt'.*no such file"
        ):
            names.load(**{name: path})


@pytest.mark.parametrize("data", [["anna"], 0, b"x"])
def test_data_is_a_path(data):
    with pytest.raises(TypeError, match="`data` is a path. Received"):
        names.load(data=data)


@pytest.mark.parametrize("cell", ["gru", "lstm", "rnn"])
def test_models_of_english_names_have_under_200_000_weights(cell):
    model = names.build([*LETTERS, "maximilian"], cell=cell)
    assert len(model.vocabulary) == len(LETTERS) + 4
    assert 150_000 < model.count_params() < 200_000


def test_unknown_cell_says_which_there_are():
    with pytest.raises(ValueError, match="lstm.*Received 'transformer'"):
        names.build(["anna"], cell="transformer")


def test_new_names_are_at_most_two_characters_longer(tiny):
    long = "a" * 60
    model = names.build(["anna", long])
    bias = np.zeros(len(model.vocabulary), "float32")
    bias[END] = -1e9  # so that none ends by itself
    model.get_layer("head").bias.assign(bias)
    assert {len(name) for name in model.generate(count=9)} == {60 + 2}


def test_training_leaves_a_model_its_scores_and_an_export(trained):
    model, folder, *_ = trained
    assert sorted(path.name for path in folder.iterdir()) == [
        "1",
        "best.json",
        "model.keras",
        "recipe.json",
    ]
    assert (folder / "1" / "saved_model.pb").is_file()
    best = json.loads((folder / "best.json").read_text())
    assert best["epoch"] in {1, 2}
    assert best["val_nats_per_token"] > 0
    ids = np.array([[2, 4, 5]])
    np.testing.assert_array_equal(seqkit.load(folder)(ids), model(ids))


def test_export_answers_what_the_model_says(trained):
    model, folder, *_ = trained
    served = seqkit.serving.Served(folder)
    assert served("a")["text"] == model.generate("a", beams=5)[0]
    assert served(["a", "ei"], signature="sample", seed=1)[1]["text"].startswith("ei")


def test_evaluate_gives_the_score_that_training_showed(trained):
    model, folder, path, printed = trained
    scores = names.evaluate(model, data=path)
    assert set(scores) == {"nats", "new", "longest"}
    best = json.loads((folder / "best.json").read_text())
    np.testing.assert_allclose(scores["nats"], best["val_nats_per_token"], rtol=1e-5)
    assert f"Test: {scores['nats']:.4f} nats a character" in printed
    assert 0 <= scores["new"] <= 1
    assert 0 <= scores["longest"] <= max(map(len, FORTY)) + 2


@pytest.mark.slow
def test_save_to_none_writes_nothing(tiny, eagerly, file, tmp_path, monkeypatch):
    path = file(["anna", "emma"])
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    model = names.train(data=path, epochs=1, save_to=None)
    assert model.generate(count=2)
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.slow
def test_killed_training_goes_on(tiny, eagerly, file, tmp_path, monkeypatch):
    shown = []

    class Samples(keras.callbacks.Callback):
        def __init__(self, **arguments):
            super().__init__()

        def on_epoch_begin(self, epoch, logs=None):
            if epoch == kill_in:
                raise Killed
            shown.append((epoch, int(self.model.optimizer.iterations)))

    monkeypatch.setattr(seqkit.callbacks, "SampleOutputs", Samples)
    monkeypatch.setattr(seqkit, "export", lambda model, folder: None)
    arguments = {"data": file(FORTY), "epochs": 4, "save_to": str(tmp_path / "saved")}
    kill_in = 2
    with pytest.raises(Killed):
        names.train(**arguments)
    kill_in = None
    with pytest.raises(
        ValueError, match="an unfinished run .best epoch .*`resume=True`"
    ):
        names.train(**arguments)
    names.train(**arguments, resume=True)
    # One batch an epoch.
    assert shown == [(0, 0), (1, 1), (2, 2), (3, 3)]
    assert not (tmp_path / "saved" / "backup").exists()


@pytest.mark.slow
def test_a_finished_run_is_neither_resumed_nor_overwritten(trained, capsys):
    model, folder, *_ = trained
    before = (folder / "model.keras").read_bytes()
    arguments = {"data": "nowhere", "save_to": str(folder)}  # nothing is read
    with pytest.raises(ValueError, match="holds a run .*`overwrite=True`.*`save_to`"):
        names.train(**arguments)
    again = names.train(**arguments, resume=True)
    assert "is finished" in capsys.readouterr().out
    assert again.generate("a", beams=2) == model.generate("a", beams=2)
    assert (folder / "model.keras").read_bytes() == before


def test_ctrl_c_says_what_is_kept(tiny, eagerly, file, tmp_path, monkeypatch):
    class Samples(keras.callbacks.Callback):
        def __init__(self, **arguments):
            super().__init__()

        def on_train_batch_begin(self, batch, logs=None):
            if (tmp_path / "saved" / "backup" / "1.weights.h5").exists():
                raise KeyboardInterrupt

    monkeypatch.setattr(seqkit.callbacks, "SampleOutputs", Samples)
    with pytest.raises(KeyboardInterrupt, match="Stopped in epoch 2.*`resume=True`"):
        names.train(data=file(FORTY), epochs=4, save_to=str(tmp_path / "saved"))


@pytest.mark.parametrize("epochs", [0, -1, 1.5, "2", True])
def test_epochs_are_counted_before_anything_is_read(epochs):
    with pytest.raises(ValueError, match="`epochs` is an int of at least 1"):
        names.train(data="nowhere", epochs=epochs, save_to=None)


def test_nan_stops_training(tiny, eagerly, file, monkeypatch):
    schedules = keras.optimizers.schedules
    monkeypatch.setattr(
        schedules,
        "CosineDecay",
        lambda rate, steps: schedules.ExponentialDecay(float("nan"), 1, 1.0),
    )
    with pytest.raises(FloatingPointError, match="Use a smaller learning rate"):
        names.train(data=file(FORTY), epochs=3, save_to=None)


@pytest.mark.dataset
def test_makemores_names_split_as_published(real_data):
    training, held_out, _ = names.load(data="names")
    assert len(held_out) == 1000
    assert not set(training) & set(held_out)
    assert {*"".join(training)} == {*LETTERS}
    assert held_out == random.Random(0).sample(sorted({*training, *held_out}), 1000)
