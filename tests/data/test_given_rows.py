import numpy as np
import pytest

from seqkit.data.given_rows import each_array


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["abc"], "Received 'abc' of type str as item 0.*texts need a vocabulary"),
        ([[1.0], None], "Received None of type NoneType as item 1"),
        ([1.0], "Received 1.0 of type float as item 0"),
        ([[[1, 2], [3]]], "of type list as item 0"),
        ({1, 2}, "`rows` are a list.*A set has no order"),
    ],
)
def test_rows_that_are_no_arrays_are_named(rows, message):
    with pytest.raises(TypeError, match=message):
        list(each_array(rows))


def test_one_array_of_rows_is_read_row_by_row():
    rows = np.arange(12.0).reshape(2, 3, 2)
    for found, row in zip(each_array(rows), rows, strict=True):
        assert found.base is not None
        np.testing.assert_array_equal(found, row)
