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
import pytest

from seqkit.callbacks import Checkpoints
from tests.callbacks.training import WRITTEN
from tests.callbacks.training import Killed
from tests.callbacks.training import build
from tests.callbacks.training import files


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

    # As small as can be: it is saved and loaded a hundred times.
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
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
