import numpy as np
import pytest
from keras import ops

from seqkit.noise import threefry
from seqkit.noise import uniforms

# Random123 1.14, tests/kat_vectors, "threefry2x32 20": counter, key, result.
PUBLISHED = [
    ((0, 0), (0, 0), (0x6B200159, 0x99BA4EFE)),
    ((2**32 - 1,) * 2, (2**32 - 1,) * 2, (0x1CB996FC, 0xBB002BE7)),
    ((0x243F6A88, 0x85A308D3), (0x13198A2E, 0x03707344), (0xC4923A9C, 0x483DF7A0)),
]


def words(pair):
    return tuple(ops.convert_to_tensor(np.array([word], "uint32")) for word in pair)


def numbers(*args):
    return ops.convert_to_numpy(uniforms(*args))


def first_word(key, counter):
    """Threefry-2x32 in Python's own integers, for one counter."""
    keys = [*key, 0x1BD11BDA ^ key[0] ^ key[1]]
    left, right = [(c + k) % 2**32 for c, k in zip(counter, key, strict=True)]
    for turn in range(20):
        left = (left + right) % 2**32
        distance = [13, 15, 26, 6, 17, 29, 16, 24][turn % 8]
        right = left ^ ((right << distance | right >> 32 - distance) % 2**32)
        if turn % 4 == 3:
            group = turn // 4 + 1
            left = (left + keys[group % 3]) % 2**32
            right = (right + keys[(group + 1) % 3] + group) % 2**32
    return left


@pytest.mark.parametrize("counter, key, result", PUBLISHED)
def test_threefry_gives_the_published_words(counter, key, result):
    found = threefry(words(key), words(counter))
    assert tuple(int(ops.convert_to_numpy(word)[0]) for word in found) == result


def test_scalar_seed_keys_each_row_with_seed_and_row():
    expected = [
        [(first_word((7, row), (step, 0)) >> 8) / 2**24 for step in range(3)]
        for row in range(2)
    ]
    np.testing.assert_array_equal(numbers(7, 2, 3), np.float32(expected))


def test_seed_of_each_row_keys_it_wherever_it_stands():
    together = numbers(np.array([5, -1, 5], "int32"), 3, 4)
    np.testing.assert_array_equal(together[0], together[2])
    np.testing.assert_array_equal(together[:1], numbers(np.array([5], "int32"), 1, 4))
    np.testing.assert_array_equal(together[0], numbers(5, 1, 4)[0])
    assert not np.any(together[0] == together[1])


def test_more_steps_or_rows_keep_the_first_numbers():
    np.testing.assert_array_equal(numbers(3, 5, 9)[:2, :4], numbers(3, 2, 4))


def test_numbers_may_begin_at_a_later_step():
    first = ops.convert_to_tensor(np.array(4, "int32"))
    for start in (4, first):
        np.testing.assert_array_equal(numbers(3, 5, 3, start), numbers(3, 5, 9)[:, 4:7])


@pytest.mark.parametrize("seed", [-1, 2**32 - 1, 2**40 + 2**32 - 1, np.int64(-1)])
def test_any_int_is_a_seed_modulo_two_to_the_32(seed):
    tensor = ops.convert_to_tensor(np.array(-1, "int32"))
    np.testing.assert_array_equal(numbers(seed, 2, 2), numbers(tensor, 2, 2))


def test_numbers_are_uniform_and_uncorrelated():
    drawn = numbers(0, 300, 300)
    assert drawn.dtype == np.float32 and 0 <= drawn.min() and drawn.max() < 1
    counts = np.histogram(drawn, bins=100, range=(0, 1))[0]
    chi_square = np.sum((counts - 900) ** 2 / 900)
    assert abs(chi_square - 99) < 5 * np.sqrt(2 * 99)
    for first, second in [(drawn[:, 1:], drawn[:, :-1]), (drawn[1:], drawn[:-1])]:
        correlation = np.corrcoef(first.ravel(), second.ravel())[0, 1]
        assert abs(correlation) < 5 / np.sqrt(first.size)


def test_seed_of_two_axes_says_what_to_give():
    with pytest.raises(
        ValueError, match=r"of shape \(rows,\). Received shape \(2, 1\)"
    ):
        uniforms(np.zeros((2, 1), "int32"), 2, 3)
