import numpy as np
import pytest

from seqkit.data.batching.encode import as_small
from seqkit.data.batching.encode import encoded
from seqkit.data.batching.encode import gathered
from seqkit.data.batching.encode import in_blocks


def test_blocks_hold_everything_in_order(monkeypatch):
    monkeypatch.setattr("seqkit.data.batching.encode._BLOCK", 5)
    assert list(in_blocks(["aaa", "bb", "c", "dddddd", "e"])) == [
        ["aaa", "bb"],
        ["c", "dddddd"],
        ["e"],
    ]


def test_arrays_are_gathered_in_blocks_of_their_numbers(numbers, monkeypatch):
    monkeypatch.setattr("seqkit.data.batching.encode._BLOCK", 4)
    rows = [np.full((steps, 2), steps, "float64") for steps in (1, 2, 0, 3)]
    blocks = list(encoded(rows, numbers))
    assert [len(block) for block, *_ in blocks] == [2, 2]
    ragged, prints = gathered(blocks, printed=True)
    assert ragged.values.dtype == "float32"
    np.testing.assert_array_equal(ragged.values, 2 * np.concatenate(rows))
    assert ragged.lengths.tolist() == [1, 2, 0, 3]
    assert len(set(prints)) == 4


def test_equal_arrays_have_equal_fingerprints(numbers):
    rows = [[[1, 2]], [[1.0, 2.0]], [[1, 3]], [[1], [2]]]
    arrays = [np.array(rows[0], "int8"), *map(np.array, rows[1:])]
    numbers.encode_flat = lambda rows: (np.zeros((4, 2)), np.ones(4, "int32"))
    _, prints = gathered(encoded(arrays, numbers), printed=True)
    assert prints[0] == prints[1]
    assert len(set(prints)) == 3


@pytest.mark.parametrize(
    ("values", "dtype"),
    [([0, 255], "uint8"), ([256], "uint16"), ([70_000], "uint32"), ([0.5], "float32")],
)
def test_values_take_the_smallest_type_that_holds_them(values, dtype):
    small = as_small(np.array(values))
    assert small.dtype == dtype
    assert small.tolist() == values
    assert as_small(np.float16([0.5])).dtype == "float16"
