import numpy as np

from seqkit.layers.step_vectors import StepVectors
from tests.checks import check_layer
from tests.checks import numbers

INPUTS = np.arange(24, dtype="float32").reshape(2, 3, 4)


def test_step_vectors_keep_what_every_layer_owes():
    check_layer(lambda: StepVectors(3, 2), INPUTS)


def test_each_row_has_the_same_vectors_beside_its_inputs():
    layer = StepVectors(3, 2)
    outputs = numbers(layer(INPUTS))[0]
    np.testing.assert_array_equal(outputs[..., :4], INPUTS)
    vectors = numbers(layer.vectors)[0]
    np.testing.assert_allclose(outputs[..., 4:], np.stack([vectors, vectors]))
