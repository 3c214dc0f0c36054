import numpy as np
import pytest

from seqkit.explain import rank_scores
from seqkit.explain.rank_scores import aucs
from seqkit.explain.rank_scores import average_ranks
from seqkit.explain.rank_scores import correlations
from seqkit.explain.rank_scores import unit_scores

RANDOM = np.random.default_rng(0)
# Few different values, so that many are equal.
VALUES = RANDOM.integers(0, 6, size=(40, 7)).astype("float32")
MASKS = RANDOM.integers(0, 2, size=(3, 40)).astype(bool)
NUMBERS = RANDOM.normal(size=(2, 40))


def ranks_by_hand(column):
    """Half of the equal ones, and all of the smaller ones, stand before a value."""
    smaller = (column[None] < column[:, None]).sum(axis=1)
    return smaller + ((column[None] == column[:, None]).sum(axis=1) + 1) / 2


def auc_by_hand(column, mask):
    """The share of pairs, of one inside and one outside, in the right order."""
    pairs = column[mask][:, None] - column[~mask][None]
    return (pairs > 0).mean() + (pairs == 0).mean() / 2


def test_equal_values_share_their_ranks():
    expected = np.stack([ranks_by_hand(column) for column in VALUES.T])
    np.testing.assert_array_equal(average_ranks(VALUES.T), expected)
    np.testing.assert_array_equal(average_ranks(np.zeros((1, 3))), [[2.0] * 3])
    np.testing.assert_array_equal(average_ranks(np.zeros((2, 1))), [[1.0], [1.0]])


def test_float16_is_ranked_in_the_same_order():
    extremes = [0.0, -0.0, 6e-8, -6e-8, 1.0, -1.0, 65504, -65504, np.inf, -np.inf]
    random = RANDOM.normal(size=200) * 10.0 ** RANDOM.integers(-5, 4, 200)
    values = np.concatenate([extremes, random, random[:50]]).astype("float16")
    expected = ranks_by_hand(values)
    np.testing.assert_array_equal(average_ranks(values[None])[0], expected)
    wide = values[None].astype("float32")
    np.testing.assert_array_equal(average_ranks(wide)[0], expected)


def test_auc_counts_the_pairs_in_the_right_order():
    expected = [[auc_by_hand(column, mask) for column in VALUES.T] for mask in MASKS]
    np.testing.assert_allclose(aucs(average_ranks(VALUES.T), MASKS), expected)


def test_correlations_are_those_of_numpy():
    expected = np.corrcoef(NUMBERS, VALUES.T)[:2, 2:]
    np.testing.assert_allclose(correlations(VALUES.T, NUMBERS), expected)


@pytest.mark.parametrize("constant", [0.0, 0.1, -3e4])
def test_a_unit_that_never_changes_predicts_nothing(constant):
    dead = np.full((40, 1), constant, "float32")
    scores = unit_scores(dead, {"mask": MASKS[0], "numbers": NUMBERS[0]})
    assert scores["mask"]["AUC"] == 0.5
    assert scores["numbers"] == {"Pearson": 0.0, "Spearman": 0.0}


def test_blocks_of_units_are_put_together_again(monkeypatch):
    properties = {"mask": MASKS[0], "numbers": NUMBERS[0], "other": MASKS[1]}
    whole = unit_scores(VALUES, properties)
    monkeypatch.setattr(rank_scores, "BLOCK", 3)
    for name, measures in unit_scores(VALUES, properties).items():
        for measure, scores in measures.items():
            assert scores.shape == (7,)
            np.testing.assert_allclose(scores, whole[name][measure])
    assert list(whole) == ["mask", "other", "numbers"]


def test_spearman_is_the_correlation_of_ranks():
    numbers = np.exp(3 * VALUES[:, 0].astype(float))
    scores = unit_scores(VALUES[:, :1], {"numbers": numbers})["numbers"]
    np.testing.assert_allclose(scores["Spearman"], 1)
    assert scores["Pearson"] < 0.9
