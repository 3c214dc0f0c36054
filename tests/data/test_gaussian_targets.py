import math

import numpy as np
import pytest

from seqkit.data import event_targets

NAMES = ["none", "P", "S"]


def bump(step, center, width):
    return math.exp(-((step - center) ** 2) / (2 * width**2))


def test_each_step_has_the_probabilities_of_the_formula():
    targets = event_targets([("S", 14.5), ("P", 3), ("P", 5)], 20, NAMES, 1.5)
    assert targets.shape == (20, 3) and targets.dtype == "float32"
    for step, (none, p, s) in enumerate(targets):
        high = max(bump(step, 3, 1.5), bump(step, 5, 1.5)), bump(step, 14.5, 1.5)
        shares = [each / max(sum(high), 1) for each in high]
        np.testing.assert_allclose([p, s], shares, atol=1e-6)
        np.testing.assert_allclose(none, 1 - sum(shares), atol=1e-6)
    assert targets[3, 1] == targets[5, 1] == 1.0


def test_events_in_any_order_make_the_same_targets():
    events = [("P", 3), ("S", 7), ("P", 9)]
    one, other = (event_targets(e, 12, NAMES, 1.0) for e in (events, events[::-1]))
    np.testing.assert_array_equal(one, other)


def test_kinds_that_overlap_share_the_probability():
    targets = event_targets([("P", 4), ("S", 4)], 9, NAMES, 2.0)
    np.testing.assert_allclose(targets[4], [0, 0.5, 0.5], atol=1e-6)
    np.testing.assert_allclose(targets.sum(axis=1), 1, atol=1e-6)
    assert (targets >= 0).all()


def test_without_events_all_is_background():
    expected = np.tile([0.0, 1.0], (4, 1))
    targets = event_targets([], 4, ["quake", "quiet"], 1.0, background="quiet")
    np.testing.assert_array_equal(targets, expected)
    assert event_targets([], 0, NAMES, 1.0).shape == (0, 3)


@pytest.mark.parametrize("width", [0, -1, np.nan, np.inf, "2", None])
def test_a_width_is_above_zero(width):
    with pytest.raises(ValueError, match="`width` is the standard deviation.*Received"):
        event_targets([], 4, NAMES, width)


@pytest.mark.parametrize("step", [-0.1, 4, np.nan])
def test_events_outside_of_the_row_are_refused(step):
    with pytest.raises(ValueError, match="from 0 to 3. Received 'P' at step"):
        event_targets([("P", step)], 4, NAMES, 1.0)


def test_kinds_are_names_but_not_the_background():
    for kind in ("p", "none"):
        with pytest.raises(ValueError, match=rf"\['P', 'S'\]. Received '{kind}'"):
            event_targets([(kind, 1)], 4, NAMES, 1.0)
    for names in (["P", "S"], ["none"]):
        with pytest.raises(ValueError, match="the background and at least one kind"):
            event_targets([], 4, names, 1.0)
    with pytest.raises(ValueError, match="P"):
        event_targets([], 4, ["none", "P", "P"], 1.0)
