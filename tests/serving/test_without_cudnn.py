import contextlib

import keras
import numpy as np
import pytest
import tensorflow as tf

from seqkit.layers import RecurrentStack
from seqkit.layers.recurrence import STEPS
from seqkit.serving.without_cudnn import without_cudnn
from tests.checks import assert_same

INPUTS = tf.TensorSpec([None, None, 3], tf.float32)


def recurrent_layers(cell):
    stack = RecurrentStack(4, depth=2, cell=cell, bidirectional=True)
    inputs = keras.Input((None, 3))
    model = keras.Model(inputs, stack(inputs)[0])
    return model, [each.layer for level in stack.recurrences for each in level]


def traced_operations(model, context):
    with context:
        function = tf.function(model, input_signature=[INPUTS], autograph=False)
        graph = function.get_concrete_function().graph.as_graph_def()
    functions = [node for each in graph.library.function for node in each.node_def]
    return [node.op for node in [*graph.node, *functions]]


@pytest.mark.parametrize("cell", ["lstm", pytest.param("gru", marks=pytest.mark.slow)])
def test_a_gpu_leaves_no_trace_in_the_graph(gpu, cell):
    model, _ = recurrent_layers(cell)
    assert "CudnnRNNV3" in traced_operations(model, contextlib.nullcontext())
    assert "CudnnRNNV3" not in traced_operations(model, without_cudnn(model))


@pytest.mark.parametrize("cell", ["lstm", pytest.param("gru", marks=pytest.mark.slow)])
def test_a_loop_takes_several_steps_a_turn(cell):
    model, layers = recurrent_layers(cell)
    operations = traced_operations(model, without_cudnn(model))
    assert operations.count("Tanh") >= STEPS * len(layers)
    assert operations.count("While") == len(layers)


CELLS = {"lstm": {}, "gru": {"cell": "gru"}}
CELLS["gru_of_cho"] = {"cell": "gru", "reset_after": False}


@pytest.mark.parametrize("lengths", [None, [9, 6, 1, 0]], ids=["whole", "ragged"])
@pytest.mark.parametrize(
    "cell",
    [
        *CELLS.values(),
        pytest.param({"cell": "lstm_layer_norm"}, marks=pytest.mark.slow),
    ],
    ids=[*CELLS, "lstm_layer_norm"],
)
def test_an_export_says_what_training_says(cell, lengths):
    stack = RecurrentStack(4, depth=2, bidirectional=True, **cell)
    inputs = np.random.default_rng(0).normal(size=(4, 9, 3)).astype("float32")
    lengths = lengths and np.array(lengths, "int32")
    said = stack(inputs, lengths=lengths)
    with without_cudnn(stack):
        assert_same(stack(inputs, lengths=lengths), said)


def test_settings_come_back_also_after_a_failure():
    model, layers = recurrent_layers("lstm")
    layers[0].use_cudnn = True
    before = [layer.use_cudnn for layer in layers]
    with pytest.raises(KeyboardInterrupt), without_cudnn(model):
        assert [layer.use_cudnn for layer in layers] == [False] * 4
        raise KeyboardInterrupt
    assert [layer.use_cudnn for layer in layers] == before == [True] + ["auto"] * 3
