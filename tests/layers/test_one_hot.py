import numpy as np

from seqkit.layers import OneHot
from tests.checks import check_layer


def test_keeps_what_every_layer_owes():
    check_layer(lambda: OneHot(4), np.array([[0, 3, 1], [2, 2, 0]], "int32"))


def test_rows_of_the_identity():
    ids = np.array([[2, 0, 1], [1, 1, 2]])
    np.testing.assert_array_equal(OneHot(3)(ids), np.eye(3)[ids])


def test_an_id_outside_gives_zeros():
    np.testing.assert_array_equal(OneHot(3)(np.array([3, -1, 99])), np.zeros((3, 3)))


def test_has_no_weights():
    layer = OneHot(3)
    layer(np.array([1]))
    assert layer.weights == []
