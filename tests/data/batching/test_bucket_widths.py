from itertools import combinations

import numpy as np
import pytest

from seqkit.data.batching.bucket_widths import bucket_widths
from seqkit.data.batching.bucket_widths import groups
from tests.data.padding import padding


@pytest.mark.parametrize("buckets", [1, 2, 3])
def test_widths_pad_as_little_as_the_best_of_all_choices(buckets):
    lengths = np.random.default_rng(buckets).integers(1, 11, 40)
    every = combinations(range(1, 11), buckets)
    best = min(padding(lengths, w) for w in every if w[-1] >= lengths.max())
    assert padding(lengths, bucket_widths(lengths, buckets)) == best


def test_widths_rise_to_the_longest_and_are_no_more_than_asked_for():
    lengths = np.random.default_rng(0).lognormal(5, 1, 10_000).astype(int)
    widths = bucket_widths(lengths, 6)
    assert len(widths) == 6
    assert (np.diff(widths) > 0).all()
    assert widths[-1] == lengths.max()
    quantiles = np.quantile(lengths, np.arange(1, 7) / 6, method="higher")
    assert padding(lengths, widths) < padding(lengths, quantiles) / 2


def test_equal_lengths_need_one_width():
    assert bucket_widths([7, 7, 7], 6).tolist() == [7]


def test_empty_rows_have_a_width_of_one():
    assert bucket_widths([0, 0], 6).tolist() == [1]


def test_ordinary_widths_share_batches():
    assert groups(np.array([4, 50, 1000]), batch_size=64).tolist() == [0, 0, 0]
