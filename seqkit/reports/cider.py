"""CIDEr-D of captions against their references.

No maintained package computes it: pycocoevalcap, of 2020, gives the published numbers,
and the tests hold these equal to its own.
"""

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np

ORDERS = 4  # words of the longest n-gram
SIGMA = 6.0  # words that a caption may be too long before it counts much

Words = Sequence[str]


def cider_d(
    references: Sequence[Sequence[Words]], captions: Sequence[Words]
) -> np.ndarray:
    """Scores captions by n-grams that are rare among all references.

    An n-gram weighs as often as it occurs in a text, times the log of how few images
    have it in a reference. A caption scores ten times the mean, over n-grams of one to
    four words and over its references, of the cosine between the two; what it repeats
    counts as often as the reference has it, and another length costs.

    Args:
        references: for each image lists of words, one at least.
        captions: lists of words, one for each image.

    Returns:
        float64 `(images,)`, from 0 to 10; 0 where there is one image only, since
        nothing is rare then.

    Reference:
        Vedantam et al. 2015, equations 1 to 5, https://arxiv.org/abs/1411.5726.

    Example:
    >>> cider_d([[["a", "dog"]], [["a", "cat"]]], [["a", "dog"], ["a", "dog"]])
    array([5., 0.])
    """
    counted = [list(map(count_grams, each)) for each in references]
    images = Counter(gram for each in counted for gram in set().union(*each))

    def weigh(counts):
        """Weigh n-grams, apart by their length."""
        weights = [{} for _ in range(ORDERS)]
        for gram, count in counts.items():
            rare = math.log(len(references) / max(images[gram], 1))
            weights[len(gram) - 1][gram] = count * rare
        return weights

    scores = []
    for words, each, counts in zip(captions, references, counted, strict=True):
        weights = weigh(count_grams(words))
        alike = [
            likeness(weights, weigh(grams)) * closeness(len(words), len(reference))
            for grams, reference in zip(counts, each, strict=True)
        ]
        scores.append(10 * np.mean(alike))
    return np.array(scores)


def count_grams(words: Words) -> Counter:
    """Count all runs of one to four words."""
    return Counter(
        tuple(words[first : first + order])
        for order in range(1, ORDERS + 1)
        for first in range(len(words) - order + 1)
    )


def likeness(weights: list[dict], others: list[dict]) -> float:
    """Average the cosines of weighted n-grams of each length."""
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


def closeness(length: int, other: int) -> float:
    """Return 1 for texts of equal length, less for others."""
    # The COCO evaluation counts pairs of words: without words there are none either.
    apart = max(length, 1) - max(other, 1)
    return math.exp(-(apart**2) / (2 * SIGMA**2))
