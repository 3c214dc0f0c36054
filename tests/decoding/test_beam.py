import keras
import numpy as np
import pytest
from keras import ops

from seqkit.backend.compiled import compiled
from seqkit.decoding import beam_search
from seqkit.decoding import sample
from tests.decoding.searches import END
from tests.decoding.searches import MOODS
from tests.decoding.searches import START
from tests.decoding.searches import brute_force
from tests.decoding.searches import narrow_search
from tests.decoding.searches import starts

EAGER_STEPS = pytest.mark.skipif(
    keras.backend.backend() == "jax", reason="JAX traces the step of an eager loop too"
)
ONLY_TENSORFLOW = pytest.mark.skipif(
    keras.backend.backend() != "tensorflow", reason="graphs of unknown batch size"
)
NONE = np.float32(-1e9)


def as_numpy(results):
    return [ops.convert_to_numpy(result) for result in results]


def tables(rows, vocabulary, seed=0):
    random = np.random.default_rng(seed)
    shape = (rows, MOODS, vocabulary, vocabulary)
    return random.normal(scale=1.5, size=shape).astype("float32")


@pytest.fixture(scope="module")
def searcher(wander):
    """Searches random tables as one graph."""

    @compiled
    def graph(memory, mood, length_penalty, *, length, beams, count):
        return beam_search(
            wander,
            ops.full_like(mood, START),
            {"mood": mood},
            memory,
            length=length,
            beams=beams,
            count=count,
            length_penalty=length_penalty,
        )

    return graph


def padded(found, length):
    texts = [text + (0,) * (length - len(text)) for text, _ in found]
    return np.array(texts), np.array([score for _, score in found])


@pytest.mark.parametrize("vocabulary, length", [(6, 4), (5, 6)])
def test_beam_finds_what_brute_force_finds(searcher, vocabulary, length):
    rows, count = 6, 4
    everything = (vocabulary - 3) ** length
    mood = np.arange(rows, dtype="int32") % 3
    for seed, length_penalty in enumerate([0.0, 0.6, 1.0, 3.0]):
        memory = tables(rows, vocabulary, seed)
        sizes = {"length": length, "beams": everything, "count": count}
        texts, scores = as_numpy(searcher(memory, mood, length_penalty, **sizes))
        for row in range(rows):
            found = brute_force(memory[row], mood[row], length, length_penalty)
            expected = padded(found[:count], length)
            np.testing.assert_array_equal(texts[row], expected[0])
            np.testing.assert_allclose(scores[row], expected[1], rtol=1e-4)
    assert texts.dtype == np.int32 and scores.dtype == np.float32


@pytest.mark.parametrize("beams, count", [(2, 1), (3, 3), (12, 5)])
def test_narrow_beams_keep_what_the_docstring_says(searcher, beams, count):
    rows, vocabulary, length = 30, 8, 6
    mood = np.arange(rows, dtype="int32") % 3
    for length_penalty in [0.0, 0.7, 2.0]:
        memory = tables(rows, vocabulary)
        sizes = {"length": length, "beams": beams, "count": count}
        texts, scores = as_numpy(searcher(memory, mood, length_penalty, **sizes))
        for row in range(rows):
            found = narrow_search(
                memory[row], mood[row], length, length_penalty, beams, count
            )
            expected = padded(found, length)
            np.testing.assert_array_equal(texts[row], expected[0])
            np.testing.assert_allclose(scores[row], expected[1], rtol=1e-4)


@pytest.mark.parametrize("vocabulary, length, beams", [(6, 4, 81), (8, 9, 3)])
def test_fewer_results_are_the_first_of_more(searcher, vocabulary, length, beams):
    memory, mood = tables(8, vocabulary, seed=7), np.zeros(8, "int32")
    memory[:, :, :, END] += 1.5  # so that the search ends before its length
    search = {"length": length, "beams": beams}
    for length_penalty in [0.0, 0.7, 1.0, 3.0]:
        one, two, (texts, scores) = (
            as_numpy(searcher(memory, mood, length_penalty, count=count, **search))
            for count in (1, 2, beams)
        )
        for count, (first, gained) in enumerate((one, two), 1):
            np.testing.assert_array_equal(first, texts[:, :count])
            np.testing.assert_allclose(gained, scores[:, :count], rtol=1e-5)
        if beams == (vocabulary - 3) ** length:
            found = brute_force(memory[0], mood[0], length, length_penalty)
            expected, _ = padded(found, length)
            np.testing.assert_array_equal(texts[0, : len(found)], expected[:beams])


def test_rows_answer_as_if_alone_each_with_its_penalty(searcher):
    memory, mood = tables(4, 8), np.array([0, 1, 2, 0], "int32")
    penalties = np.array([0, 1, 0.5, 2], "float32")
    sizes = {"length": 6, "beams": 3, "count": 2}
    together = as_numpy(searcher(memory, mood, penalties, **sizes))
    for row in range(4):
        own = slice(row, row + 1)
        alone = as_numpy(searcher(memory[own], mood[own], penalties[own], **sizes))
        np.testing.assert_array_equal(alone[0][0], together[0][row])
        np.testing.assert_allclose(alone[1][0], together[1][row], rtol=1e-5)


def test_one_beam_is_greedy(searcher, wander):
    memory, mood = tables(50, 8), np.zeros(50, "int32")
    greedy = as_numpy(
        sample(wander, starts(50)[0], {"mood": mood}, memory, length=7, temperature=0)
    )
    for length_penalty in [0.0, 1.0]:
        found = searcher(memory, mood, length_penalty, length=7, beams=1, count=1)
        texts, scores = as_numpy(found)
        np.testing.assert_array_equal(texts[:, 0], greedy[0])
        np.testing.assert_allclose(scores[:, 0], greedy[1], rtol=1e-5)


def test_the_best_goes_on_though_as_many_as_the_beams_have_ended(speller):
    """Two poor ones end at once, while the likeliest text is still being written."""
    odds = np.log([[0.02, 0.98, 1e-9], [0.02, 0.98, 1e-9], [0.98, 0.01, 0.01]])
    logits = np.full((3, 7), -np.inf, "float32")
    logits[:, [3, 4, 5]] = odds

    def step(tokens, state, memory):
        return ops.take(ops.convert_to_tensor(logits), state, axis=0), state + 1

    texts, scores = beam_search(
        step, np.array([2]), np.array([0]), length=3, beams=2, length_penalty=1.0
    )
    np.testing.assert_array_equal(texts, [[[4, 4, 3]]])
    np.testing.assert_allclose(scores, [[3 * np.log(0.98)]], rtol=1e-5)


def test_finished_beam_is_never_extended(speller, spelled):
    # KerasHub 0.32's BeamSampler goes on behind the end, scores -4.38, and loses it.
    words = {"": 0.6} | {
        "a" + letter: 0.4 / 25 for letter in "bcdefghijklmnopqrstuvwxyz"
    }
    tokens, scores = beam_search(speller(words), *starts(1), length=8, beams=4)
    assert spelled(tokens[0]) == ["."]
    np.testing.assert_allclose(ops.convert_to_numpy(scores), np.log([[0.6]]), rtol=1e-5)


def test_beam_sees_past_the_greedy_first_letter(speller, spelled):
    words = {"ab": 0.21, "ac": 0.2, "ad": 0.19, "zebra": 0.4}
    tokens, scores = beam_search(speller(words), *starts(2), length=8, beams=2, count=2)
    assert spelled(tokens[0]) == spelled(tokens[1]) == ["zebra.", "ab."]
    expected = np.log([[0.4, 0.21]] * 2)
    np.testing.assert_allclose(ops.convert_to_numpy(scores), expected, rtol=1e-5)


def test_length_penalty_prefers_the_longer_word(speller, spelled):
    words = {"a": 0.55, "bcdefg": 0.45}
    # ln .55 / (7/6)^a against ln .45 / (12/6)^a: the second wins from a = 0.54 on.
    for length_penalty, best in [(0.0, "a."), (0.5, "a."), (0.6, "bcdefg.")]:
        tokens, scores = beam_search(
            speller(words), *starts(1), length=9, beams=2, length_penalty=length_penalty
        )
        assert spelled(tokens[0]) == [best]
        expected = np.log(words[best[:-1]])
        np.testing.assert_allclose(ops.convert_to_numpy(scores), expected, rtol=1e-5)


def test_cut_off_beams_come_after_finished_ones_and_only_where_needed(speller, spelled):
    words = {"a": 0.1, "bcdef": 0.6, "cdefg": 0.3}
    step = speller(words)
    tokens, scores = beam_search(step, *starts(1), length=3, beams=3, count=3)
    assert spelled(tokens[0]) == ["a.", "bcd", "cde"]
    expected = np.log([[0.1, 0.6, 0.3]])
    np.testing.assert_allclose(ops.convert_to_numpy(scores), expected, rtol=1e-5)
    tokens, _ = beam_search(step, *starts(1), length=3, beams=3)
    assert spelled(tokens[0]) == ["a."]
    tokens, _ = beam_search(step, *starts(1), length=1, beams=1)
    assert spelled(tokens[0]) == ["b"]


def test_more_beams_than_tokens_give_every_hypothesis_once(searcher):
    # Allowed are the end and one more token: three texts of up to two tokens.
    memory, mood = tables(2, 5), np.zeros(2, "int32")
    texts, scores = as_numpy(searcher(memory, mood, 0.0, length=2, beams=6, count=6))
    for row in range(2):
        assert sorted(map(tuple, texts[row, :3])) == [(3, 0), (4, 3), (4, 4)]
    assert not np.any(texts[:, 3:]) and np.all(scores[:, 3:] == NONE)


def test_vocabulary_of_the_end_alone_gives_the_end(searcher):
    memory, mood = tables(2, 4), np.zeros(2, "int32")
    texts, scores = as_numpy(searcher(memory, mood, 1.0, length=4, beams=2, count=2))
    np.testing.assert_array_equal(texts, [[[3, 0, 0, 0], [0] * 4]] * 2)
    assert np.all(scores[:, 1] == NONE) and np.all(scores[:, 0] > -50)


def test_nothing_forbidden_is_said_though_it_be_likeliest(searcher):
    memory, mood = tables(10, 8), np.zeros(10, "int32")
    memory[..., :3] += 20
    texts, scores = as_numpy(searcher(memory, mood, 0.0, length=6, beams=3, count=3))
    assert not np.any(np.isin(texts, [1, 2]))
    ended = np.cumsum(texts == END, axis=-1) - (texts == END) > 0
    assert np.all(texts[ended] == 0) and np.all(texts[~ended] >= 3)
    assert np.all(scores < -10)  # still the model's own


@pytest.mark.parametrize("length_penalty", [0.0, np.nan, -np.inf, np.inf, 5.0])
def test_garbage_is_answered_and_spoils_no_other_row(searcher, length_penalty):
    memory, mood = tables(5, 8), np.zeros(5, "int32")
    spoiled = memory.copy()
    for row, value in [(0, np.nan), (2, np.inf), (4, -np.inf)]:
        spoiled[row] = value
    spoiled[0, 0, START, 5] = 1
    sizes = {"length": 6, "beams": 3, "count": 3}
    penalty = np.full(5, length_penalty, "float32")
    expected = as_numpy(searcher(memory, mood, penalty, **sizes))
    texts, scores = as_numpy(searcher(spoiled, mood, penalty, **sizes))
    np.testing.assert_array_equal(texts[[1, 3]], expected[0][[1, 3]])
    np.testing.assert_array_equal(scores[[1, 3]], expected[1][[1, 3]])
    assert np.all(np.isfinite(scores)) and not np.any(np.isin(texts, [1, 2]))


@EAGER_STEPS
@pytest.mark.parametrize("length_penalty, steps", [(0.0, 5), (1.0, 5), (2.0, 28)])
def test_search_stops_when_nothing_unfinished_can_win(speller, length_penalty, steps):
    calls, step = [], speller({"abcd": 0.9, "xyz" * 9: 0.1})

    def counted(*args):
        calls.append(args)
        return step(*args)

    # ln .1 / ((5 + 100) / 6)^a beats ln .9 / ((5 + 5) / 6)^a where a is 2, not 1.
    sizes = {"length": 100, "beams": 50, "length_penalty": length_penalty}
    beam_search(counted, *starts(1), **sizes)
    assert len(calls) == steps


def test_impossible_tokens_make_no_hypothesis(speller, spelled):
    step = speller({"ab": 0.75, "cde": 0.25})
    tokens, scores = beam_search(step, *starts(1), length=5, beams=7, count=4)
    assert spelled(tokens[0]) == ["ab.", "cde.", "", ""]
    expected = [*np.log([0.75, 0.25]), NONE, NONE]
    np.testing.assert_allclose(ops.convert_to_numpy(scores[0]), expected, rtol=1e-5)


def test_every_kind_of_state_is_reordered_and_memory_is_not(speller, spelled):
    spell = speller({"ab": 0.3, "cd": 0.4, "ce": 0.3})

    def step(tokens, state, memory):
        (place, *_), heard = state
        assert memory[1] is None and memory[0].shape[0] == 6
        logits, place = spell(tokens, place, ())
        # What the state heard must be what the beam said; else nothing is likely.
        said = heard["sum"] + ops.cast(tokens, "float32")
        logits = logits + ops.where(tokens == 5, said - 2 - 4 - 5, 0.0)[:, None] * 1e3
        logits = logits + memory[0]
        return logits, [(place, *state[0][1:]), {"sum": said}]

    tokens, place = starts(2)
    state = [(place, np.zeros((2, 1, 3), "float16")), {"sum": np.zeros(2, "float32")}]
    memory = (np.zeros((2, 1), "float32"), None)
    found, scores = beam_search(step, tokens, state, memory, length=4, beams=3, count=3)
    assert [set(spelled(row)) for row in found] == [{"ab.", "cd.", "ce."}] * 2
    expected = np.log([[0.4, 0.3, 0.3]] * 2)
    np.testing.assert_allclose(ops.convert_to_numpy(scores), expected, rtol=1e-4)


def test_beams_of_a_row_can_share_its_memory(wander):
    memory, mood = tables(3, 8), np.arange(3, dtype="int32")

    def step(tokens, state, memory):
        assert memory.shape[0] * 4 == tokens.shape[0]
        return wander(tokens, state, ops.repeat(memory, 4, axis=0))

    search = starts(3)[0], {"mood": mood}, memory
    sizes = {"length": 5, "beams": 4, "count": 3}
    expected = as_numpy(beam_search(wander, *search, **sizes))
    found = as_numpy(beam_search(step, *search, **sizes, repeat_memory=False))
    np.testing.assert_array_equal(found[0], expected[0])
    np.testing.assert_array_equal(found[1], expected[1])


@EAGER_STEPS
def test_rows_that_are_done_are_not_extended(speller):
    step, rows = speller({"ab": 0.6, "abcdefgh": 0.4}), []

    def counted(tokens, state, memory):
        rows.append(tokens.shape[0])
        return step(tokens, state, memory)

    # The second row begins where "ab" has only its end or its longer rest to write.
    place = np.array([0, 2], "int32")
    search = {"length": 9, "beams": 2, "length_penalty": np.array([0.0, 3.0])}
    beam_search(counted, starts(2)[0], place, **search)
    assert rows[0] == 4 and rows[-1] == 2 and sorted(rows, reverse=True) == rows


def test_empty_batch_is_allowed(searcher):
    sizes = {"length": 4, "beams": 3, "count": 2}
    texts, scores = searcher(tables(0, 8), np.zeros(0, "int32"), 1.0, **sizes)
    assert ops.shape(texts) == (0, 2, 4) and ops.shape(scores) == (0, 2)


@ONLY_TENSORFLOW
@pytest.mark.slow
def test_graph_of_unknown_batch_size_says_the_same(searcher, wander):
    import tensorflow as tf

    sizes = {"length": 5, "beams": 3, "count": 2}

    @tf.function(input_signature=[tf.TensorSpec([None, MOODS, 8, 8])])
    def graph(memory):
        rows = ops.shape(memory)[0]
        state = {"mood": ops.zeros((rows,), dtype="int32")}
        start = ops.full((rows,), START, dtype="int32")
        return beam_search(wander, start, state, memory, **sizes)

    expected = as_numpy(searcher(tables(3, 8), np.zeros(3, "int32"), 0.0, **sizes))
    found = as_numpy(graph(tables(3, 8)))
    np.testing.assert_array_equal(found[0], expected[0])
    np.testing.assert_allclose(found[1], expected[1], rtol=1e-5)
