import numpy as np
import pytest
from keras import ops

from seqkit.backend.run_steps import run_steps

STEPS = np.arange(1.0, 7.0, dtype="float32").reshape(6, 1)


def add(carried, inputs):
    """Adds to the sum; its outputs are of another width than the sum."""
    (total,), (number,) = carried, inputs
    return (total + number,), (ops.concatenate([total, number], axis=-1),)


@pytest.mark.parametrize("steps", [1, 6])
def test_steps_follow_one_another(steps):
    numbers = STEPS[:steps]
    (total,), (outputs,) = run_steps(add, (ops.zeros(1),), (ops.array(numbers),))
    assert float(total[0]) == numbers.sum()
    before = np.cumsum(numbers, axis=0) - numbers
    np.testing.assert_array_equal(outputs, np.concatenate([before, numbers], axis=1))


def test_reverse_runs_from_the_end_and_keeps_the_order():
    (total,), (outputs,) = run_steps(
        add, (ops.zeros(1),), (ops.array(STEPS),), reverse=True
    )
    assert float(total[0]) == STEPS.sum()
    after = STEPS.sum() - np.cumsum(STEPS, axis=0)
    np.testing.assert_array_equal(outputs, np.concatenate([after, STEPS], axis=1))
