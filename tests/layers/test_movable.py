import numpy as np
import pytest

from seqkit.layers import Movable
from tests.checks import assert_same
from tests.checks import check_layer

VECTORS = np.random.default_rng(0).normal(size=(2, 3, 4)).astype("float32")


def test_keeps_what_every_layer_owes():
    check_layer(Movable, VECTORS)


def test_moves_inside_of_moved_alone():
    movable, other = Movable(), Movable()
    with movable.moved(lambda vectors: 2 * vectors):
        assert_same(movable(VECTORS), 2 * VECTORS)
        assert_same(other(VECTORS), VECTORS)
    assert_same(movable(VECTORS), VECTORS)


def test_an_error_inside_ends_the_move():
    movable = Movable()
    with pytest.raises(RuntimeError), movable.moved(lambda vectors: 2 * vectors):
        raise RuntimeError
    assert_same(movable(VECTORS), VECTORS)
