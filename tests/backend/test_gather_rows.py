import numpy as np
import pytest

from seqkit.backend.gather_rows import gather_rows


@pytest.mark.parametrize("rest", [(), (2,), (2, 3)], ids=str)
@pytest.mark.parametrize("batch", [0, 1, 3])
@pytest.mark.parametrize("few", [1, 6])
def test_takes_of_each_row_what_stands_at_its_places(batch, few, rest):
    random = np.random.default_rng(0)
    values = random.normal(size=(batch, 4, *rest)).astype("float32")
    places = random.integers(4, size=(batch, few)).astype("int32")
    expected = np.zeros((batch, few, *rest), "float32")
    for row, each in enumerate(places):
        expected[row] = values[row][each]
    np.testing.assert_array_equal(gather_rows(values, places), expected)
