import numpy as np
import pytest

from seqkit.layers import EvenAttention
from tests.checks import assert_same
from tests.checks import check_layer

RANDOM = np.random.default_rng(0)
INPUTS = RANDOM.normal(size=(3, 4, 2)).astype("float32")
WEIGHTS = RANDOM.dirichlet(np.ones(5), size=(3, 4)).astype("float32")
TOKENS = np.array([[2, 4, 4, 5], [2, 4, 0, 0], [0, 0, 0, 0]], "int32")


def test_keeps_what_every_layer_owes_and_gives_its_inputs_back():
    check_layer(EvenAttention, INPUTS, weights=WEIGHTS, tokens=TOKENS)
    assert_same(EvenAttention()(INPUTS, WEIGHTS, TOKENS), INPUTS)


def test_what_a_place_got_beside_one_costs_its_square():
    layer = EvenAttention(0.3)
    layer(INPUTS, WEIGHTS, TOKENS)
    got = [WEIGHTS[0].sum(axis=0), WEIGHTS[1, :2].sum(axis=0), np.zeros(5)]
    expected = 0.3 * np.mean([np.sum((1 - each) ** 2) for each in got])
    assert_same(layer.losses, [expected])


@pytest.mark.parametrize("strength", [-1, float("nan"), "much", None])
def test_a_strength_is_a_number_of_nats(strength):
    with pytest.raises(ValueError, match="`strength` is a number of at least 0"):
        EvenAttention(strength)


def test_tokens_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match=r"Received \(3, 4, 5\) and \(3, 3\)"):
        EvenAttention()(INPUTS, WEIGHTS, TOKENS[:, 1:])
