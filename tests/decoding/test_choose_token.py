import hypothesis
import numpy as np
import pytest
from hypothesis import strategies
from keras import ops

from seqkit.backend.compiled import compiled
from seqkit.decoding.choose_token import choose
from seqkit.decoding.choose_token import finite

FORBIDDEN = (0, 2)
LARGEST_BELOW_ONE = np.float32(1 - 2**-24)


def chosen(logits, uniform, **settings):
    """One row of logits under each of many uniform numbers."""
    uniform = np.asarray(uniform, "float32")
    logits = np.tile(np.asarray(logits, "float32"), (len(uniform), 1))
    return ops.convert_to_numpy(choose(logits, uniform, **settings))


@compiled
def graph(logits, uniform, temperature, top_k, top_p, *, first=None):
    return choose(
        logits,
        uniform,
        temperature=temperature,
        top_k=top_k if first is None else first,
        top_p=top_p,
        forbidden=FORBIDDEN,
    )


def left_by_filters(logits, temperature, top_k, top_p, forbidden):
    """The distribution that is drawn from, in float64: (probabilities, doubtful)."""
    logits = np.array(logits, "float64")
    logits[list(forbidden)] = -np.inf
    probabilities = np.exp((logits - logits.max()) / temperature)
    ranking = np.argsort(-logits, kind="stable")
    if top_k:
        probabilities[ranking[top_k:]] = 0
    probabilities /= probabilities.sum()
    reached = np.cumsum(probabilities[ranking])
    if top_p is not None and top_p < 1:
        probabilities[ranking[np.searchsorted(reached, top_p) + 1 :]] = 0
    doubtful = top_p is not None and np.any(np.abs(reached - top_p) < 1e-5)
    return probabilities / probabilities.sum(), doubtful and top_p < 1


UNIFORM = (np.arange(64) + 0.5) / 64


@hypothesis.settings(max_examples=60, deadline=None, derandomize=True)
@hypothesis.given(
    # Quarters, so that ties are common.
    logits=strategies.lists(strategies.integers(-12, 12), min_size=9, max_size=9),
    temperature=strategies.sampled_from([0.25, 0.7, 1.0, 2.0]),
    top_k=strategies.sampled_from([None, 0, 1, 3, 8, 50]),
    top_p=strategies.sampled_from([None, 0.05, 0.5, 0.83, 0.999, 1.0]),
    as_tensor=strategies.booleans(),
)
def test_filters_agree_with_a_numpy_twin(logits, temperature, top_k, top_p, as_tensor):
    logits = np.array(logits) / 4
    probabilities, doubtful = left_by_filters(
        logits, temperature, top_k, top_p, FORBIDDEN
    )
    hypothesis.assume(not doubtful)
    passed = np.cumsum(probabilities)
    clear = np.all(np.abs(UNIFORM[:, None] - passed) > 1e-5, axis=1)
    tempered = np.full(len(UNIFORM), temperature, "float32")
    first = {} if as_tensor else {"first": top_k or None}
    logits = np.tile(np.float32(logits), (len(UNIFORM), 1))
    found = graph(logits, np.float32(UNIFORM), tempered, top_k, top_p, **first)
    found = ops.convert_to_numpy(found)
    expected = np.searchsorted(passed, UNIFORM, side="right")
    np.testing.assert_array_equal(found[clear], expected[clear])


@pytest.mark.parametrize("top_k", [2, np.array([2], "int32")])
def test_of_equals_exactly_k_are_kept_the_lower_ids_first(top_k):
    found = chosen([1, 5, 5, 5, 0, 5], UNIFORM, top_k=top_k)
    assert set(found) == {1, 2}


def test_top_p_keeps_at_least_one_and_what_just_reaches_it():
    logits = np.log([0.125, 0.5, 0.25, 0.125])
    for top_p, kept in [(1e-6, {1}), (0.4, {1}), (0.6, {1, 2}), (0.76, {0, 1, 2})]:
        assert set(chosen(logits, UNIFORM, top_p=top_p)) == kept


def test_top_p_counts_what_top_k_left():
    logits = np.log([0.4, 0.3, 0.2, 0.1])
    # Of the first two, 0.57 and 0.43, the first alone reaches a half; of all, not.
    assert set(chosen(logits, UNIFORM, top_k=2, top_p=0.5)) == {0}
    assert set(chosen(logits, UNIFORM, top_p=0.5)) == {0, 1}


@pytest.mark.parametrize("temperature", [0, 0.0, np.zeros(64, "float32")])
def test_temperature_zero_takes_the_best_allowed_token(temperature):
    logits = [9, 1, 9, 4, 4, 2]
    found = chosen(logits, UNIFORM, temperature=temperature, forbidden=FORBIDDEN)
    assert set(found) == {3}


def test_tiny_temperature_shares_between_equals_and_takes_the_best_else():
    for temperature in [1e-4, 1e-12, 1e-30, 1e-44]:
        cold = np.full(64, temperature, "float32")
        assert set(chosen([1, 4, 4.5, -1e9], UNIFORM, temperature=cold)) == {2}
    assert set(chosen([1, 4, 4, -1e9], UNIFORM, temperature=1e-12)) == {1, 2}


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"temperature": np.float32([np.nan])},
        {"temperature": np.float32([np.inf])},
        {"temperature": np.float32([-1])},
        {"top_k": np.int32([-5]), "top_p": np.float32([np.nan])},
        {"top_k": np.int32([2**31 - 1]), "top_p": np.float32([0])},
        {"top_k": np.int32([0]), "top_p": np.float32([-np.inf])},
        {"top_p": np.float32([np.inf])},
    ],
)
@pytest.mark.parametrize(
    "logits",
    [
        [np.nan] * 6,
        [np.inf, np.nan, -np.inf, np.nan, 1, np.inf],
        [-np.inf] * 6,
        [3e38, -3e38, 3e38, -3e38, -3e38, -3e38],
        [-np.inf, 0, -np.inf, -np.inf, -np.inf, -np.inf],
    ],
)
def test_garbage_still_gives_an_allowed_token(logits, settings):
    logits = finite(np.array([logits], "float32"))
    assert np.all(np.isfinite(ops.convert_to_numpy(logits)))
    for uniform in (0, 0.5, LARGEST_BELOW_ONE):
        token = choose(logits, np.float32([uniform]), forbidden=FORBIDDEN, **settings)
        assert int(ops.convert_to_numpy(token)[0]) in {1, 3, 4, 5}


def test_infinite_heat_gives_nothing_to_the_impossible():
    hot = np.full(64, np.inf, "float32")
    logits = ops.convert_to_numpy(finite(np.array([[-np.inf, 1, 5, -np.inf, 2]])))
    assert set(chosen(logits[0], UNIFORM, temperature=hot)) == {1, 2, 4}


def test_tensors_out_of_range_count_as_the_nearest_in_range():
    logits, uniform = np.float32([[0, 1, 2, 3]] * 3), np.float32([0.1] * 3)
    off = {"temperature": [0, 1, 1], "top_k": [0, 0, 0], "top_p": [1e-9, 1, 1]}
    bad = {
        "temperature": [-3, np.nan, 1],
        "top_k": [-3, 0, 9],
        "top_p": [-3, np.nan, 7],
    }
    for name in off:
        kind = "int32" if name == "top_k" else "float32"
        found, expected = (
            choose(logits, uniform, **{name: np.array(values[name], kind)})
            for values in (bad, off)
        )
        np.testing.assert_array_equal(
            ops.convert_to_numpy(found), ops.convert_to_numpy(expected)
        )


@pytest.mark.parametrize("top_p", [None, 0.999])
def test_uniform_numbers_at_the_edges_fall_on_tokens_with_probability(top_p):
    random = np.random.default_rng(0)
    for vocabulary in (7, 1001):
        logits = random.normal(size=vocabulary)
        logits[[0, 1, -1]] = -1e9  # and so of no probability
        edges = [0, 2**-24, LARGEST_BELOW_ONE]
        found = chosen(logits, edges, top_p=top_p, forbidden=(2, vocabulary - 2))
        assert found.min() >= 3 and found.max() <= vocabulary - 3


def test_rounding_stays_small_in_a_large_vocabulary():
    random = np.random.default_rng(1)
    logits = random.normal(scale=2, size=50_000).astype("float32")
    uniform = random.random(200, dtype="float32")
    found = chosen(logits, uniform)
    passed = np.cumsum(np.exp(np.float64(logits)))
    passed = np.concatenate([[0], passed / passed[-1]])
    error = np.maximum(passed[found] - uniform, uniform - passed[found + 1])
    assert error.max() < 1e-6


def test_single_token_vocabulary_is_allowed():
    assert set(chosen([0.5], UNIFORM)) == {0}


def test_logits_with_an_axis_of_time_say_what_is_expected():
    with pytest.raises(
        ValueError, match=r"\(rows, vocabulary\). Received .*\(2, 1, 5\)"
    ):
        finite(np.zeros((2, 1, 5)))
