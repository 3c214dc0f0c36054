import numpy as np
import pytest

from seqkit.layers import WordDropout
from tests.checks import numbers

IDS = np.tile(np.array([4, 5, 6, 0], "int32"), (1000, 1))


def test_that_share_of_the_words_becomes_unknown():
    dropped = numbers(WordDropout(0.3, seed=0)(IDS, training=True))[0]
    assert np.mean(dropped[:, :3] == 1) == pytest.approx(0.3, abs=0.03)
    kept = dropped != 1
    np.testing.assert_array_equal(dropped[kept], IDS[kept])


def test_padding_stays():
    assert not numbers(WordDropout(0.9, seed=0)(IDS, training=True))[0][:, 3].any()


def test_other_words_are_dropped_each_time():
    layer = WordDropout(0.5, seed=0)
    first, second = (numbers(layer(IDS, training=True))[0] for _ in range(2))
    assert (first != second).any()


def test_nothing_is_dropped_but_in_training():
    np.testing.assert_array_equal(numbers(WordDropout(0.9)(IDS))[0], IDS)
    np.testing.assert_array_equal(numbers(WordDropout(0.0)(IDS, training=True))[0], IDS)


def test_comes_back_from_its_config():
    layer = WordDropout(0.25, seed=3)
    copy = WordDropout.from_config(layer.get_config())
    assert (copy.rate, copy.seed) == (0.25, 3)


@pytest.mark.parametrize("rate", [-0.1, 1, 1.5])
def test_a_rate_out_of_range_is_refused(rate):
    with pytest.raises(ValueError, match=f"under 1. Received {rate}"):
        WordDropout(rate)
