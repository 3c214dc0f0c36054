import keras
import numpy as np
import pytest
from keras import ops

from seqkit.backend.gradient import gradient
from seqkit.layers import RealSteps
from tests.checks import assert_same
from tests.checks import numbers
from tests.checks import precision

NAN = np.nan
NUMBERS = np.array(
    [
        [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]],
        [[1.0, NAN], [NAN, NAN], [NAN, 6.0]],
        [[1.0, 2.0], [NAN, NAN], [NAN, NAN]],
        [[NAN, NAN], [NAN, NAN], [NAN, NAN]],
    ],
    "float32",
)
LENGTHS = [3, 3, 1, 0]


def test_a_row_of_numbers_ends_with_its_last_value():
    steps, lengths = RealSteps()(NUMBERS)
    assert numbers(lengths)[0].tolist() == LENGTHS
    np.testing.assert_array_equal(numbers(steps)[0], np.nan_to_num(NUMBERS))


def test_a_row_of_ids_ends_before_its_first_0():
    ids = np.array([[4, 5, 6], [1, 0, 0], [0, 0, 0]], "int32")
    steps, lengths = RealSteps()(ids)
    assert numbers(lengths)[0].tolist() == [3, 1, 0]
    assert_same(steps, ids)
    spelled = np.stack([ids, 0 * ids], axis=-1)  # words without characters
    assert numbers(RealSteps()(spelled)[1])[0].tolist() == [3, 1, 0]


def test_observed_says_which_features_have_a_value():
    steps, _ = RealSteps(observed=True)(NUMBERS)
    expected = [np.nan_to_num(NUMBERS), ~np.isnan(NUMBERS)]
    np.testing.assert_array_equal(numbers(steps)[0], np.concatenate(expected, axis=-1))


def test_a_row_alone_is_as_in_its_batch():
    layer = RealSteps(observed=True)
    together = layer(NUMBERS)
    for row, length in enumerate(LENGTHS):
        alone = layer(NUMBERS[row : row + 1, : max(length, 1)])
        width = max(length, 1)
        expected = together[0][row : row + 1, :width], together[1][row : row + 1]
        assert_same(alone, expected)


def test_gradients_are_finite_where_padding_is_nan():
    layer, inputs = RealSteps(), ops.convert_to_tensor(NUMBERS)

    def total(factor):
        steps, _ = layer(inputs)
        return ops.sum(ops.log1p(steps * factor))

    # The sum of x / (1 + x) over all values.
    values = NUMBERS[~np.isnan(NUMBERS)]
    slope = gradient(total, ops.convert_to_tensor(1.0))
    assert float(slope) == pytest.approx((values / (1 + values)).sum(), rel=1e-5)

    def total_of(inputs):
        return ops.sum(layer(inputs)[0] ** 2)

    slopes = numbers(gradient(total_of, inputs))[0]
    np.testing.assert_allclose(slopes, 2 * np.nan_to_num(NUMBERS), rtol=1e-6)


@pytest.mark.parametrize("name", ["mixed_float16", "mixed_bfloat16"])
def test_numbers_keep_their_precision(name):
    with precision(name):
        steps, lengths = RealSteps()(1e6 * NUMBERS)
    assert keras.backend.standardize_dtype(steps.dtype) == "float32"
    assert numbers(steps)[0].max() == 6e6
    assert numbers(lengths)[0].tolist() == LENGTHS


def test_an_array_without_steps_has_no_real_ones():
    steps, lengths = RealSteps()(NUMBERS[:, :0])
    assert tuple(steps.shape) == (4, 0, 2)
    assert not numbers(lengths)[0].any()


def test_a_configuration_comes_back():
    config = RealSteps(observed=True).get_config()
    assert RealSteps.from_config(config).get_config() == config
