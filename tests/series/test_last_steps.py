import numpy as np
import pytest

from seqkit.series.last_steps import LastSteps
from tests.checks import numbers

NAN = np.nan
ROWS = np.arange(1, 9, dtype="float32").reshape(2, 4, 1)
ROWS[1, 2:] = NAN


@pytest.mark.parametrize("steps", [1, 2, 3, 4, 9])
def test_the_last_real_steps_of_each_row_are_kept(steps):
    values, lengths = map(lambda each: numbers(each)[0], LastSteps(steps)(ROWS))
    for row, real in enumerate(([1, 2, 3, 4], [5, 6])):
        expected = real[-steps:]
        assert lengths[row] == len(expected)
        np.testing.assert_array_equal(values[row, : len(expected), 0], expected)
        assert np.isnan(values[row, len(expected) :]).all()


def test_a_missing_value_is_a_step():
    row = np.array([[[1.0], [NAN], [3.0]]], "float32")
    values, lengths = LastSteps(2)(row)
    assert numbers(lengths)[0] == [2]
    np.testing.assert_array_equal(numbers(values)[0][0, :, 0], [NAN, 3.0])


def test_a_row_without_steps_stays_empty():
    _, lengths = LastSteps(2)(np.full((1, 3, 1), NAN, "float32"))
    assert numbers(lengths)[0] == [0]
