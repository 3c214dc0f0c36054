"""Probabilities in place of tags: what `tagged` makes of them."""

import numpy as np
import pytest

from seqkit.data import event_targets
from seqkit.data import tagged

NAMES = ["none", "up"]
ROWS = [np.float64([[r, r + s] for s in range(r % 5 + 1)]) for r in range(20)]
SHARES = [event_targets([("up", len(row) - 1)], len(row), NAMES, 1.0) for row in ROWS]


def test_probabilities_come_with_their_rows_padded_with_nan(numbers):
    batches = tagged(ROWS, SHARES, numbers, NAMES, 8, seed=0)
    assert batches.element_spec[1].shape.as_list() == [None, None, 2]
    seen = []
    for inputs, shares in batches.as_numpy_iterator():
        assert shares.dtype == "float32" and shares.shape[:2] == inputs.shape[:2]
        for numbers_of, given in zip(inputs, shares, strict=True):
            row = int(numbers_of[0, 0]) // 2  # the codec doubles
            seen.append(row)
            np.testing.assert_array_equal(given[: len(ROWS[row])], SHARES[row])
            assert np.isnan(given[len(ROWS[row]) :]).all()
    assert sorted(seen) == [*range(20)]


def test_one_array_of_all_rows_and_validation(numbers):
    rows, shares = np.zeros((6, 3, 2)), np.tile([0.25, 0.75], (6, 3, 1))
    rows += np.arange(6)[:, None, None]
    sides = tagged(rows, shares, numbers, NAMES, validation=0.5, seed=0)
    found = [targets for side in sides for _, targets in side.as_numpy_iterator()]
    np.testing.assert_allclose(np.concatenate(found), shares)
    ((_, cut),) = tagged(rows, shares, numbers, NAMES, length=2).as_numpy_iterator()
    assert cut.shape == (6, 2, 2)


def test_steps_of_nan_or_zeros_have_no_target(numbers):
    shares = [np.array([[0.0, 1.0], [np.nan, np.nan], [0.0, 0.0], [0.5, 0.5]])]
    ((_, given),) = tagged([np.ones((4, 2))], shares, numbers, NAMES)
    np.testing.assert_array_equal(given[0], shares[0])


@pytest.mark.parametrize(
    "step", [[0.5, 0.6], [-0.5, 1.5], [0.5, np.nan], [np.inf, 0.0], [2.0, 0.0]]
)
def test_probabilities_that_do_not_sum_to_one_are_refused(numbers, step):
    shares = [np.tile([0.0, 1.0], (3, 1)) for _ in range(2)]
    shares[1][2] = step
    with pytest.raises(ValueError, match="sum to 1.*row 1, step 2, each counted from"):
        tagged(np.ones((2, 3, 2)), shares, numbers, NAMES)


def test_other_shapes_are_refused(numbers):
    rows = np.ones((1, 3, 2))
    with pytest.raises(ValueError, match=r"\(time, 2\).*shape \(3, 4\) in row 0"):
        tagged(rows, np.full((1, 3, 4), 0.25), numbers, NAMES)
    with pytest.raises(ValueError, match="3 steps and 2 tags in row 0"):
        tagged(rows, np.full((1, 2, 2), 0.5), numbers, NAMES)
    with pytest.raises(TypeError, match="Each item of `tags`.*item 1"):
        tagged(np.ones((2, 3, 2)), [np.full((3, 2), 0.5), None], numbers, NAMES)
