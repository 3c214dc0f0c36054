import itertools

import numpy as np
from keras import ops

from seqkit.decoding import ctc_align
from tests.decoding.ctc_twins import merged
from tests.decoding.ctc_twins import random_frames

VOCABULARY = 4
FRAMES = random_frames(8, 6, VOCABULARY, seed=4)
LENGTHS = np.array([6, 6, 5, 4, 3, 1, 0, 0])
# Repeats, an empty text, a text that just fits, a repeat that does not fit, and texts
# with and without tokens that have no frames.
TEXTS = [(1, 2, 3), (1, 1), (), (2, 2, 1), (3, 3, 1), (2,), (), (1,)]
TOKENS = np.array([text + (0,) * (3 - len(text)) for text in TEXTS])
TOKEN_LENGTHS = np.array([len(text) for text in TEXTS])


def brute_force(frames, text):
    """First and last frames of the tokens on the best path, and its score."""
    best, score = None, -np.inf
    for path in itertools.product(range(VOCABULARY), repeat=len(frames)):
        gained = sum(np.float64(frames[t, k]) for t, k in enumerate(path))
        if merged(path) == text and gained > score:
            best, score = path, gained
    if best is None:
        return [-1] * len(text), [-1] * len(text), score
    runs, place = [], 0
    for token, run in itertools.groupby(best):
        size = len(list(run))
        runs += [(place, place + size - 1)] if token else []
        place += size
    return [run[0] for run in runs], [run[1] for run in runs], score


def test_alignment_is_the_best_path_of_brute_force_and_padding_changes_nothing():
    padding = np.arange(6) >= LENGTHS[:, None]
    frames = np.where(padding[..., None], np.float32(np.nan), FRAMES)
    results = ctc_align(frames, LENGTHS, TOKENS, TOKEN_LENGTHS)
    first, last, scores = map(ops.convert_to_numpy, results)
    assert first.dtype == last.dtype == np.int32
    for row, text in enumerate(TEXTS):
        expected = brute_force(FRAMES[row, : LENGTHS[row]], text)
        pad = [-1] * (3 - len(text))
        np.testing.assert_array_equal(first[row], expected[0] + pad)
        np.testing.assert_array_equal(last[row], expected[1] + pad)
        np.testing.assert_allclose(scores[row], expected[2], rtol=1e-5)
    assert scores[4] == scores[7] == -np.inf and scores[6] == 0


def test_nan_counts_as_blank_and_stays_in_its_row():
    frames = FRAMES.copy()
    frames[0, 1] = np.nan
    results = ctc_align(frames, LENGTHS, TOKENS, TOKEN_LENGTHS)
    first, last, scores = map(ops.convert_to_numpy, results)
    blank = FRAMES[0].copy()
    blank[1] = [0.0, -1e9, -1e9, -1e9]
    expected = brute_force(blank, TEXTS[0])
    np.testing.assert_array_equal(first[0], expected[0])
    np.testing.assert_array_equal(last[0], expected[1])
    others = ctc_align(FRAMES, LENGTHS, TOKENS, TOKEN_LENGTHS)
    np.testing.assert_array_equal(first[1:], others[0][1:])
    np.testing.assert_array_equal(scores[1:], others[2][1:])


def test_texts_without_columns_and_frames_without_time_are_aligned():
    first, _, scores = ctc_align(
        FRAMES[:1], LENGTHS[:1], TOKENS[:1, :0], TOKEN_LENGTHS[2:3]
    )
    assert tuple(first.shape) == (1, 0)
    np.testing.assert_allclose(scores, [FRAMES[0, :, 0].sum()], rtol=1e-5)
    first, _, scores = ctc_align(
        FRAMES[:1, :0], np.array([0]), TOKENS[:1], TOKEN_LENGTHS[:1]
    )
    np.testing.assert_array_equal(first, [[-1, -1, -1]])
    np.testing.assert_array_equal(scores, [-np.inf])
