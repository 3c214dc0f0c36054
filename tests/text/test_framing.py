import hypothesis.strategies as st
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import settings

from seqkit.text.framing import frame
from seqkit.text.framing import frame_in_graph
from seqkit.text.framing import unframe
from seqkit.text.framing import unframe_in_graph

ROWS = st.lists(st.lists(st.integers(0, 9), max_size=5), max_size=5)


def frame_by_hand(rows, start, end, length):
    framed = []
    for row in rows:
        room = len(row) if length is None else length - start - end
        framed.append([2] * start + row[:room] + [3] * end)
    width = max(map(len, framed), default=0) if length is None else length
    padded = [row + [0] * (width - len(row)) for row in framed]
    return np.array(padded, "int32").reshape(len(rows), width)


def frame_both_ways(rows, start, end, length):
    lengths = np.array([len(row) for row in rows], "int32")
    flat = np.array([token for row in rows for token in row], "int32")
    ragged = tf.RaggedTensor.from_row_lengths(flat, lengths)
    return (
        frame(flat, lengths, start, end, length),
        frame_in_graph(ragged, start, end, length).numpy(),
    )


@settings(deadline=None)
@given(ROWS, st.booleans(), st.booleans(), st.none() | st.integers(2, 7))
def test_both_ways_frame_as_by_hand(rows, start, end, length):
    expected = frame_by_hand(rows, start, end, length)
    for framed in frame_both_ways(rows, start, end, length):
        assert framed.dtype == np.int32
        np.testing.assert_array_equal(framed, expected)


def test_a_cut_row_keeps_its_end():
    for framed in frame_both_ways([[7, 8, 9], [7]], True, True, 3):
        np.testing.assert_array_equal(framed, [[2, 7, 3], [2, 7, 3]])


def test_length_one_holds_one_token():
    for framed in frame_both_ways([[7, 8], []], False, False, 1):
        np.testing.assert_array_equal(framed, [[7], [0]])
    for framed in frame_both_ways([[7, 8], []], False, True, 1):
        np.testing.assert_array_equal(framed, [[3], [3]])


@pytest.mark.parametrize(
    ("start", "end", "length"), [(False, False, 0), (True, False, 0), (True, True, 1)]
)
def test_length_without_room_for_start_and_end_says_so(start, end, length):
    with pytest.raises(
        ValueError, match=f"`length` is .*at least .* Received {length}"
    ):
        frame_both_ways([[7]], start, end, length)


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 9), min_size=4, max_size=4), min_size=1))
def test_both_ways_unframe_alike(rows):
    kept = unframe_in_graph(tf.constant(rows)).to_list()
    assert kept == [unframe(row) for row in rows]


def test_unframing_undoes_framing():
    rows = [[7, 8, 9], [], [1, 1]]
    for framed in frame_both_ways(rows, True, True, None):
        assert [unframe(row) for row in framed.tolist()] == rows


def test_unframing_skips_padding_and_start_and_stops_at_the_first_end():
    assert unframe([0, 2, 7, 0, 2, 8, 1, 3, 9, 3, 4]) == [7, 8, 1]
