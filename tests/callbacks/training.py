"""A small training for the tests of callbacks, and ways to interrupt it."""

from pathlib import Path

import keras
import numpy as np
import pytest

from seqkit.callbacks import Checkpoints

STEPS = 2
X = np.random.default_rng(0).normal(size=(4 * STEPS, 3)).astype("float32")
Y = X.sum(axis=1, keepdims=True)
VALIDATION = X[:4], Y[:4]


class Killed(BaseException):
    """Ends a process in the middle, as SIGKILL does: nothing catches it."""


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


def kill(folder, scores, kill_in, epochs=9, overwrite=False):
    """Trains until a kill at the beginning of an epoch, counted from 0."""
    script = Script(scores, kill_in)
    checkpoints = Checkpoints(folder, "val_loss", overwrite=overwrite)
    with pytest.raises(Killed):
        fit(build(), epochs, script, checkpoints)
    return script


def assert_same_weights(one, other):
    for left, right in zip(one, other, strict=True):
        np.testing.assert_array_equal(left, right)


WRITTEN = ["backup", "best.json", "model.keras"]


def files(folder):
    return sorted(path.name for path in Path(folder).iterdir())
