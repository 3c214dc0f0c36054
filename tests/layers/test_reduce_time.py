import keras
import numpy as np
import pytest

from seqkit.layers import ReduceTime
from tests.checks import assert_same
from tests.checks import numbers

INPUTS = np.arange(1, 31, dtype="float32").reshape(2, 5, 3)


def test_a_reloaded_layer_is_the_same_layer():
    layer = ReduceTime(3)
    again = ReduceTime.from_config(layer.get_config())
    assert_same(again(INPUTS), layer(INPUTS))


def test_the_symbolic_shape_is_the_true_one():
    symbolic, lengths = ReduceTime(2)(keras.Input((5, 3)))
    assert symbolic.shape == (None, 3, 6) and lengths.dtype == "int32"
    assert ReduceTime(2)(keras.Input((None, 3)))[0].shape == (None, None, 6)


def test_groups_are_concatenated():
    vectors, lengths = map(np.asarray, ReduceTime(2)(INPUTS))
    assert lengths.tolist() == [2, 2]
    expected = [np.concatenate([row[0], row[1]]) for row in INPUTS]
    np.testing.assert_array_equal(vectors[:, 0], expected)
    np.testing.assert_array_equal(vectors[:, 1], INPUTS[:, 2:4].reshape(2, 6))


def test_steps_that_fill_no_group_are_dropped():
    vectors, lengths = map(np.asarray, ReduceTime(3)(INPUTS, np.array([5, 2])))
    assert lengths.tolist() == [1, 0]
    assert vectors.shape == (2, 2, 9)
    assert not vectors[0, 1].any() and not vectors[1].any()


def test_padding_does_not_change_the_result():
    longer = np.pad(INPUTS, [(0, 0), (0, 3), (0, 0)], constant_values=np.nan)
    lengths = np.array([5, 4])
    vectors, counts = numbers(ReduceTime(2)(INPUTS, lengths))
    padded, same = numbers(ReduceTime(2)(longer, lengths))
    np.testing.assert_array_equal(counts, same)
    np.testing.assert_array_equal(padded[:, :3], vectors)
    assert not padded[:, 3:].any()


def test_a_stride_of_1_changes_nothing():
    np.testing.assert_array_equal(numbers(ReduceTime(1)(INPUTS))[0], INPUTS)


def test_wrong_arguments_say_how_to_fix_them():
    with pytest.raises(ValueError, match="stride"):
        ReduceTime(0)
    with pytest.raises(ValueError, match="batch, time"):
        ReduceTime(2)(INPUTS[0])
