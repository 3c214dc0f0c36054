import itertools

import numpy as np
import pytest

from seqkit.reports.rouge import _longest_common
from seqkit.reports.rouge import rouge_l

RANDOM = np.random.default_rng(0)


def text(longest=7):
    return [*RANDOM.choice([*"aabcd"], RANDOM.integers(longest))]


def subsequences(words):
    return {
        chosen
        for length in range(len(words) + 1)
        for chosen in itertools.combinations(words, length)
    }


def test_the_longest_common_subsequence_is_that_of_brute_force():
    for _ in range(50):
        one, other = text(), text()
        shared = subsequences(one) & subsequences(other)
        assert _longest_common(one, other) == max(map(len, shared))


def test_rouge_takes_the_best_precision_and_the_best_recall():
    # Two of its three words in order in the first, all words of the second.
    references = ["a b x y z".split(), ["c"]]
    score = rouge_l(references, "a b c".split())
    assert score == pytest.approx(2.44 * (2 / 3) * 1 / (1 + 1.44 * 2 / 3))
    assert rouge_l([["a"]], ["a"]) == 1.0
    assert rouge_l([["a"]], ["b"]) == rouge_l([["a"]], []) == rouge_l([[]], ["a"]) == 0


def test_scores_equal_those_of_the_coco_evaluation():
    pytest.importorskip("pycocoevalcap.rouge.rouge")
    from pycocoevalcap.rouge.rouge import Rouge

    references = [[["a", *text()] for _ in range(3)] for _ in range(9)]
    captions = [["b", *text()] for _ in range(9)]
    theirs = (
        {row: [*map(" ".join, each)] for row, each in enumerate(references)},
        {row: [" ".join(each)] for row, each in enumerate(captions)},
    )
    rouge = [*map(rouge_l, references, captions)]
    np.testing.assert_allclose(Rouge().compute_score(*theirs)[1], rouge)
