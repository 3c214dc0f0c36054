"""The checks of the recipe `sketches`: nats, baseline, copies and a classifier."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from recipes import _drawing_checks
from recipes._generated.drawn_shapes import drawn_shapes
from seqkit.models.drawing_score import DrawingScore
from seqkit.strokes import Drawing
from seqkit.strokes import Strokes

SQUARE = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]])


def test_both_conventions_of_the_loss_are_as_published():
    scores = [
        DrawingScore(-3.0, 1.0, 0.5, 2.0, 4),
        DrawingScore(5.0, 2.0, 0.25, 4.0, 6),
    ]
    assert _drawing_checks.losses(scores, longest=10) == {
        "published": pytest.approx((-3 + 1 + 5 + 2) / (2 * 10)),  # without the ends
        "nats_per_step": pytest.approx((-3 + 1 + 0.5 + 5 + 2 + 0.25) / (4 + 6 + 2)),
        "kl": 3.0,
    }


def test_places_are_at_equal_ways_along_the_lines():
    straight = Drawing.from_lines([[[0, 0], [1, 0], [9, 0]], [[9, 7], [9, 7]]])
    found = _drawing_checks.places(straight)
    assert found.shape == (32, 2)
    expected = np.linspace(-1, 1, 32)
    expected /= np.sqrt((expected**2).mean())
    np.testing.assert_allclose(found[:, 0], expected, atol=1e-5)
    np.testing.assert_allclose(found[:, 1], 0, atol=1e-5)


def test_the_way_of_a_lifted_pen_has_no_places():
    far = Drawing.from_lines([[[0, 0], [1, 0]], [[100, 0], [101, 0]]])
    found = np.sort(_drawing_checks.places(far)[:, 0])
    np.testing.assert_allclose(found[:16], -1, atol=0.02)
    np.testing.assert_allclose(found[16:], 1, atol=0.02)


def test_place_size_and_order_of_lines_do_not_change_a_distance():
    lines = [SQUARE, SQUARE[:3] + (3, 1), SQUARE[::-1] * 2]
    changed = [50 - 30 * np.array(line) for line in lines[::-1]]
    turned = [50 + 30 * np.array(line) for line in lines[::-1]]
    one, same, other = map(Drawing.from_lines, (lines, turned, changed))
    found = _drawing_checks.nearest([same, other], [one])
    # Places are the middles of 32 equal parts, which begin elsewhere in another order.
    assert found[0] < 0.08 < found[1]
    assert _drawing_checks.nearest([one], [other, one]) == pytest.approx(0, abs=1e-3)


def test_the_nearest_is_the_one_that_brute_force_finds():
    drawings, _ = drawn_shapes(12)
    expected = []
    for drawing in drawings[:3]:
        apart = [
            cdist(_drawing_checks.places(drawing), _drawing_checks.places(known))
            for known in drawings[3:]
        ]
        both = [each.min(axis=0).mean() + each.min(axis=1).mean() for each in apart]
        expected.append(min(both) / 2)
    found = _drawing_checks.nearest(drawings[:3], drawings[3:])
    np.testing.assert_allclose(found, expected, rtol=1e-3)


def test_drawings_without_a_way_are_near_to_none():
    known, _ = drawn_shapes(1)
    empty = [Drawing(np.zeros((0, 3))), Drawing([[0, 0, 1]]), Drawing([[5, 5, 1]])]
    found = _drawing_checks.nearest(empty, [*empty, *known])
    np.testing.assert_array_equal(found, [np.inf] * 3)


def test_known_drawings_without_a_way_are_near_to_none():
    dot, line = Drawing([[0, 0, 1]]), Drawing([[0, 0, 0], [5, 0, 1]])
    found = _drawing_checks.nearest([dot, line], [dot])
    np.testing.assert_array_equal(found, np.inf)


def test_copies_are_found():
    train, test = drawn_shapes(60, seed=1)[0], drawn_shapes(40, seed=2)[0]
    honest = _drawing_checks.copies(drawn_shapes(40, seed=3)[0], train, test)
    assert honest["copied"] <= 0.1
    assert 0.5 < honest["drawn_distance"] / honest["held_out_distance"] < 2
    cheating = _drawing_checks.copies(train[:30] + test[:10], train, test)
    assert cheating["copied"] >= 0.75 and cheating["drawn_distance"] < 0.001


def test_the_baseline_of_few_drawings_takes_no_more_updates(monkeypatch):
    fitted = []
    monkeypatch.setattr("keras.Model.fit", lambda *given, **_: fitted.append(given))
    drawings, _ = drawn_shapes(2)
    codec = Strokes.from_drawings(drawings)
    _drawing_checks.without_memory(drawings, drawings, codec, 2)
    ((_, _, steps, batch, epochs),) = fitted
    assert len(steps) < batch and epochs == _drawing_checks.UPDATES


@pytest.mark.slow
def test_the_baseline_has_the_entropy_of_independent_steps():
    random = np.random.default_rng(0)
    correlation, lifted, points = 0.8, 0.2, 19
    drawings = []
    for _ in range(400):
        x, y = random.normal(size=(2, points))
        y = correlation * x + np.sqrt(1 - correlation**2) * y
        pen = random.random(points) < lifted
        drawings.append(Drawing(np.stack([x, y, pen], axis=1)))
    codec = Strokes(1.0, longest=40)
    found = _drawing_checks.without_memory(drawings[:300], drawings[300:], codec, 3)
    density = np.log(2 * np.pi * np.e) + np.log(1 - correlation**2) / 2
    shares = np.array([points * (1 - lifted), points * lifted, 1]) / (points + 1)
    entropy = -(shares * np.log(shares)).sum()
    a_step = density * points / (points + 1) + entropy
    assert found["nats_per_step"] == pytest.approx(a_step, abs=0.05)
    drawn = (
        density * points - points * shares[:2] @ np.log(shares[:2]) / shares[:2].sum()
    )
    assert found["published"] == pytest.approx(drawn / 40, abs=0.05)


@pytest.mark.slow
def test_a_classifier_tells_wrong_drawings_from_true_ones(monkeypatch):
    monkeypatch.setattr(_drawing_checks, "UNITS", 16)
    monkeypatch.setattr(_drawing_checks, "LESSONS", 120)
    true, _ = drawn_shapes(240, seed=1)
    test, wide = drawn_shapes(40, seed=2)[0], drawn_shapes(240, seed=3)[0]
    wide = [Drawing(drawing.offsets * (2, 1, 1)) for drawing in wide]
    codec = Strokes.from_drawings(true)
    assert _drawing_checks.told_apart(wide, true, test, codec) > 0.9
    same, _ = drawn_shapes(240, seed=4)
    assert 0.3 < _drawing_checks.told_apart(same, true, test, codec) < 0.7
