import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import keras
import numpy as np
import pytest

import seqkit
from seqkit.callbacks import Checkpoints
from seqkit.callbacks import SampleOutputs
from seqkit.callbacks import StopOnNaN

STEPS = 2
X = np.random.default_rng(0).normal(size=(4 * STEPS, 3)).astype("float32")
Y = X.sum(axis=1, keepdims=True)
VALIDATION = X[:4], Y[:4]


class Killed(BaseException):
    """Ends a process in the middle, as SIGKILL does: nothing catches it."""


class Generator:
    """Stands for a model; says what `generate` was asked."""

    def __init__(self, texts=("Anna", "Emma")):
        self.texts = texts
        self.asked = []

    def generate(self, inputs, **arguments):
        self.asked.append((inputs, arguments))
        return list(self.texts)


class Script(keras.callbacks.Callback):
    """Sets the score of each epoch, and remembers its weights."""

    def __init__(self, scores, kill_in=None):
        super().__init__()
        self.scores = scores
        self.kill_in = kill_in
        self.weights = {}

    def on_epoch_begin(self, epoch, logs=None):
        if epoch == self.kill_in:
            raise Killed

    def on_epoch_end(self, epoch, logs=None):
        logs["val_loss"] = self.scores[epoch]
        self.weights[epoch + 1] = self.model.get_weights()


def build(units=4, optimizer=None):
    keras.utils.set_random_seed(1)
    model = keras.Sequential(
        [
            keras.Input((3,)),
            keras.layers.Dense(units, "tanh"),
            keras.layers.Dense(1),
        ]
    )
    rate = keras.optimizers.schedules.CosineDecay(0.1, 100)
    # Eagerly: there is little to compute, and much to trace.
    model.compile(optimizer or keras.optimizers.Adam(rate), "mse", run_eagerly=True)
    return model


def fit(model, epochs, *callbacks, initial_epoch=0):
    return model.fit(
        X,
        Y,
        batch_size=4,
        epochs=epochs,
        initial_epoch=initial_epoch,
        validation_data=VALIDATION,
        shuffle=False,
        verbose=0,
        callbacks=list(callbacks),
    )


def resume(folder, epochs, *callbacks, model=None):
    """Goes on in a new process, as far as the model can tell."""
    model = model or build()
    checkpoints = Checkpoints(folder, "val_loss", resume=True)
    fit(model, epochs, *callbacks, checkpoints, initial_epoch=checkpoints.epoch)
    return model, checkpoints


def kill(folder, scores, kill_in, epochs=9):
    """Trains until a kill at the beginning of an epoch, counted from 0."""
    script = Script(scores, kill_in)
    with pytest.raises(Killed):
        fit(build(), epochs, script, Checkpoints(folder, "val_loss"))
    return script


def assert_same_weights(one, other):
    for left, right in zip(one, other, strict=True):
        np.testing.assert_array_equal(left, right)


WRITTEN = ["backup", "best.json", "model.keras"]


def files(folder):
    return sorted(path.name for path in Path(folder).iterdir())


def test_samples_are_printed_after_each_epoch(capsys):
    sample = SampleOutputs("Mar", count=2, temperature=0.5, seed=3)
    generator = Generator()
    sample.set_model(generator)
    sample.on_epoch_end(0)
    sample.on_epoch_end(1)
    printed = capsys.readouterr().out
    assert printed == "\nEpoch 1: Anna, Emma\n\nEpoch 2: Anna, Emma\n"
    inputs, arguments = generator.asked[0]
    assert inputs == "Mar"
    assert arguments["count"] == 2
    assert arguments["temperature"] == 0.5
    assert arguments["seed"] == 3


def test_samples_are_printed_every_so_many_epochs(capsys):
    sample = SampleOutputs(every=3)
    sample.set_model(Generator())
    for epoch in range(7):
        sample.on_epoch_end(epoch)
    printed = capsys.readouterr().out.split("\n")
    assert [line[:8] for line in printed if line] == ["Epoch 3:", "Epoch 6:"]


def test_long_samples_stand_in_lines_of_their_own(capsys):
    sample = SampleOutputs()
    sample.set_model(Generator(["All happy families are alike;", "each"]))
    sample.on_epoch_end(0)
    printed = capsys.readouterr().out
    assert printed == "\nEpoch 1: \nAll happy families are alike;\n\neach\n"


def test_samples_every_zero_epochs_say_how_to_fix_it():
    with pytest.raises(ValueError, match="`every` counts epochs.*Received 0"):
        SampleOutputs(every=0)


def test_samples_of_a_model_are_the_same_with_the_same_seed(capsys):
    model = seqkit.LanguageModel(
        seqkit.Vocabulary.from_texts(["anna"]), units=4, length=5
    )
    for _ in range(2):
        sample = SampleOutputs(["a", "n"], count=2, length=3, seed=1)
        sample.set_model(model)
        sample.on_epoch_end(0)
    first, second = capsys.readouterr().out.removeprefix("\n").split("\n\n")
    assert first == second.removesuffix("\n")
    assert first.count(",") == 3


@pytest.mark.parametrize("loss", [np.nan, np.inf, -np.inf])
def test_nan_stops_training_with_advice(loss):
    with pytest.raises(FloatingPointError, match=f"{loss} at batch 8.*smaller"):
        StopOnNaN().on_train_batch_end(7, {"loss": loss})


def test_numbers_do_not_stop_training():
    StopOnNaN().on_train_batch_end(0, {"loss": 1e30})
    StopOnNaN().on_train_batch_end(0, {})
    StopOnNaN().on_train_batch_end(0)


def test_nan_in_fit_is_neither_saved_nor_backed_up(tmp_path):
    model = build(optimizer=keras.optimizers.SGD(1e30))
    checkpoints = Checkpoints(tmp_path, "val_loss")
    with pytest.raises(FloatingPointError, match="The loss became"):
        fit(model, 2, StopOnNaN(), checkpoints)
    assert not (tmp_path / "model.keras").exists()
    assert checkpoints.best == {}


def test_fit_ends_with_the_best_epoch(tmp_path):
    script = Script([3.0, 1.0, 2.0])
    model = build()
    fit(model, 3, script, Checkpoints(tmp_path, "val_loss"))
    assert_same_weights(model.get_weights(), script.weights[2])
    saved = keras.saving.load_model(tmp_path / "model.keras")
    assert_same_weights(saved.get_weights(), script.weights[2])
    np.testing.assert_array_equal(saved(X), model(X))
    best = json.loads((tmp_path / "best.json").read_text())
    assert best["epoch"] == 2
    assert best["val_loss"] == 1.0
    assert files(tmp_path) == WRITTEN


def test_saved_language_model_says_the_same(tmp_path):
    vocabulary = seqkit.Vocabulary.from_texts(["anna", "emma"])
    model = seqkit.LanguageModel(vocabulary, units=4, length=6)
    batches = seqkit.data.next_token(["anna", "emma"], vocabulary)
    checkpoints = Checkpoints(tmp_path)
    model.fit(
        batches,
        validation_data=batches,
        epochs=1,
        verbose=0,
        shuffle=False,
        callbacks=[checkpoints],
    )
    assert set(checkpoints.best) >= {"epoch", "val_nats_per_token"}
    ids = np.array([[2, 4, 5]])
    np.testing.assert_array_equal(seqkit.load(tmp_path)(ids), model(ids))


def test_more_is_better_where_mode_is_max():
    script = Script([1.0, 3.0, 2.0])
    model = build()
    checkpoints = Checkpoints(monitor="val_loss", mode="max")
    fit(model, 3, script, checkpoints)
    assert checkpoints.best["epoch"] == 2
    assert_same_weights(model.get_weights(), script.weights[2])


def test_equal_score_keeps_the_earlier_epoch():
    checkpoints = Checkpoints(monitor="val_loss")
    fit(build(), 2, Script([1.0, 1.0]), checkpoints)
    assert checkpoints.best["epoch"] == 1


def test_any_number_is_better_than_nan():
    checkpoints = Checkpoints(monitor="val_loss")
    fit(build(), 3, Script([np.nan, 2.0, np.nan]), checkpoints)
    assert checkpoints.best["epoch"] == 2


def test_no_folder_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    checkpoints = Checkpoints(None, "val_loss", resume=True)
    assert checkpoints.epoch == 0
    script = Script([1.0, 2.0])
    model = build()
    fit(model, 2, script, checkpoints)
    assert_same_weights(model.get_weights(), script.weights[1])
    assert files(tmp_path) == []


def test_unknown_monitor_says_which_scores_there_are(tmp_path):
    with pytest.raises(ValueError, match="one of loss, val_loss. Received 'val_nats"):
        fit(build(), 1, Checkpoints(tmp_path))


def test_unknown_mode_says_which_there_are():
    with pytest.raises(ValueError, match='"min".*"max".*Received \'auto\''):
        Checkpoints(mode="auto")


def test_early_stopping_works_beside_it(tmp_path):
    script = Script([2.0, 1.0, 3.0, 4.0, 5.0])
    stop = keras.callbacks.EarlyStopping("val_loss", patience=2)
    model = build()
    history = fit(model, 5, script, stop, Checkpoints(tmp_path, "val_loss"))
    assert len(history.epoch) == 4
    assert_same_weights(model.get_weights(), script.weights[2])
    assert files(tmp_path) == WRITTEN


def test_resumed_run_ends_as_an_uninterrupted_one(tmp_path):
    scores = [5.0, 3.0, 4.0, 2.0, 6.0]
    whole, straight = build(), Script(scores)
    checkpoints = Checkpoints(tmp_path / "whole", "val_loss")
    fit(whole, 5, straight, checkpoints)
    kill(tmp_path / "killed", scores, kill_in=3, epochs=5)
    script = Script(scores)
    resumed, again = resume(tmp_path / "killed", 5, script)
    assert sorted(script.weights) == [4, 5]
    # The optimizer's moments and its step on the schedule decide the weights.
    assert_same_weights(script.weights[5], straight.weights[5])
    assert_same_weights(resumed.get_weights(), whole.get_weights())
    assert int(resumed.optimizer.iterations) == 5 * STEPS
    assert again.best == checkpoints.best
    assert files(tmp_path / "killed") == WRITTEN
    texts = [(tmp_path / run / "best.json").read_text() for run in ("whole", "killed")]
    assert texts[0] == texts[1]


def test_best_of_the_killed_run_is_kept(tmp_path):
    before = kill(tmp_path, [2.0, 1.0, 3.0, 4.0], kill_in=3)
    model, checkpoints = resume(tmp_path, 4, Script([0, 0, 0, 4.0]))
    assert checkpoints.best["epoch"] == 2
    assert_same_weights(model.get_weights(), before.weights[2])


def test_schedule_and_learning_rate_go_on(tmp_path):
    kill(tmp_path, [1.0, 1.0, 1.0], kill_in=2)
    checkpoints = Checkpoints(tmp_path, "val_loss", resume=True)
    model = build()
    checkpoints.set_model(model)
    checkpoints.on_train_begin()
    assert checkpoints.epoch == 2
    assert int(model.optimizer.iterations) == 2 * STEPS
    schedule = keras.optimizers.schedules.CosineDecay(0.1, 100)
    np.testing.assert_allclose(
        model.optimizer.learning_rate, schedule(2 * STEPS), rtol=1e-6
    )


def test_rate_set_by_another_callback_goes_on(tmp_path):
    model = build(optimizer=keras.optimizers.Adam(0.1))
    halve = keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate / 2)
    with pytest.raises(Killed):
        script = Script([1.0, 1.0], kill_in=2)
        fit(model, 3, halve, script, Checkpoints(tmp_path, "val_loss"))
    model = build(optimizer=keras.optimizers.Adam(0.1))
    checkpoints = Checkpoints(tmp_path, "val_loss", resume=True)
    checkpoints.set_model(model)
    checkpoints.on_train_begin()
    np.testing.assert_allclose(model.optimizer.learning_rate, 0.1 / 4, rtol=1e-6)


def test_resume_without_backup_begins_anew(tmp_path):
    assert Checkpoints(tmp_path / "nothing", resume=True).epoch == 0
    script = Script([1.0, 2.0])
    resume(tmp_path, 2, script)
    assert sorted(script.weights) == [1, 2]


def test_without_resume_the_backup_of_another_run_is_removed(tmp_path):
    kill(tmp_path, [1.0, 1.0, 1.0], kill_in=3)
    kill(tmp_path, [5.0], kill_in=1)
    assert Checkpoints(tmp_path, resume=True).epoch == 1
    assert json.loads((tmp_path / "best.json").read_text())["val_loss"] == 5.0


def test_kill_after_the_last_epoch_leaves_nothing_to_train(tmp_path):
    before = kill(tmp_path, [1.0, 2.0], kill_in=2)
    model, _ = resume(tmp_path, 2, script := Script([]))
    assert script.weights == {}
    assert_same_weights(model.get_weights(), before.weights[1])
    assert files(tmp_path) == WRITTEN


def test_finish_removes_the_backup_and_nothing_of_others(tmp_path):
    checkpoints = Checkpoints(tmp_path, "val_loss")
    fit(build(), 1, Script([1.0]), checkpoints)
    checkpoints.finish()
    assert files(tmp_path) == ["best.json", "model.keras"]
    checkpoints.finish()  # once more harms nothing

    (tmp_path / "backup").mkdir()
    (tmp_path / "backup" / "letters.txt").write_text("dear")
    fit(build(), 1, Script([1.0]), again := Checkpoints(tmp_path, "val_loss"))
    again.finish()
    assert files(tmp_path / "backup") == ["letters.txt"]


def test_kill_between_fit_and_finish_leaves_nothing_to_train(tmp_path):
    before = Script([2.0, 1.0])
    fit(build(), 2, before, Checkpoints(tmp_path, "val_loss"))
    model, _ = resume(tmp_path, 2, script := Script([]))
    assert script.weights == {}
    assert_same_weights(model.get_weights(), before.weights[2])


def test_the_best_epoch_is_told_at_the_end(tmp_path, capsys):
    fit(build(), 3, Script([3.0, 1.5, 2.0]), Checkpoints(tmp_path, "val_loss"))
    assert "Epoch 2 was the best: val_loss 1.5000" in capsys.readouterr().out


def test_forgotten_initial_epoch_says_what_to_give(tmp_path):
    kill(tmp_path, [1.0, 1.0], kill_in=2)
    with pytest.raises(ValueError, match="initial_epoch=checkpoints.epoch"):
        fit(build(), 5, Checkpoints(tmp_path, "val_loss", resume=True))


def test_resumed_callback_serves_a_second_fit(tmp_path):
    kill(tmp_path, [1.0, 1.0], kill_in=2)
    model, checkpoints = resume(tmp_path, 3, Script([0, 0, 2.0]))
    assert checkpoints.epoch == 0
    fit(model, 1, Script([0.5]), checkpoints)
    assert json.loads((tmp_path / "best.json").read_text())["val_loss"] == 0.5


def test_resume_with_another_monitor_begins_to_compare_anew(tmp_path):
    kill(tmp_path, [1.0, 1.0], kill_in=2)
    path = tmp_path / "model.keras"
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = json.dumps({"epoch": 1, "val_accuracy": 0.5}).encode()
    _, checkpoints = resume(tmp_path, 3, Script([0, 0, 7.0]))
    assert checkpoints.best["epoch"] == 3


def test_resume_with_another_width_says_so(tmp_path):
    kill(tmp_path, [1.0], kill_in=1)
    with pytest.raises(ValueError, match="of another model: .*Build the model as it"):
        resume(tmp_path, 3, model=build(units=5))


def test_resume_with_other_letters_says_so(tmp_path):
    vocabulary, other = map(seqkit.Vocabulary.from_texts, (["anna"], ["bob"]))
    assert len(vocabulary) == len(other)
    checkpoints = Checkpoints(tmp_path, "loss")
    model = seqkit.LanguageModel(vocabulary, units=4)
    model.optimizer.build(model.trainable_variables)
    checkpoints.set_model(model)
    checkpoints.on_train_begin()
    checkpoints.on_epoch_end(0, {"loss": 1.0})
    checkpoints = Checkpoints(tmp_path, "loss", resume=True)
    checkpoints.set_model(seqkit.LanguageModel(vocabulary, units=4))
    checkpoints.on_train_begin()
    checkpoints.set_model(seqkit.LanguageModel(other, units=4))
    with pytest.raises(ValueError, match="it has other vocabulary. Build"):
        checkpoints.on_train_begin()


def test_failing_save_leaves_the_former_model(tmp_path, monkeypatch):
    model = build()
    checkpoints = Checkpoints(tmp_path, "loss")
    checkpoints.set_model(model)
    checkpoints.on_train_begin()
    checkpoints.on_epoch_end(0, {"loss": 2.0})
    before = (tmp_path / "model.keras").read_bytes()

    def fill_disk(path):
        Path(path).write_bytes(before[:100])
        raise OSError("No space left on device")

    monkeypatch.setattr(model, "save", fill_disk)
    with pytest.raises(OSError, match="No space left"):
        checkpoints.on_epoch_end(1, {"loss": 1.0})
    assert (tmp_path / "model.keras").read_bytes() == before
    assert json.loads((tmp_path / "best.json").read_text())["epoch"] == 1
    assert Checkpoints(tmp_path, resume=True).epoch == 1


LOSSES = [3.0, 1.0, 2.0]


def run_until_killed(folder, kill_at, monkeypatch):
    """Trains three epochs, killed at the n-th thing done to the disk.

    Returns:
        Whether it was killed before it ended.
    """
    done = 0

    def counted(action, half=None):
        def act(*arguments, **keywords):
            nonlocal done
            # Keras has temporary files of its own.
            done += Path(arguments[0]).is_relative_to(folder)
            if done == kill_at:
                if half:
                    half(*arguments)
                raise Killed
            return action(*arguments, **keywords)

        return act

    def half_a_file(path, *rest):
        Path(path).write_bytes(b"half")

    def half_a_tree(path, **keywords):
        for file in sorted(Path(path).glob("*"))[:1]:
            os.remove(file)

    model = build()
    model.optimizer.build(model.trainable_variables)
    checkpoints = Checkpoints(folder, "loss", resume=True)
    with monkeypatch.context() as patch:
        patch.setattr(model, "save", counted(model.save, half_a_file))
        patch.setattr(model, "save_weights", counted(model.save_weights, half_a_file))
        patch.setattr(os, "replace", counted(os.replace))
        patch.setattr(shutil, "rmtree", counted(shutil.rmtree, half_a_tree))
        patch.setattr(Path, "unlink", counted(Path.unlink))
        patch.setattr(Path, "write_text", counted(Path.write_text, half_a_file))
        checkpoints.set_model(model)
        try:
            checkpoints.on_train_begin()
            for epoch in range(checkpoints.epoch, 3):
                model.optimizer.iterations.assign(epoch + 1)
                model.layers[-1].bias.assign([float(epoch)])
                checkpoints.on_epoch_begin(epoch)
                checkpoints.on_epoch_end(epoch, {"loss": LOSSES[epoch]})
            checkpoints.on_train_end()
        except Killed:
            return True
    return False


def assert_model_and_score_agree(folder):
    with zipfile.ZipFile(folder / "model.keras") as archive:
        best = json.loads(archive.comment)
    bias = keras.saving.load_model(folder / "model.keras").layers[-1].bias
    assert best["epoch"] == float(bias[0]) + 1


def test_kill_at_any_moment_is_recovered_from(tmp_path, monkeypatch):
    kill_at, killed = 0, True
    while killed:
        kill_at += 1
        folder = tmp_path / str(kill_at)
        killed = run_until_killed(folder, kill_at, monkeypatch)
        if (folder / "model.keras").exists():
            assert_model_and_score_agree(folder)
        again = Checkpoints(folder, "loss", resume=True)
        run_until_killed(folder, None, monkeypatch)
        if again.epoch or not killed:
            assert_model_and_score_agree(folder)
        assert files(folder) == WRITTEN
        assert json.loads((folder / "best.json").read_text())["epoch"] == 2
    assert kill_at > 12


TRAINING = """
import sys
import keras
import numpy as np
from seqkit.callbacks import Checkpoints

folder, epochs = sys.argv[1], int(sys.argv[2])
keras.utils.set_random_seed(1)
model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
model.compile("adam", "mse", run_eagerly=True)
x = np.ones((8, 3), "float32")
checkpoints = Checkpoints(folder, "loss", resume=True)
print("from", checkpoints.epoch, flush=True)
model.fit(x, x[:, :1], batch_size=4, epochs=epochs, initial_epoch=checkpoints.epoch,
          verbose=0, callbacks=[checkpoints])
print("done", int(model.optimizer.iterations), checkpoints.best["epoch"], flush=True)
"""


def start(folder, epochs):
    process = subprocess.Popen(
        [sys.executable, "-c", TRAINING, str(folder), str(epochs)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    return process, int(process.stdout.readline().split()[1])


@pytest.mark.slow
def test_sigkill_is_recovered_from(tmp_path):
    draw = random.Random(0)
    reached = [0]
    for _ in range(3):
        process, epoch = start(tmp_path, 10_000)
        assert epoch >= reached[-1]
        reached.append(epoch)
        time.sleep(draw.uniform(1, 3))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        keras.saving.load_model(tmp_path / "model.keras")
    total = Checkpoints(tmp_path, "loss", resume=True).epoch + 3
    process, epoch = start(tmp_path, total)
    done, iterations, best = process.communicate()[0].splitlines()[-1].split()
    assert epoch == total - 3 > reached[-1]
    assert (done, int(iterations)) == ("done", 2 * total)
    assert json.loads((tmp_path / "best.json").read_text())["epoch"] == int(best)
    assert files(tmp_path) == WRITTEN
