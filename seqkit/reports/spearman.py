"""Compute Spearman's rank correlation, by which word vectors are judged."""

from collections.abc import Sequence

import numpy as np

from seqkit.arguments import list_of


def rank_correlation(one: Sequence[float], other: Sequence[float]) -> float:
    """Return Spearman's ρ of two lists: the correlation of the ranks of their numbers.

    Equal numbers share the mean of their ranks.

    Args:
        one: list of float.
        other: list of float, of the same length.

    Returns:
        float from -1 to 1; NaN if there are fewer than two numbers, or all numbers of
        a list are equal.

    Raises:
        ValueError: the lists differ in length.

    Reference: Spearman 1904, https://doi.org/10.2307/1412159.

    Example:
    >>> rank_correlation([1, 2, 3], [0.1, 0.9, 0.4])
    0.5
    """
    ranks = [_ranks(list_of(each, "one", "float")) for each in (one, other)]
    if len(ranks[0]) != len(ranks[1]):
        raise ValueError(
            "Both lists have one number for each item. Received "
            f"{len(ranks[0])} and {len(ranks[1])} numbers. Give as many."
        )
    one, other = (each - each.mean() if len(each) else each for each in ranks)
    norm = np.sqrt((one @ one) * (other @ other))
    return float(one @ other / norm) if norm else float("nan")


def _ranks(numbers):
    """Return the rank of each number, float `(n,)`; equal numbers share their mean."""
    _, places, counts = np.unique(numbers, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[places]
