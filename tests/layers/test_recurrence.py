import keras
import numpy as np
import pytest

from seqkit.layers import RecurrentStack
from seqkit.layers import recurrence
from tests.checks import NEEDS_TENSORFLOW
from tests.checks import assert_same
from tests.layers.stacks import each_cell_once

INPUTS = np.random.default_rng(0).normal(size=(4, 6, 3)).astype("float32")
RAGGED = [6, 4, 1, 0]


@pytest.fixture
def loops(monkeypatch):
    """The lengths of each loop of our own that was run."""
    lengths = []

    def counted(self, inputs, given, start):
        lengths.append(given)
        return run_loop(self, inputs, given, start)

    run_loop = recurrence.Recurrence._run_loop
    monkeypatch.setattr(recurrence.Recurrence, "_run_loop", counted)
    return lengths


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
@pytest.mark.parametrize("lengths", [None, RAGGED], ids=["whole", "ragged"])
@each_cell_once
def test_a_cpu_learns_what_keras_layers_learn(cell, lengths, loops, monkeypatch):
    stack = RecurrentStack(5, depth=2, bidirectional=True, **cell)
    lengths = lengths and np.array(lengths, "int32")
    on_cpu = learned(stack, lengths)
    looped = cell.get("reset_after", True)
    assert len(loops) == 4 * looped
    # Only `Recurrence` asks there: Keras itself sees no GPU, and tries no cuDNN.
    monkeypatch.setattr(keras.distribution, "list_devices", lambda kind: [f"{kind}:0"])
    assert_same(learned(stack, lengths), on_cpu)
    assert len(loops) == 4 * looped
