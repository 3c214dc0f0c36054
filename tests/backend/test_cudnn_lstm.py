"""cuDNN's LSTM on JAX; the reference in JAX stands for cuDNN where there is no GPU."""

import keras
import numpy as np
import pytest

from seqkit.backend import cudnn_lstm
from seqkit.layers import RecurrentStack
from tests.checks import assert_same

pytestmark = pytest.mark.skipif(keras.backend.backend() != "jax", reason="JAX's")

INPUTS = np.random.default_rng(0).normal(size=(4, 6, 3)).astype("float32")
RAGGED = np.array([6, 4, 1, 0], "int32")


@pytest.fixture
def on_gpu(monkeypatch):
    """Switches to a GPU on which JAX's own reference computes; counts its runs."""
    import jax
    from jax.experimental import rnn

    runs = []

    def lstm(x, h, c, weights, lengths, **sizes):
        runs.append(x.shape)
        assert {x.dtype, h.dtype, c.dtype, weights.dtype} == {np.dtype("float32")}
        width, units, depth = (
            sizes[name] for name in ("input_size", "hidden_size", "num_layers")
        )

        def reference(x, h, c, weights, lengths):
            unpacked = rnn.unpack_lstm_weights(weights, width, units, depth, False)
            return rnn.lstm_ref(
                x, h, c, *unpacked, lengths, width, units, depth, 0.0, False
            )

        def backward(inputs, gradients):
            *floats, lengths = inputs
            _, pull = jax.vjp(lambda *floats: reference(*floats, lengths), *floats)
            # JAX's function gives lengths a gradient of zeros too.
            return *pull(gradients), jax.numpy.zeros_like(lengths)

        run = jax.custom_vjp(reference)
        run.defvjp(lambda *inputs: (reference(*inputs), inputs), backward)
        return run(x, h, c, weights, lengths)

    def switch():
        monkeypatch.setattr(rnn, "lstm", lstm)
        monkeypatch.setattr(jax, "default_backend", lambda: "gpu")
        return runs

    return switch


def learned(stack, lengths):
    """Returns outputs, state, and the gradients of the weights."""
    import jax

    weights = [variable.value for variable in stack.trainable_variables]
    others = [variable.value for variable in stack.non_trainable_variables]

    def loss(weights):
        said, _ = stack.stateless_call(weights, others, INPUTS, lengths=lengths)
        return sum((part**2).sum() for part in keras.tree.flatten(said)), said

    gradients, said = jax.grad(loss, has_aux=True)(weights)
    return said, gradients


@pytest.mark.parametrize("lengths", [None, RAGGED], ids=["whole", "ragged"])
def test_cudnn_learns_what_keras_layers_learn(lengths, on_gpu):
    stack = RecurrentStack(5, depth=2, bidirectional=True)
    stack.build(INPUTS.shape)
    expected = learned(stack, lengths)
    runs = on_gpu()
    assert_same(learned(stack, lengths), expected)
    assert len(runs) == 4


def test_cudnn_computes_in_float32(on_gpu):
    stack = RecurrentStack(5, dtype="mixed_bfloat16")
    runs = on_gpu()
    outputs, state = stack(INPUTS, lengths=RAGGED)
    assert {str(part.dtype) for part in (outputs, *state[0])} == {"bfloat16"}
    assert len(runs) == 1


def test_without_a_gpu_keras_layers_run():
    assert not cudnn_lstm.has_cudnn_lstm()
