import numpy as np
import pytest

from seqkit.reports import rank_correlation


def ranks_by_hand(numbers):
    """One plus how many are smaller, plus half of the others that are equal."""
    return [
        1 + sum(other < each for other in numbers) + (numbers.count(each) - 1) / 2
        for each in numbers
    ]


def test_it_is_the_correlation_of_ranks():
    random = np.random.default_rng(0)
    for _ in range(5):
        one, other = random.integers(0, 6, (2, 20)).tolist()
        expected = np.corrcoef(ranks_by_hand(one), ranks_by_hand(other))[0, 1]
        assert rank_correlation(one, other) == pytest.approx(expected)


def test_without_order_it_is_not_a_number():
    for numbers in ([], [1], [2, 2]):
        assert np.isnan(rank_correlation(numbers, list(range(len(numbers)))))


def test_lists_of_other_lengths_are_refused():
    with pytest.raises(ValueError, match="one number for each item.*1 and 2"):
        rank_correlation([1], [1, 2])
