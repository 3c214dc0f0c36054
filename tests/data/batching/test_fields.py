import numpy as np

from seqkit.data.batching.fields import Ragged

ROWS = [[5, 6, 7], [], [8]]
RAGGED = Ragged.from_lengths(np.array([5, 6, 7, 8], "uint8"), [3, 0, 1])


def rows_of(ragged):
    bounds = zip(ragged.starts, ragged.lengths, strict=True)
    return [ragged.values[start : start + steps].tolist() for start, steps in bounds]


def test_rows_follow_one_another():
    assert rows_of(RAGGED) == ROWS


def test_some_rows_are_taken_by_number_or_mask():
    assert rows_of(RAGGED.take(np.array([2, 0]))) == [ROWS[2], ROWS[0]]
    assert rows_of(RAGGED.take(np.array([False, True, True]))) == ROWS[1:]


def test_rows_are_cut_with_their_starts():
    assert rows_of(RAGGED.cut(2)) == [[5, 6], [], [8]]
    assert RAGGED.cut(None) is RAGGED
