import keras
import numpy as np
import pytest

from seqkit.layers import CRF
from seqkit.layers import AttentiveDecoder
from seqkit.layers.scan import scan
from tests.checks import NEEDS_TENSORFLOW
from tests.checks import assert_same

INPUTS = np.random.default_rng(0).normal(size=(3, 4, 2)).astype("float32")
TAGS = np.array([[0, 1, 1, 0], [1, 0, 0, 0], [1, 1, 1, 1]], "int32")


def test_each_step_sees_what_the_one_before_carried():
    start = [np.zeros((3, 2), "float32"), np.ones((3, 1), "float32")]

    def step(carried, inputs):
        total, count = carried
        return [total + count * inputs, count + 1]

    (total, count), (totals, counts) = scan(step, start, INPUTS)
    expected = np.cumsum(INPUTS * np.arange(1, 5)[:, None], axis=1)
    assert_same(totals, expected)
    assert_same(total, expected[:, -1])
    assert_same(counts[0, :, 0], np.arange(2.0, 6.0))
    assert_same(count, np.full((3, 1), 5.0))


def decoded(layer, inputs):
    outputs, weights, _ = layer(inputs, inputs)
    return keras.ops.sum(outputs**2) + keras.ops.sum(weights**2)


def judged(layer, inputs):
    return keras.ops.sum(layer.log_likelihood(layer(inputs), TAGS))


@pytest.mark.slow
@NEEDS_TENSORFLOW
@pytest.mark.parametrize(
    ("build", "loss"),
    [(lambda: AttentiveDecoder(2, cell="rnn"), decoded), (CRF, judged)],
    ids=["decoder", "crf"],
)
def test_xla_compiles_its_gradient_at_any_length(build, loss):
    import tensorflow as tf

    layer = build()
    loss(layer, INPUTS)
    variables = [weight.value for weight in layer.trainable_variables]

    def gradient(inputs):
        with tf.GradientTape() as tape:
            total = loss(layer, inputs)
        return tape.gradient(total, variables)

    any_shape = [tf.TensorSpec([None, None, 2])]
    traced = tf.function(gradient, jit_compile=True, input_signature=any_shape)
    assert_same(traced(INPUTS), gradient(tf.constant(INPUTS)))
