import numpy as np
import pytest

from seqkit.data.validation import check_share
from seqkit.data.validation import fingerprints
from seqkit.data.validation import in_validation

TEXTS = [f"text {number}" for number in range(5000)]


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
