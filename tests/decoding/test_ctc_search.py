import numpy as np
import pytest
from keras import ops

from seqkit.backend.compiled import compiled
from seqkit.decoding import ctc_beam_search
from tests.checks import NEEDS_TENSORFLOW
from tests.decoding.ctc_twins import all_labelings
from tests.decoding.ctc_twins import prefix_search
from tests.decoding.ctc_twins import random_frames

NONE = np.float32(-1e9)
MOODS, VOCABULARY, END = 11, 8, 3


@pytest.fixture(scope="module")
def search():
    """The search as one graph."""
    return compiled(ctc_beam_search)


@pytest.fixture(scope="module")
def fused(wander):
    """The search with a language model that looks its logits up, as one graph."""

    @compiled
    def graph(frames, lengths, memory, mood, weight, bonus, **settings):
        return ctc_beam_search(
            frames,
            lengths,
            step=wander,
            state={"mood": mood},
            memory=memory,
            weight=weight,
            bonus=bonus,
            **settings,
        )

    return graph


def tables(rows, seed=0):
    random = np.random.default_rng(seed)
    shape = (rows, MOODS, VOCABULARY, VOCABULARY)
    return random.normal(scale=1.5, size=shape).astype("float32")


def gains_of(table, mood):
    """The function from tokens to log-probabilities that `prefix_search` takes."""

    def gains(tokens):
        place = mood
        for last in (2, *tokens):
            before, place = place, (place * 2 + last) % MOODS
        logits = np.float64(table[before, last])
        return logits - np.log(np.exp(logits).sum())

    return gains


def check_row(tokens, scores, expected):
    """Compares the results of a row with the first ones of (tokens, score)."""
    for place, (text, score) in enumerate(expected[: len(tokens)]):
        padding = (0,) * (tokens.shape[1] - len(text))
        np.testing.assert_array_equal(tokens[place], text + padding)
        np.testing.assert_allclose(scores[place], score, rtol=1e-4, atol=1e-4)


def as_numpy(results):
    return [ops.convert_to_numpy(result) for result in results]


def test_wide_beams_find_what_brute_force_finds(search):
    frames, lengths = random_frames(6, 5, 3), np.array([5, 4, 3, 2, 1, 0])
    tokens, scores = as_numpy(search(frames, lengths, beams=64, count=5, margin=None))
    assert tokens.shape == (6, 5, 5) and tokens.dtype == np.int32
    for row, length in enumerate(lengths):
        texts = all_labelings(frames[row, :length]) if length else {(): 0.0}
        expected = sorted(texts.items(), key=lambda one: -one[1])
        check_row(tokens[row], scores[row], expected)
    np.testing.assert_array_equal(tokens[5, 1:], 0)
    np.testing.assert_array_equal(scores[5, 1:], NONE)


@pytest.mark.parametrize(
    "beams, count",
    [
        (3, 3),
        pytest.param(1, 1, marks=pytest.mark.slow),
        pytest.param(16, 5, marks=pytest.mark.slow),
    ],
)
def test_narrow_beams_are_those_of_the_twin(search, beams, count):
    frames = random_frames(12, 14, 5, seed=1)
    lengths = np.arange(12) + 3
    tokens, scores = as_numpy(
        search(frames, lengths, beams=beams, count=count, margin=None)
    )
    for row, length in enumerate(lengths):
        expected = prefix_search(frames[row, :length], beams)
        check_row(tokens[row], scores[row], expected)


@pytest.mark.parametrize("margin", [pytest.param(None, marks=pytest.mark.slow), 3.0])
def test_language_model_is_fused_as_the_twin_does(fused, margin):
    rows = 6
    frames = random_frames(rows, 10, VOCABULARY, seed=2)
    lengths, mood = np.array([10, 9, 7, 4, 1, 0]), np.arange(rows, dtype="int32")
    memory = tables(rows)
    memory[1, :, :, 5] = -np.inf  # a token that this language never has
    for weight, bonus in [(0.5, 0.0), (1.5, 0.7)]:
        tokens, scores = as_numpy(
            fused(
                frames,
                lengths,
                memory,
                mood,
                weight,
                bonus,
                beams=5,
                count=3,
                margin=margin,
            )
        )
        for row, length in enumerate(lengths):
            with np.errstate(divide="ignore"):
                expected = prefix_search(
                    frames[row, :length],
                    5,
                    gains_of(memory[row], mood[row]),
                    weight,
                    bonus,
                    END,
                    margin,
                )
            check_row(tokens[row], scores[row], expected)


def test_rows_answer_as_if_alone_and_nan_stays_in_its_row(search):
    frames, lengths = random_frames(4, 14, 5, seed=3), np.array([14, 9, 0, 1])
    spoiled = frames.copy()
    spoiled[0, 4:] = np.nan
    spoiled[1, 9:] = np.nan
    together = as_numpy(search(spoiled, lengths, beams=3, count=3))
    lengths = np.array([4, 9, 0, 1])
    expected = as_numpy(search(frames, lengths, beams=3, count=3))
    np.testing.assert_array_equal(together[0], expected[0])
    np.testing.assert_allclose(together[1], expected[1], rtol=1e-5)
    alone = as_numpy(search(frames[1:2, :9], lengths[1:2], beams=3, count=3))
    np.testing.assert_array_equal(alone[0][0], together[0][1, :, :9])
    np.testing.assert_allclose(alone[1][0], together[1][1], rtol=1e-5)


def test_silence_has_no_tokens_and_no_frames_are_allowed(search):
    silence = np.log(np.array([[[1.0] + [1e-6] * 4] * 14], "float32"))
    tokens, scores = as_numpy(search(silence, np.array([14]), beams=3, count=3))
    np.testing.assert_array_equal(tokens[0, 0], 0)
    np.testing.assert_allclose(scores[0, 0], 0.0, atol=1e-3)
    tokens, scores = ctc_beam_search(silence[:, :0], np.array([0]))
    assert tuple(tokens.shape) == (1, 1, 0)
    np.testing.assert_array_equal(scores, [[0.0]])


def test_settings_out_of_range_are_refused():
    frames = random_frames(1, 2, 5)
    with pytest.raises(ValueError, match="`count` is at most `beams`"):
        ctc_beam_search(frames, np.array([2]), beams=2, count=3)
    with pytest.raises(ValueError, match="`beams` is an int"):
        ctc_beam_search(frames, np.array([2]), beams=0)
    with pytest.raises(ValueError, match="Received 4 logits"):
        ctc_beam_search(
            frames,
            np.array([2]),
            step=lambda tokens, state, memory: (ops.one_hot(tokens, 4), state),
            state=(),
        )


@pytest.mark.slow
@NEEDS_TENSORFLOW
def test_saved_graph_of_unknown_sizes_says_the_same(tmp_path, wander):
    import tensorflow as tf

    class Searcher(tf.Module):
        @tf.function(
            input_signature=[
                tf.TensorSpec((None, None, VOCABULARY)),
                tf.TensorSpec((None,), tf.int32),
                tf.TensorSpec((None, MOODS, VOCABULARY, VOCABULARY)),
            ],
            autograph=False,
        )
        def search(self, frames, lengths, memory):
            state = {"mood": tf.zeros_like(lengths)}
            return ctc_beam_search(
                frames, lengths, 4, 2, step=wander, state=state, memory=memory
            )

    searcher = Searcher()
    tf.saved_model.save(searcher, str(tmp_path))
    loaded = tf.saved_model.load(str(tmp_path))
    for rows, frames in [(3, 9), (1, 4)]:
        inputs = (
            tf.constant(random_frames(rows, frames, VOCABULARY)),
            tf.constant([frames, 2, 0][:rows], tf.int32),
            tf.constant(tables(rows)),
        )
        for one, two in zip(
            loaded.search(*inputs), searcher.search(*inputs), strict=True
        ):
            np.testing.assert_array_equal(one, two)
