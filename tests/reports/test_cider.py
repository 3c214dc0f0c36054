import itertools
import math

import numpy as np
import pytest

from seqkit.reports.cider import cider_d

RANDOM = np.random.default_rng(0)


def text(longest=7):
    return [*RANDOM.choice([*"aabcd"], RANDOM.integers(longest))]


def dense(words, order, grams, rarity):
    runs = [tuple(words[i : i + order]) for i in range(len(words) - order + 1)]
    return np.array([runs.count(gram) for gram in grams]) * rarity


def test_cider_is_that_of_its_equations():
    references = [[text() for _ in range(3)] for _ in range(5)]
    captions = [text() for _ in range(5)]
    expected = np.zeros(5)
    for order in range(1, 5):
        grams = sorted(itertools.product("abcd", repeat=order))
        held = np.array(
            [
                np.any([dense(one, order, grams, 1) for one in each], 0)
                for each in references
            ]
        )
        rarity = np.log(5 / np.maximum(held.sum(axis=0), 1))
        for row, (caption, each) in enumerate(zip(captions, references, strict=True)):
            mine = dense(caption, order, grams, rarity)
            for reference in each:
                theirs = dense(reference, order, grams, rarity)
                norms = np.linalg.norm(mine) * np.linalg.norm(theirs)
                cosine = np.minimum(mine, theirs) @ theirs / norms if norms else 0.0
                apart = max(len(caption), 1) - max(len(reference), 1)
                expected[row] += 10 / 4 / 3 * cosine * math.exp(-(apart**2) / 72)
    np.testing.assert_allclose(cider_d(references, captions), expected)
    assert expected.any()


def test_n_grams_of_all_images_count_nothing():
    references = [[["a", "dog"]], [["a", "cat"]]]
    scores = cider_d(references, [["a", "dog"], ["a", "a"]])
    np.testing.assert_allclose(scores, [5.0, 0.0])
    assert cider_d([[["a"]]], [["a"]]) == [0.0]


def test_scores_equal_those_of_the_coco_evaluation():
    pytest.importorskip("pycocoevalcap.cider.cider")
    from pycocoevalcap.cider.cider import Cider

    references = [[["a", *text()] for _ in range(3)] for _ in range(9)]
    captions = [["b", *text()] for _ in range(9)]
    theirs = (
        {row: [*map(" ".join, each)] for row, each in enumerate(references)},
        {row: [" ".join(each)] for row, each in enumerate(captions)},
    )
    np.testing.assert_allclose(
        Cider().compute_score(*theirs)[1], cider_d(references, captions)
    )
