import numpy as np
import pytest

from seqkit.data.batching.fields import Ragged
from seqkit.data.batching.pad_rows import pad_rows

ROWS = [[5, 6, 7], [], [8]]
RAGGED = Ragged.from_lengths(np.array([5, 6, 7, 8], "uint8"), [3, 0, 1])


def test_integers_are_padded_with_0_on_the_right():
    batch = pad_rows(*vars(RAGGED).values(), 4)
    assert batch.dtype == "int32"
    expected = [row + [0] * (4 - len(row)) for row in ROWS]
    np.testing.assert_array_equal(batch, expected)


def test_steps_of_several_numbers_are_padded():
    values = np.arange(1, 9, dtype="uint16").reshape(4, 2)
    ragged = Ragged.from_lengths(values, [1, 0, 3])
    batch = pad_rows(*vars(ragged).values(), 3)
    assert batch.dtype == "int32"
    assert batch[0].numpy().tolist() == [[1, 2], [0, 0], [0, 0]]
    assert batch[2].numpy().tolist() == [[3, 4], [5, 6], [7, 8]]
    assert not batch[1].numpy().any()


@pytest.mark.parametrize("dtype", ["float16", "float32"])
def test_floats_are_padded_with_nan_and_keep_their_type(dtype):
    values = np.array([[5, 0], [np.nan, 6], [7, 8], [np.nan, np.nan]], dtype)
    ragged = Ragged.from_lengths(values, [1, 0, 3])
    batch = pad_rows(*vars(ragged).values(), 3)
    assert batch.dtype == dtype
    nan = [np.nan] * 2
    expected = [[[5, 0], nan, nan], [nan] * 3, [[np.nan, 6], [7, 8], nan]]
    np.testing.assert_array_equal(batch, expected)
