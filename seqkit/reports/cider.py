"""Compute CIDEr-D of captions against their references.

No maintained package computes CIDEr-D. Published numbers come from pycocoevalcap, last
released in 2020, and tests hold the numbers of this file equal to them.
"""

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np

ORDERS = 4  # words of the longest n-gram
SIGMA = 6.0  # words by which lengths may differ before the score falls much

Words = Sequence[str]


def cider_d(
    references: Sequence[Sequence[Words]], captions: Sequence[Words]
) -> np.ndarray:
    """Score captions by the n-grams that they share with their references.

    The weight of an n-gram is its count in the text times the logarithm of its rarity:
    the number of images, divided by the number of images that have it in a reference.
    The score is the cosine between the weights of a caption and of a reference, times
    ten, averaged over n-grams of one to four words and over the references. Repetitions
    count at most as often as in the reference, and a different length lowers the score.

    Args:
        references: for each image one or more lists of words.
        captions: lists of words, one for each image.

    Returns:
        float64 `(images,)`, from 0 to 10. All are 0 for a single image, since no n-gram
        is rare then.

    Reference:
        Vedantam et al. 2015, equations 1 to 5, https://arxiv.org/abs/1411.5726.

    Example:
    >>> cider_d([[["a", "dog"]], [["a", "cat"]]], [["a", "dog"], ["a", "dog"]])
    array([5., 0.])
    """
    counted = [list(map(_count_grams, each)) for each in references]
    images = Counter(gram for each in counted for gram in set().union(*each))

    def weigh(counts):
        """Return the weights of n-grams, a dict for each number of words."""
        weights = [{} for _ in range(ORDERS)]
        for gram, count in counts.items():
            rare = math.log(len(references) / max(images[gram], 1))
            weights[len(gram) - 1][gram] = count * rare
        return weights

    scores = []
    for words, each, counts in zip(captions, references, counted, strict=True):
        weights = weigh(_count_grams(words))
        alike = [
            _likeness(weights, weigh(grams)) * _closeness(len(words), len(reference))
            for grams, reference in zip(counts, each, strict=True)
        ]
        scores.append(10 * np.mean(alike))
    return np.array(scores)


def _count_grams(words: Words) -> Counter:
    """Count all n-grams of one to four words."""
    return Counter(
        tuple(words[first : first + order])
        for order in range(1, ORDERS + 1)
        for first in range(len(words) - order + 1)
    )


def _likeness(weights: list[dict], others: list[dict]) -> float:
    """Return the mean of the cosines between the weights of n-grams of each length."""
    cosines = []
    for one, other in zip(weights, others, strict=True):
        shared = sum(
            min(weight, other[gram]) * other[gram]
            for gram, weight in one.items()
            if gram in other
        )
        norms = math.hypot(*one.values()) * math.hypot(*other.values())
        cosines.append(shared / norms if norms else 0.0)
    return sum(cosines) / ORDERS


def _closeness(length: int, other: int) -> float:
    """Return 1 for texts of equal length, and less the more their lengths differ."""
    # The COCO evaluation counts pairs of words, of which 0 and 1 words both have none.
    apart = max(length, 1) - max(other, 1)
    return math.exp(-(apart**2) / (2 * SIGMA**2))
