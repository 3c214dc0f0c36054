import numpy as np

from seqkit.data.batching.fields import Ragged
from seqkit.data.batching.fields import padded

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


def test_steps_of_several_numbers_are_padded():
    values = np.arange(1, 9, dtype="uint16").reshape(4, 2)
    ragged = Ragged.from_lengths(values, [1, 0, 3])
    batch = padded(*vars(ragged).values(), 3)
    assert batch.dtype == "int32"
    assert batch[0].numpy().tolist() == [[1, 2], [0, 0], [0, 0]]
    assert batch[2].numpy().tolist() == [[3, 4], [5, 6], [7, 8]]
    assert not batch[1].numpy().any()


def test_rows_are_padded_on_the_right():
    batch = padded(*vars(RAGGED).values(), 4)
    assert batch.dtype == "int32"
    expected = [row + [0] * (4 - len(row)) for row in ROWS]
    np.testing.assert_array_equal(batch, expected)
