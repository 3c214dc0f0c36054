import keras
import numpy as np
import pytest
from keras import ops

from seqkit.backend.compiled import compiled
from seqkit.decoding.unroll import unroll
from seqkit.noise import uniforms

LENGTH, SLOPE, BOUND = 12, np.float32(0.9), np.float32(0.75)
STARTS = np.array([0.0, 0.5, -1.0, 0.25], "float32")
DRIFT = np.array([0.0, 0.3, 0.15, -0.2], "float32")


def walk(starts, drift, seed):
    """A first-order autoregressive walk by `unroll`, until it is above the bound.

    The state counts the steps of each row. A score is the noise of a step.
    """
    noise = ops.transpose(uniforms(seed, ops.shape(starts)[0], LENGTH)) - 0.5

    def step(values, state, memory):
        per_row = (-1, *[1] * (len(values.shape) - 1))
        return SLOPE * values + ops.reshape(memory, per_row), state + 1

    def choose(means, position):
        drawn = ops.take(noise, position, axis=0)
        return means + ops.reshape(drawn, (-1, *[1] * (len(means.shape) - 1))), drawn

    def ended(values):
        first = values if len(values.shape) == 1 else values[:, 0]
        return first > BOUND

    state = ops.zeros_like(drift, dtype="int32")
    return unroll(step, choose, ended, starts, state, drift, length=LENGTH)[:2]


def walk_of_numpy(starts, drift, seed):
    """The same, a row and a step at a time."""
    noise = ops.convert_to_numpy(uniforms(seed, len(starts), LENGTH)) - 0.5
    result = np.full((len(starts), LENGTH, *starts.shape[1:]), np.nan, "float32")
    scores = np.zeros(len(starts), "float32")
    for row, value in enumerate(starts):
        for time in range(LENGTH):
            value = SLOPE * value + drift[row] + noise[row, time]
            result[row, time], scores[row] = value, scores[row] + noise[row, time]
            if np.ravel(value)[0] > BOUND:
                break
    return result, scores


@pytest.mark.parametrize(
    "starts",
    [STARTS, np.stack([STARTS, 2 * STARTS], axis=1), STARTS[:0]],
    ids=["numbers", "vectors", "no_rows"],
)
def test_numbers_are_drawn_as_a_loop_of_numpy_draws_them(starts):
    drift = DRIFT[: len(starts)]
    found = compiled(walk)(starts, drift, 3)
    for one, two in zip(found, walk_of_numpy(starts, drift, 3), strict=True):
        np.testing.assert_allclose(ops.convert_to_numpy(one), two, rtol=1e-5, atol=1e-6)


def test_rows_of_the_walk_end_at_different_steps():
    """So that the comparison above is one of padding, too."""
    result, _ = walk_of_numpy(STARTS, DRIFT, 3)
    steps = np.isfinite(result).sum(axis=1)
    assert len(set(steps)) > 2 and steps.min() < LENGTH == steps.max()


@pytest.mark.skipif(keras.backend.backend() == "jax", reason="JAX traces eager loops")
def test_the_loop_stops_once_every_row_has_ended():
    positions = []

    def choose(values, position):
        positions.append(int(position))
        return values, ops.zeros((2,))

    numbers, *_ = unroll(
        lambda values, state, memory: (values + 1, state),
        choose,
        lambda values: values >= 3,
        np.array([0, 1], "int32"),
        (),
        length=1000,
    )
    assert positions == [0, 1, 2]
    expected = np.zeros((2, 1000))
    expected[:, :3] = [[1, 2, 3], [2, 3, 0]]
    np.testing.assert_array_equal(numbers, expected)


def test_values_may_be_booleans():
    found, *_ = unroll(
        lambda values, state, memory: (ops.logical_not(values), state),
        lambda values, position: (values, ops.zeros((1,))),
        lambda values: ops.zeros((1,), dtype="bool"),
        np.array([True]),
        (),
        length=3,
    )
    np.testing.assert_array_equal(found, [[False, True, False]])
