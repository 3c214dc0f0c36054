import keras
import numpy as np
import pytest
from keras import ops

from seqkit.backend.compiled import compiled
from seqkit.decoding import sample
from seqkit.decoding.sample_loop import sample_on

MOODS = 11  # of the step that wanders
WORDS = {"tea": 0.4, "ten": 0.35, "to": 0.2, "a": 0.05}
EAGER_STEPS = pytest.mark.skipif(
    keras.backend.backend() == "jax", reason="JAX traces the step of an eager loop too"
)
ONLY_TENSORFLOW = pytest.mark.skipif(
    keras.backend.backend() != "tensorflow", reason="graphs of unknown batch size"
)


def starts(rows):
    return np.full(rows, 2, "int32"), np.zeros(rows, "int32")


def as_numpy(results):
    return [ops.convert_to_numpy(result) for result in results]


@pytest.fixture(scope="module")
def wanderer(wander):
    """Samples from random tables as one graph: (memory, mood, settings) -> results."""

    @compiled
    def graph(memory, mood, temperature, top_k, top_p, seed):
        return sample(
            wander,
            ops.zeros_like(mood) + 2,
            {"mood": mood},
            memory,
            length=8,
            temperature=temperature,
            top_k=top_k,
            top_p=top_p,
            seed=seed,
        )

    return graph


def tables(rows, vocabulary=9, seed=0):
    random = np.random.default_rng(seed)
    shape = (rows, MOODS, vocabulary, vocabulary)
    return random.normal(scale=2, size=shape).astype("float32")


@pytest.mark.parametrize("drawing", [{}, {"temperature": 2.0, "top_k": 5, "seed": 9}])
def test_steps_in_parts_are_the_steps_of_one_call(wander, drawing):
    memory, mood = tables(3), {"mood": np.zeros(3, "int32")}
    tokens = np.full(3, 2, "int32")
    options = drawing | {"end": 99}
    whole, score = sample(wander, tokens, mood, memory, length=9, **options)
    parts, scores, state = [], 0, mood
    for first in (0, 3, 6):
        drawn, gained, state = sample_on(
            wander, tokens, state, memory, first=first, length=3, **options
        )
        parts.append(ops.convert_to_numpy(drawn))
        tokens, scores = drawn[:, -1], scores + ops.convert_to_numpy(gained)
    np.testing.assert_array_equal(np.concatenate(parts, axis=1), whole)
    np.testing.assert_allclose(scores, score, rtol=1e-5)


def test_greedy_spells_the_likeliest_letters(speller, spelled):
    tokens, scores = sample(speller(WORDS), *starts(2), length=6, temperature=0)
    assert spelled(tokens) == ["tea.", "tea."]
    assert ops.shape(tokens) == (2, 6)
    np.testing.assert_allclose(ops.convert_to_numpy(scores), np.log(0.4), rtol=1e-5)


def test_words_come_as_often_as_they_are_probable_and_score_so(speller, spelled):
    rows = 4000
    tokens, scores = sample(speller(WORDS), *starts(rows), length=6, seed=1)
    found, scores = spelled(tokens), ops.convert_to_numpy(scores)
    chi_square = sum(
        (found.count(word + ".") - rows * probability) ** 2 / (rows * probability)
        for word, probability in WORDS.items()
    )
    free = len(WORDS) - 1
    assert set(found) == {word + "." for word in WORDS}
    assert chi_square < free + 5 * np.sqrt(2 * free)
    expected = [np.log(WORDS[word[:-1]]) for word in found]
    np.testing.assert_allclose(scores, expected, rtol=1e-4)


def test_length_cuts_off_and_score_counts_what_was_said(speller, spelled):
    tokens, scores = sample(speller(WORDS), *starts(1), length=2, temperature=0)
    assert spelled(tokens) == ["te"]
    np.testing.assert_allclose(ops.convert_to_numpy(scores), np.log(0.75), rtol=1e-5)


def test_score_is_the_models_own_whatever_filters_choose(wanderer):
    memory, mood = tables(40), np.zeros(40, "int32")
    tokens, scores = as_numpy(wanderer(memory, mood, 0.5, 4, 0.8, 3))
    for row in range(40):
        total, mood, last = 0.0, 0, 2
        for token in tokens[row][: np.count_nonzero(tokens[row])]:
            logits = np.float64(memory[row, mood, last])
            total += logits[token] - np.log(np.sum(np.exp(logits)))
            mood, last = (mood * 2 + last) % MOODS, token
        np.testing.assert_allclose(scores[row], total, rtol=1e-4)
    assert tokens.dtype == np.int32 and scores.dtype == np.float32


def test_nothing_forbidden_is_said_and_nothing_but_padding_after_the_end(wanderer):
    memory, mood = tables(200), np.zeros(200, "int32")
    tokens, _ = as_numpy(wanderer(memory, mood, 3.0, None, None, 3))
    ended = np.cumsum(tokens == 3, axis=1) - (tokens == 3) > 0
    assert np.all(tokens[ended] == 0) and np.all(tokens[~ended] >= 3)
    assert np.any(ended) and len(set(tokens.ravel())) == 7


def test_rows_answer_as_if_alone(wanderer):
    memory, mood = tables(5), np.array([0, 1, 2, 0, 1], "int32")
    settings = [
        np.array([1.0, 0.0, 0.7, 2.0, 1.5], "float32"),
        np.array([0, 3, 2, 0, 50], "int32"),
        np.array([1.0, 0.5, 1.0, 0.7, 0.9], "float32"),
        np.array([11, 12, 13, 11, -1], "int32"),
    ]
    together = as_numpy(wanderer(memory, mood, *settings))
    for row in range(5):
        own = slice(row, row + 1)
        alone = as_numpy(wanderer(memory[own], mood[own], *(s[own] for s in settings)))
        np.testing.assert_array_equal(alone[0][0], together[0][row])
        np.testing.assert_allclose(alone[1][0], together[1][row], rtol=1e-5)


def test_settings_off_as_tensors_say_the_same_as_none(wanderer):
    memory, mood = tables(6), np.zeros(6, "int32")
    expected = as_numpy(wanderer(memory, mood, 1.0, None, None, 3))
    found = as_numpy(wanderer(memory, mood, 1.0, 0, 1.0, 3))
    np.testing.assert_array_equal(found[0], expected[0])


def test_python_numbers_say_the_same_as_tensors(wander, wanderer):
    memory, mood = tables(6), np.zeros(6, "int32")
    expected = as_numpy(wanderer(memory, mood, 0.8, 4, 0.9, 3))
    found = as_numpy(
        sample(
            wander,
            np.full(6, 2, "int32"),
            {"mood": mood},
            memory,
            length=8,
            temperature=0.8,
            top_k=4,
            top_p=0.9,
            seed=3,
        )
    )
    np.testing.assert_array_equal(found[0], expected[0])
    np.testing.assert_allclose(found[1], expected[1], rtol=1e-5)


def test_seed_decides(wanderer):
    memory, mood = np.zeros((4, MOODS, 9, 9), "float32"), np.zeros(4, "int32")
    first, again, other = (
        as_numpy(wanderer(memory, mood, 1.0, None, None, seed))[0] for seed in (3, 3, 4)
    )
    np.testing.assert_array_equal(first, again)
    assert np.any(first != other)
    assert np.any(first[0] != first[1])  # equal rows, but each its own stream


@EAGER_STEPS
def test_loop_stops_once_every_row_has_ended(speller):
    calls, step = [], speller({"a": 0.5, "abc": 0.5})

    def counted(*args):
        calls.append(args)
        return step(*args)

    tokens, _ = sample(counted, *starts(50), length=1000)
    assert len(calls) == 4 and ops.shape(tokens) == (50, 1000)


def test_garbage_logits_of_a_row_are_answered_and_spoil_no_other(wanderer):
    memory, mood = tables(5), np.zeros(5, "int32")
    spoiled = memory.copy()
    for row, value in [(0, np.nan), (2, np.inf), (4, -np.inf)]:
        spoiled[row] = value
    spoiled[0, 0, 2, 5] = 1
    settings = np.ones(5, "float32"), None, np.full(5, 0.9, "float32"), 3
    expected = as_numpy(wanderer(memory, mood, *settings))
    tokens, scores = as_numpy(wanderer(spoiled, mood, *settings))
    np.testing.assert_array_equal(tokens[[1, 3]], expected[0][[1, 3]])
    np.testing.assert_array_equal(scores[[1, 3]], expected[1][[1, 3]])
    assert tokens[0, 0] == 5  # the one number among NaN
    assert np.all(np.isfinite(scores)) and not np.any(np.isin(tokens, [1, 2]))


def test_garbage_settings_are_answered(wanderer):
    memory, mood = tables(4), np.zeros(4, "int32")
    garbage = np.array([np.nan, -np.inf, np.inf, -1], "float32")
    huge = np.array([-(2**31), 2**31 - 1, 0, -1], "int32")
    tokens, scores = as_numpy(wanderer(memory, mood, garbage, huge, garbage, huge))
    assert np.all(np.isfinite(scores)) and not np.any(np.isin(tokens, [1, 2]))


def test_empty_batch_is_allowed(wanderer):
    tokens, scores = wanderer(tables(0), np.zeros(0, "int32"), 1.0, 2, 0.5, 3)
    assert ops.shape(tokens) == (0, 8) and ops.shape(scores) == (0,)


@ONLY_TENSORFLOW
@pytest.mark.slow
def test_graph_of_unknown_batch_size_says_the_same(wander, wanderer):
    import tensorflow as tf

    @tf.function(input_signature=[tf.TensorSpec([None, MOODS, 9, 9])])
    def graph(memory):
        rows = ops.shape(memory)[0]
        state = {"mood": ops.zeros((rows,), dtype="int32")}
        start = ops.full((rows,), 2, dtype="int32")
        return sample(wander, start, state, memory, length=8, top_k=4, seed=3)

    expected = as_numpy(wanderer(tables(3), np.zeros(3, "int32"), 1.0, 4, None, 3))
    np.testing.assert_array_equal(graph(tables(3))[0], expected[0])


def test_numbers_of_numpy_are_numbers(speller):
    plain = {"length": 3, "temperature": 0.5, "top_k": 2, "top_p": 0.75, "seed": 7}
    kinds = (np.int64, np.float32, np.int8, np.float64, np.uint32)
    numpy = {name: kind(plain[name]) for name, kind in zip(plain, kinds, strict=True)}
    found, expected = (
        as_numpy(sample(speller(WORDS), *starts(4), **settings))
        for settings in (numpy, plain)
    )
    np.testing.assert_array_equal(found[0], expected[0])


@pytest.mark.parametrize(
    "settings, message",
    [
        ({"length": 0}, "`length` is an int of at least 1. Received 0"),
        ({"length": 2.5}, "`length` is an int of at least 1. Received 2.5"),
        ({"temperature": -1}, "`temperature` .* Received -1. Give 0"),
        ({"temperature": float("nan")}, "`temperature` .* Received nan"),
        ({"temperature": np.float32("inf")}, "`temperature` .* Received"),
        ({"top_k": -1}, "`top_k` .* Received -1. Give None or 0"),
        ({"top_k": 1.5}, "`top_k` .* Received 1.5"),
        ({"top_p": 0}, "`top_p` .* Received 0. Give None or 1"),
        ({"top_p": 1.01}, "`top_p` .* Received 1.01"),
        ({"top_p": float("nan")}, "`top_p` .* Received nan"),
        ({"temperature": "hot"}, "`temperature` .* Received 'hot'"),
        ({"temperature": True}, "`temperature` .* Received True"),
        ({"temperature": None}, "`temperature` .* Received None"),
        ({"top_k": True}, "`top_k` .* Received True"),
        ({"top_k": np.float64(2)}, "`top_k` .* Received np.float64"),
        ({"top_p": "0.9"}, "`top_p` .* Received '0.9'"),
        ({"seed": 1.5}, "`seed` is an int.* Received 1.5"),
        ({"seed": "7"}, "`seed` is an int.* Received '7'"),
        ({"seed": None}, "`seed` is an int.* Received None"),
    ],
)
def test_numbers_out_of_range_say_what_is_expected(speller, settings, message):
    with pytest.raises(ValueError, match=message):
        sample(speller(WORDS), *starts(1), **{"length": 3} | settings)
