import numpy as np
import pytest

from seqkit.sample_weights import real_weights

TARGETS = np.array([[7, 8, 0], [9, 0, 0]])


def test_padding_weighs_nothing():
    np.testing.assert_array_equal(real_weights(TARGETS), [[1, 1, 0], [1, 0, 0]])


@pytest.mark.parametrize("shape", [(2,), (2, 1)])
def test_a_weight_for_a_row_is_the_weight_of_its_targets(shape):
    weights = np.array([2.0, 3.0]).reshape(shape)
    np.testing.assert_array_equal(
        real_weights(TARGETS, weights), [[2, 2, 0], [3, 0, 0]]
    )


def test_each_target_may_have_a_weight_of_its_own():
    weights = np.arange(6.0).reshape(2, 3)
    np.testing.assert_array_equal(
        real_weights(TARGETS, weights), [[0, 1, 0], [3, 0, 0]]
    )


def test_weights_of_another_shape_are_refused():
    with pytest.raises(ValueError, match=r"Received shape \(2, 2\)"):
        real_weights(TARGETS, np.ones((2, 2)))
