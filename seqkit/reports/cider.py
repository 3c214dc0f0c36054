"""Compute CIDEr-D of captions against their references.

No maintained package computes CIDEr-D. Published numbers were computed by
pycocoevalcap, last released in 2020; tests check that this file returns equal numbers.
"""

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np

ORDERS = 4  # words of the longest n-gram
SIGMA = 6.0  # standard deviation of the Gaussian of the difference in words

Words = Sequence[str]


def cider_d(
    references: Sequence[Sequence[Words]], captions: Sequence[Words]
) -> np.ndarray:
    """Return a score for each caption, from the n-grams shared with its references.

    The weight of an n-gram is its count in the text times the logarithm of its rarity.
    Rarity is the number of images divided by the number of images with a reference that
    contains the n-gram. The score is the cosine between the weights of a caption and of
    a reference, times ten, averaged over n-grams of one to four words and over the
    references. An n-gram counts at most as often as in the reference. A length that
    differs from the reference's lowers the score.

    Args:
        references: list with one or more lists of words for each image.
        captions: list of lists of words, one for each image.

    Returns:
        float64 `(images,)`, from 0 to 10. The score of a single image is 0, since then
        the logarithm of every rarity is 0.

    Reference:
        Vedantam et al. 2015, equations 1 to 5, https://arxiv.org/abs/1411.5726.

    Example:
    >>> cider_d([[["a", "dog"]], [["a", "cat"]]], [["a", "dog"], ["a", "dog"]])
    array([5., 0.])
    """
    counted = [list(map(_count_grams, each)) for each in references]
    images = Counter(gram for each in counted for gram in set().union(*each))

    def weigh(counts):
        """Return a dict from n-gram to weight for each number of words, 1 to 4."""
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
    """Return the count of each n-gram of one to four words."""
    return Counter(
        tuple(words[first : first + order])
        for order in range(1, ORDERS + 1)
        for first in range(len(words) - order + 1)
    )


def _likeness(weights: list[dict], others: list[dict]) -> float:
    """Return the mean over n = 1 to 4 of the cosine between weights of n-grams.

    `weights` are the caption's, `others` the reference's.
    """
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
    """Return a factor: 1 for equal lengths, and less for more different lengths."""
    # The COCO evaluation counts pairs of words: texts of 0 words and of 1 word have 0.
    apart = max(length, 1) - max(other, 1)
    return math.exp(-(apart**2) / (2 * SIGMA**2))
