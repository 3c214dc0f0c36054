import keras
import numpy as np
import pytest
from keras import ops

from seqkit.backend.compiled import compiled
from seqkit.backend.loop_over_rows import loop_over_rows

ON_JAX = keras.backend.backend() == "jax"


def counting(sizes=None):
    """A body that adds the step of each row until its number is at least 6."""

    def body_of(fixed):
        step, none = fixed
        assert none is None

        def body(number, done):
            if sizes is not None:
                sizes.append(ops.shape(number["n"])[0])
            # A row that is done keeps its number, as the loop demands.
            longer = ops.where(done, number["n"], number["n"] + step)
            return {"n": longer}, ops.logical_or(done, longer >= 6)

        return body

    return body_of


@pytest.mark.parametrize(
    "numbers, steps", [([0, 1, 4], [1, 3, 2]), ([5], [7]), ([], [])]
)
def test_each_row_keeps_the_value_of_its_last_step(numbers, steps):
    numbers, steps = np.array(numbers, "int32"), np.array(steps, "int32")

    @compiled
    def graph(numbers, steps):
        start = {"n": numbers}, ops.zeros_like(numbers, dtype="bool")
        return loop_over_rows(counting(), (steps, None), start)[0]["n"]

    expected = [
        n + step * -((n - 6) // step) for n, step in zip(numbers, steps, strict=True)
    ]
    np.testing.assert_array_equal(graph(numbers, steps), expected)


def test_rows_that_are_done_at_the_start_stay_as_they_are():
    start = {"n": np.array([1, 2], "int32")}, np.array([True, False])
    result, done = loop_over_rows(counting(), (np.array([3, 3], "int32"), None), start)
    np.testing.assert_array_equal(result["n"], [1, 8])
    assert ops.all(done)


@pytest.mark.skipif(ON_JAX, reason="shapes are fixed on JAX")
def test_rows_that_are_done_are_left_out():
    sizes, steps = [], np.array([1, 3, 6], "int32")
    start = {"n": np.zeros(3, "int32")}, np.zeros(3, "bool")
    loop_over_rows(counting(sizes), (steps, None), start)
    assert sizes == [3, 2, 1, 1, 1, 1]
