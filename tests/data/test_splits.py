import numpy as np
import pytest

from seqkit.data.splits import check_share
from seqkit.data.splits import fingerprints
from seqkit.data.splits import in_stratified_validation
from seqkit.data.splits import in_validation

TEXTS = [f"text {number}" for number in range(5000)]
STRATA = np.arange(5000) % 3


@pytest.mark.parametrize("share", [0.02, 0.1, 0.5, 0.9])
def test_share_is_near_what_was_asked_for(share):
    chosen = in_validation(fingerprints(TEXTS, 0).numpy(), share)
    assert abs(chosen.mean() - share) < 4 * np.sqrt(share * (1 - share) / 5000)


def test_copies_stay_together():
    chosen = in_validation(fingerprints(TEXTS * 2, 0).numpy(), 0.3)
    np.testing.assert_array_equal(chosen[:5000], chosen[5000:])


def test_more_texts_do_not_change_sides():
    few = in_validation(fingerprints(TEXTS[:100], 0).numpy(), 0.3)
    many = in_validation(fingerprints(TEXTS, 0).numpy(), 0.3)
    np.testing.assert_array_equal(few, many[:100])


def test_seed_decides_and_no_seed_always_decides_the_same():
    sides = [in_validation(fingerprints(TEXTS, s).numpy(), 0.3) for s in (1, 1, 2)]
    assert (sides[0] == sides[1]).all()
    assert (sides[0] != sides[2]).any()
    np.testing.assert_array_equal(fingerprints(TEXTS, None), fingerprints(TEXTS, None))


@pytest.mark.parametrize("share", [1e-9, 1 - 1e-9])
def test_each_side_gets_a_text(share):
    chosen = in_validation(fingerprints(["a", "b", "a"], 0).numpy(), share)
    assert chosen.any()
    assert not chosen.all()


def test_one_distinct_text_cannot_be_divided():
    with pytest.raises(ValueError, match="Received 1 distinct text in 3"):
        in_validation(fingerprints(["a"] * 3, 0).numpy(), 0.5)


@pytest.mark.parametrize("share", [0, 1, -0.1, 10, float("nan")])
def test_share_outside_of_zero_to_one_is_refused(share):
    with pytest.raises(ValueError, match="between 0 and 1. Received"):
        check_share(share)


@pytest.mark.parametrize("share", [0.02, 0.1, 0.5, 0.9])
def test_each_stratum_keeps_its_share_within_one_text(share):
    sizes = np.array([1, 2, 3, 7, 40, 947, 1, 1, 2])
    strata = np.random.default_rng(0).permutation(np.repeat(np.arange(9), sizes))
    prints = fingerprints(TEXTS[:1004], 0).numpy()
    chosen = in_stratified_validation(prints, strata, share)
    picked = np.bincount(strata[chosen], minlength=9)
    assert (abs(picked - share * sizes) < 1).all()
    assert (picked < sizes).all()  # one at least is there to train on
    assert share * 1004 - 9 < picked.sum() < share * 1004 + 1


def test_copies_of_a_stratified_text_stay_together():
    prints = fingerprints(TEXTS[:100] * 3, 0).numpy()
    strata = np.arange(300) % 7  # copies of one text are of several strata
    chosen = in_stratified_validation(prints, strata, 0.3)
    assert (chosen[:100] == chosen[100:200]).all()
    assert (chosen[:100] == chosen[200:]).all()
    assert chosen[:100].sum() == 30


def test_stratified_texts_are_drawn_by_seed():
    sides = [
        in_stratified_validation(fingerprints(TEXTS, seed).numpy(), STRATA, 0.3)
        for seed in (1, 1, 2)
    ]
    assert (sides[0] == sides[1]).all()
    assert abs((sides[0] & sides[2]).mean() - 0.09) < 0.02


def test_order_of_texts_does_not_change_their_sides():
    prints, order = fingerprints(TEXTS, 0).numpy(), np.random.default_rng(0)
    order = order.permutation(5000)
    chosen = in_stratified_validation(prints, STRATA, 0.3)
    again = in_stratified_validation(prints[order], STRATA[order], 0.3)
    np.testing.assert_array_equal(again, chosen[order])


@pytest.mark.parametrize("share", [1e-9, 1 - 1e-9])
def test_each_side_gets_a_stratified_text(share):
    prints = fingerprints(["a", "b", "a", "c"], 0).numpy()
    chosen = in_stratified_validation(prints, np.array([0, 0, 0, 5]), share)
    assert chosen.any()
    assert not chosen.all()
    assert not chosen[3]  # the only one of its stratum


def test_strata_of_one_text_each_cannot_be_divided():
    prints = fingerprints(["a", "b", "a"], 0).numpy()
    with pytest.raises(ValueError, match="2 labels, each with one distinct text"):
        in_stratified_validation(prints, np.array([0, 1, 0]), 0.5)
    with pytest.raises(ValueError, match="Received 1 distinct text in 2"):
        in_stratified_validation(prints[[0, 0]], np.array([0, 0]), 0.5)
