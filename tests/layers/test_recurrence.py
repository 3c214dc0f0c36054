import dataclasses

import keras
import numpy as np
import pytest

from seqkit.layers import RecurrentStack
from seqkit.layers import recurrence
from seqkit.layers.cells import CELLS as CELLS
from tests.checks import NEEDS_TENSORFLOW
from tests.checks import assert_same
from tests.layers.stacks import each_cell_once

INPUTS = np.random.default_rng(0).normal(size=(4, 6, 3)).astype("float32")
RAGGED = [6, 4, 1, 0]


@pytest.fixture
def loops(monkeypatch):
    """The steps a turn of each loop of our own that was run."""
    steps = []

    def counted(self, *arguments):
        steps.append(arguments[-1])
        return parts(self, *arguments)

    parts = recurrence.Recurrence._parts
    monkeypatch.setattr(recurrence.Recurrence, "_parts", counted)
    return steps


def learned(stack, lengths):
    """What a stack says, and the gradient of it at its weights and inputs."""
    import tensorflow as tf

    inputs = tf.constant(INPUTS)
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        said = stack(inputs, lengths=lengths)
        loss = sum(tf.reduce_sum(part**2) for part in keras.tree.flatten(said))
    weights = [weight.value for weight in stack.trainable_variables]
    return said, tape.gradient(loss, [inputs, *weights])


@NEEDS_TENSORFLOW
@pytest.mark.parametrize(
    ("wide", "lengths"),
    [
        pytest.param(False, None, id="narrow-whole"),
        pytest.param(False, RAGGED, id="narrow-ragged"),
        pytest.param(True, None, id="wide-whole", marks=pytest.mark.slow),
        pytest.param(True, RAGGED, id="wide-ragged"),
    ],
)
@each_cell_once
def test_a_cpu_learns_what_keras_layers_learn(cell, wide, lengths, loops, monkeypatch):
    row = dataclasses.replace(CELLS[cell["cell"]], run_from=5 if wide else 6)
    faster = row.faster_in_loop or bool(row.run and wide)
    monkeypatch.setitem(CELLS, cell["cell"], row)
    stack = RecurrentStack(5, depth=2, bidirectional=True, **cell)
    lengths = lengths and np.array(lengths, "int32")
    on_cpu = learned(stack, lengths)
    looped = faster or (row.hides_state and lengths is not None)
    assert loops == [recurrence.TRAINED] * 4 * looped
    # Only `Recurrence` asks there: Keras itself sees no GPU, and tries no cuDNN.
    monkeypatch.setattr(keras.distribution, "list_devices", lambda kind: [f"{kind}:0"])
    assert_same(learned(stack, lengths), on_cpu)
    assert len(loops) == 4 * looped


@pytest.mark.skipif(keras.backend.backend() == "tensorflow", reason="of the others")
def test_other_backends_run_keras_layers(loops):
    RecurrentStack(5)(INPUTS)
    assert not loops
