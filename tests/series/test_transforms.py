import numpy as np
import pytest

from seqkit.series.transforms import TRANSFORMS
from seqkit.series.transforms import allowed
from seqkit.series.transforms import invert_in_graph
from seqkit.series.transforms import inverted
from seqkit.series.transforms import transform_in_graph
from seqkit.series.transforms import transformed
from tests.checks import numbers

VALUES = np.array([1e-6, 0.5, 1.0, 3.0, 1e6], "float32")


@pytest.mark.parametrize("name", TRANSFORMS)
def test_the_inverse_gives_the_values_back(name):
    values = VALUES.astype("float64")
    there = transformed(name, values)
    np.testing.assert_allclose(inverted(name, there), values, rtol=1e-10)
    np.testing.assert_array_equal(np.argsort(there), range(5))  # quantiles stay so


@pytest.mark.parametrize("name", TRANSFORMS)
def test_the_graph_equals_numpy(name):
    there = numbers(transform_in_graph(name)(VALUES))[0]
    np.testing.assert_allclose(there, transformed(name, VALUES), rtol=1e-6)
    back = numbers(invert_in_graph(name)(there))[0]
    np.testing.assert_allclose(back, inverted(name, there), rtol=1e-5)
    np.testing.assert_allclose(back, VALUES, rtol=1e-5)


@pytest.mark.parametrize("name", TRANSFORMS)
def test_padding_of_0_is_finite_in_the_graph(name):
    assert np.isfinite(
        numbers(transform_in_graph(name)(np.zeros(2, "float32")))[0]
    ).all()


def test_a_root_below_0_is_inverted_as_0():
    assert inverted("sqrt", np.array([-2.0, 2.0])).tolist() == [0, 4]
    assert numbers(invert_in_graph("sqrt")(np.float32([-2, 2])))[0].tolist() == [0, 4]


def test_a_transform_says_which_values_it_allows():
    values = np.array([-1.0, 0.0, 1.0, np.nan])
    assert allowed("log", values).tolist() == [False, False, True, True]
    assert allowed("log1p", values).tolist() == [False, True, True, True]
    assert allowed("sqrt", values).tolist() == [False, True, True, True]
    assert allowed(None, values).all()
