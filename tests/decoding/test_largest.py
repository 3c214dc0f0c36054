import numpy as np
import pytest
from keras import ops

from seqkit.decoding.largest import largest


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("many", [3, 70, 320, 401, 1000])
def test_the_largest_are_those_of_a_stable_sort(many, count):
    random = np.random.default_rng(many)
    # Whole numbers, so that many are equal; the first row has equal numbers only.
    rows = random.integers(-9, 9, size=(20, many)).astype("float32")
    rows[0], rows[1] = 4, np.sort(rows[1])
    order = np.argsort(-rows, axis=-1, kind="stable")[:, :count]
    values, places = map(ops.convert_to_numpy, largest(rows, count))
    np.testing.assert_array_equal(places, order)
    np.testing.assert_array_equal(values, np.take_along_axis(rows, order, axis=-1))
    assert places.dtype == np.int32


def test_padding_is_below_every_clipped_logit():
    rows = np.full((1, 401), -1e9, "float32")
    values, places = map(ops.convert_to_numpy, largest(rows, 3))
    np.testing.assert_array_equal(places, [[0, 1, 2]])
    np.testing.assert_array_equal(values, [[-1e9] * 3])


def test_no_rows_are_allowed():
    values, places = largest(np.zeros((0, 400), "float32"), 3)
    assert ops.shape(values) == ops.shape(places) == (0, 3)
