import numpy as np
import pytest
from keras import ops

from seqkit.decoding import ctc_greedy
from tests.decoding.ctc_twins import merged
from tests.decoding.ctc_twins import random_frames

FRAMES = random_frames(5, 7, 4)
LENGTHS = np.array([7, 4, 1, 0, 6])


def test_greedy_merges_the_likeliest_path_of_real_frames():
    for scale in (1.0, np.nan):
        padding = np.arange(7) >= LENGTHS[:, None]
        frames = np.where(padding[..., None], np.float32(scale), FRAMES)
        tokens, scores = map(ops.convert_to_numpy, ctc_greedy(frames, LENGTHS))
        assert tokens.shape == (5, 7) and tokens.dtype == np.int32
        for row, length in enumerate(LENGTHS):
            expected = merged(FRAMES[row, :length].argmax(axis=-1))
            np.testing.assert_array_equal(
                tokens[row], expected + (0,) * (7 - len(expected))
            )
            score = FRAMES[row, :length].max(axis=-1).sum()
            np.testing.assert_allclose(scores[row], score, rtol=1e-5)


def test_repeats_are_kept_between_blanks():
    path = np.array([[0, 5, 5, 0, 5, 6, 0]])
    tokens, _ = ctc_greedy(np.log(np.eye(7)[path] + 1e-9), np.array([7]))
    np.testing.assert_array_equal(tokens, [[5, 5, 6, 0, 0, 0, 0]])


def test_nan_counts_as_a_blank_and_stays_in_its_row():
    frames = FRAMES.copy()
    frames[0, 2:] = np.nan
    tokens, scores = map(ops.convert_to_numpy, ctc_greedy(frames, LENGTHS))
    expected = ctc_greedy(FRAMES, LENGTHS)
    alone = ctc_greedy(FRAMES[:1], np.array([2]))
    np.testing.assert_array_equal(tokens[1:], expected[0][1:])
    np.testing.assert_array_equal(tokens[:1], alone[0])
    np.testing.assert_allclose(scores[0], alone[1][0])


def test_no_frames_give_no_tokens():
    tokens, scores = ctc_greedy(FRAMES[:, :0], np.zeros(5, int))
    assert tuple(tokens.shape) == (5, 0)
    np.testing.assert_array_equal(scores, np.zeros(5))


def test_frames_without_a_batch_axis_say_how_to_fix_it():
    with pytest.raises(ValueError, match="log_probs\\[None\\]"):
        ctc_greedy(FRAMES[0], np.array([7]))
