import itertools

import numpy as np
import pytest

from seqkit import Event
from seqkit.reports import event_report
from seqkit.reports.events import matched

TRUE = [[("P", 10), ("S", 30)], [("P", 5)], [("S", 8)]]
FOUND = [[Event("P", 12, 0.9), ("P", 11, 0.4)], [("P", 20)], [("S", 7), ("S", 8)]]


def test_numbers_are_those_counted_by_hand():
    report = event_report(TRUE, FOUND, tolerance=2)
    assert report.kinds == ["P", "S"] and report.count == 3
    np.testing.assert_array_equal(report.support, [2, 2])
    np.testing.assert_array_equal(report.found, [3, 2])
    np.testing.assert_array_equal(report.matched, [1, 1])
    np.testing.assert_allclose(report.precision, [1 / 3, 1 / 2])
    np.testing.assert_allclose(report.recall, [1 / 2, 1 / 2])
    np.testing.assert_allclose(report.f1, [2 / 5, 1 / 2])
    assert report.micro_f1 == pytest.approx(4 / 9)
    np.testing.assert_allclose(report.mean, [1, 0])  # 11 is nearer to 10 than 12 is
    np.testing.assert_allclose(report.deviation, [0, 0])


def test_a_rate_turns_steps_into_seconds():
    report = event_report([[("P", 100)] * 2], [[("P", 110), ("P", 130)]], 0.2, rate=100)
    assert report.unit == "s"
    np.testing.assert_allclose(report.recall, [0.5])
    np.testing.assert_allclose(report.mean, [0.1])
    at_the_edge = event_report([[("P", 30)]], [[("P", 60)]], 0.3, rate=100)
    np.testing.assert_allclose(at_the_edge.recall, [1.0])


def brute_force(true, found, tolerance):
    """The residuals of matches, nearest first, by looking at all pairs anew."""
    true, found, residuals = list(true), list(found), []
    while True:
        pairs = [
            (abs(b - a), place, other)
            for (place, a), (other, b) in itertools.product(
                enumerate(true), enumerate(found)
            )
            if abs(b - a) <= tolerance
        ]
        if not pairs:
            return residuals
        _, place, other = min(pairs)
        residuals.append(found.pop(other) - true.pop(place))


@pytest.mark.parametrize("tolerance", [0, 1, 3, 10])
def test_matches_are_those_of_brute_force(tolerance):
    random = np.random.default_rng(tolerance)
    for _ in range(40):
        sides = [random.integers(0, 30, random.integers(0, 8)) for _ in range(2)]
        true, found = (np.sort(side).astype(float) for side in sides)
        residuals = matched(true, found, tolerance)
        np.testing.assert_allclose(residuals, brute_force(true, found, tolerance))


def test_it_prints_a_table():
    title, _, head, p, s = str(event_report(TRUE, FOUND, tolerance=2)).splitlines()
    assert title == "3 sequences, events within 2 steps: F1 0.4444"
    assert head.split() == (
        "precision recall F1 true found mean residual, steps deviation, steps".split()
    )
    assert p.split() == "P 0.333 0.500 0.400 2 3 1.000 0.000".split()
    assert s.split() == "S 0.500 0.500 0.500 2 2 0.000 0.000".split()
    page = event_report(TRUE, FOUND, 2).html()
    assert ">precision<" in page and "F1 0.4444" in page


def test_kinds_without_events_are_dashes():
    report = event_report([[]], [[("S", 3)]], 1, kinds=["S", "P"])
    assert report.kinds == ["S", "P"]
    np.testing.assert_allclose(report.precision, [0, np.nan])
    np.testing.assert_allclose(report.recall, [np.nan, np.nan])
    assert str(report).splitlines()[-1].split() == "P – – – 0 0 – –".split()
    nothing = event_report([[], []], [[], []], 1)
    assert nothing.kinds == [] and np.isnan(nothing.micro_f1)
    assert str(nothing).startswith("2 sequences, events within 1 steps: F1 –")


def test_it_draws_the_f1_of_each_kind():
    pytest.importorskip("matplotlib")
    figure = event_report(TRUE, FOUND, 2).plot()
    assert {"P", "S"} <= {text.get_text() for text in figure.axes[0].texts}


def test_bad_arguments_are_named():
    for tolerance in (-1, np.nan, np.inf, "2"):
        with pytest.raises(ValueError, match="`tolerance` is the largest distance"):
            event_report(TRUE, FOUND, tolerance)
    with pytest.raises(ValueError, match="`rate` is the number of steps in a second"):
        event_report(TRUE, FOUND, 1, rate=0)
    with pytest.raises(ValueError, match="3 targets and 2 predictions"):
        event_report(TRUE, FOUND[:2], 1)
    with pytest.raises(ValueError, match="0 targets and 0 predictions"):
        event_report([], [], 1)
    with pytest.raises(TypeError, match=r"item 0 of `found_events\[1\]`"):
        event_report([[], []], [[], ["P"]], 1)
    with pytest.raises(ValueError, match=r"are \['P'\]. Received 'S'"):
        event_report(TRUE, FOUND, 1, kinds=["P"])
