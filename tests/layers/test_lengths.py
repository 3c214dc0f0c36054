import numpy as np
import pytest

from seqkit.layers.lengths import count_real
from seqkit.layers.lengths import keep_real
from seqkit.layers.lengths import last_real
from seqkit.layers.lengths import real_steps
from seqkit.layers.lengths import reverse_real

INPUTS = np.arange(24, dtype="float32").reshape(4, 3, 2)
LENGTHS = np.array([3, 2, 1, 0], "int32")


def with_nan_padding():
    inputs = INPUTS.copy()
    for row, length in zip(inputs, LENGTHS, strict=True):
        row[length:] = np.nan
    return inputs


def test_counts_what_is_not_zero():
    tokens = np.array([[5, 1, 3], [2, 0, 0], [0, 0, 0]], "int32")
    np.testing.assert_array_equal(count_real(tokens), [3, 1, 0])


def test_counts_zero_in_rows_without_columns():
    np.testing.assert_array_equal(count_real(np.zeros((2, 0), "int32")), [0, 0])


def test_real_steps_are_those_before_the_length():
    expected = [[1, 1, 1], [1, 1, 0], [1, 0, 0], [0, 0, 0]]
    np.testing.assert_array_equal(real_steps(INPUTS, LENGTHS), np.array(expected, bool))


def test_padding_becomes_zero_even_where_it_is_nan():
    expected = np.nan_to_num(with_nan_padding(), nan=0.0)
    np.testing.assert_array_equal(keep_real(with_nan_padding(), LENGTHS), expected)


def test_without_lengths_all_steps_are_real():
    assert keep_real(INPUTS, None) is INPUTS
    np.testing.assert_array_equal(reverse_real(INPUTS, None), INPUTS[:, ::-1])


def test_last_real_step_of_each_row_and_the_given_one_for_empty_rows():
    empty = np.full((4, 2), -1, "float32")
    expected = [INPUTS[0, 2], INPUTS[1, 1], INPUTS[2, 0], empty[3]]
    np.testing.assert_array_equal(last_real(INPUTS, LENGTHS, empty), expected)


def test_real_steps_are_reversed_and_padding_stays():
    expected = INPUTS.copy()
    for row, length in zip(expected, LENGTHS, strict=True):
        row[:length] = row[:length][::-1]
    np.testing.assert_array_equal(reverse_real(INPUTS, LENGTHS), expected)


def test_reversed_twice_is_as_before():
    twice = reverse_real(reverse_real(INPUTS, LENGTHS), LENGTHS)
    np.testing.assert_array_equal(twice, INPUTS)


def test_no_row_reads_another_row():
    """Lengths that are wrong are those of nothing, or of all there is."""
    wrong = np.array([9, -1, 4, 3], "int32")
    empty = np.full((4, 2), -1, "float32")
    expected = [INPUTS[0, 2], empty[1], INPUTS[2, 2], INPUTS[3, 2]]
    np.testing.assert_array_equal(last_real(INPUTS, wrong, empty), expected)
    expected = [INPUTS[0, ::-1], INPUTS[1], INPUTS[2, ::-1], INPUTS[3, ::-1]]
    np.testing.assert_array_equal(reverse_real(INPUTS, wrong), expected)


@pytest.mark.parametrize("shape", [(0, 3, 2), (3, 0, 2), (0, 0, 2)])
def test_nothing_stays_nothing(shape):
    inputs, lengths = np.zeros(shape, "float32"), np.zeros(shape[0], "int32")
    assert reverse_real(inputs, lengths).shape == shape
    empty = np.arange(2 * shape[0], dtype="float32").reshape(-1, 2)
    np.testing.assert_array_equal(last_real(inputs, lengths, empty), empty)
