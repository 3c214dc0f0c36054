"""Checks that need a Python process of their own."""

import importlib
import os
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np

from tests.checks import assert_same
from tests.checks import fit

ROOT = Path(__file__).parents[1]


def check_mirrored(module, build="build_model", batch="make_batch"):
    """Checks that `MirroredStrategy` trains as one device does.

    In a process of its own, with two logical CPUs: one step of plain gradient descent,
    on a batch whose halves weigh the same, gives the same weights.

    Args:
        module: str, full name of a module, such as `tests.models.small_language_model`.
        build: str, its function that returns a new model, always the same.
        batch: str, its function that returns `(x, y)`.
    """
    run_python(
        f"from tests.processes import mirror\nmirror({module!r}, {build!r}, {batch!r})"
    )


def run_python(program, **environment):
    """Runs a program in a fresh interpreter in the repository; returns what it prints.

    Args:
        program: str, Python.
        environment: str, set beside what this process has.
    """
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment_with(**environment),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def environment_with(**variables):
    """Returns what this process has in its environment, with some more variables."""
    return {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", **variables}


def mirror(module, build, batch):
    """Does what `check_mirrored` says, in a process that has not used TensorFlow."""
    import tensorflow as tf

    tf.config.set_logical_device_configuration(
        tf.config.list_physical_devices("CPU")[0],
        [tf.config.LogicalDeviceConfiguration()] * 2,
    )
    module = importlib.import_module(module)
    x, y = getattr(module, batch)()
    mirrored = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
    trained = []
    for strategy in (mirrored, tf.distribute.get_strategy()):
        with strategy.scope():
            model = getattr(module, build)()
            model.compile(keras.optimizers.SGD(1.0))
        before = model.get_weights()
        fit(model, x, y)
        trained.append(model.get_weights())
    assert any(np.any(old != new) for old, new in zip(before, trained[1], strict=True))
    assert_same(*trained)
