import numpy as np
import pytest

from seqkit import Strokes
from seqkit.strokes.augmentation import augmented
from seqkit.strokes.augmentation import inside_lines
from seqkit.strokes.augmentation import without_points

RNG = np.random.default_rng(3)
STROKES = Strokes(scale=1.0)


def drawing(points, lifted=0.15):
    """Offsets of whole numbers, so that sums are exact."""
    offsets = RNG.integers(-9, 9, (points, 2))
    return np.concatenate([offsets, RNG.random((points, 1)) < lifted], axis=1)


ROWS = [drawing(30), drawing(0), drawing(1), drawing(4, 0.0), drawing(20, 0.0)]
ROWS += [drawing(9, 1.0), drawing(25)]
STEPS = STROKES.encode(ROWS)


def without_by_hand(row, dropped):
    """The loop of the authors: a point is joined to the last one that is kept."""
    kept, inside = [], 0
    for place, (dx, dy, lifted) in enumerate(row.tolist()):
        inside = 0 if lifted or not kept or kept[-1][2] else inside + 1
        # The last kept point moves on: it is the one that is left out.
        if inside > 2 and dropped[place - 1]:
            kept[-1] = [kept[-1][0] + dx, kept[-1][1] + dy, 0]
        else:
            kept.append([dx, dy, lifted])
    return np.array(kept, "float32").reshape(-1, 3)


@pytest.mark.parametrize("drop", [0.3, 1.0])
def test_points_are_left_out_as_published(drop):
    drawn = RNG.random(STEPS.shape[:2]) < drop
    found = without_points(STEPS, inside_lines(STEPS) & drawn).numpy()
    assert found.shape == STEPS.shape
    expected = [
        without_by_hand(row, mask) for row, mask in zip(ROWS, drawn, strict=True)
    ]
    np.testing.assert_array_equal(
        found[:, : STROKES.encode(expected).shape[1]], STROKES.encode(expected)
    )
    assert len(expected[0]) < 30 and len(expected[5]) == 9
    for row, drawing in zip(ROWS, STROKES.decode(found), strict=True):
        ends = row[:, 2] == 1
        places, own = row[:, :2].cumsum(axis=0), drawing.offsets
        # Lines end where they ended.
        np.testing.assert_array_equal(
            own[:, :2].cumsum(axis=0)[own[:, 2] == 1], places[ends]
        )


def test_axes_are_stretched_each_by_one_factor():
    rows = np.tile(STEPS[:1], (400, 1, 1))
    found = augmented(rows, 7, 0.25, 0.0).numpy()
    np.testing.assert_array_equal(found[..., 2:], rows[..., 2:])
    moved = np.argwhere((rows[0, :-1, :2] != 0).all(axis=1))[0, 0]
    ratios = found[:, moved, :2] / rows[:, moved, :2]
    real = ~np.isnan(rows[0, :, 0])
    np.testing.assert_allclose(
        found[:, real, :2], rows[:, real, :2] * ratios[:, None], rtol=1e-5
    )
    assert ratios.min() > 0.75 and ratios.max() < 1.25
    # Uniform: mean 1, deviation 0.5 / sqrt(12); x and y independent.
    np.testing.assert_allclose(ratios.mean(axis=0), 1, atol=0.03)
    np.testing.assert_allclose(ratios.std(axis=0), 0.5 / np.sqrt(12), atol=0.02)
    assert abs(np.corrcoef(ratios.T)[0, 1]) < 0.2


def test_a_share_of_the_points_inside_lines_is_left_out():
    rows = np.tile(STROKES.encode([drawing(60, 0.0)]), (200, 1, 1))
    found = augmented(rows, 11, 0.0, 0.1).numpy()
    # Two points at the beginning and two at the end of a line are always kept.
    left = (~np.isnan(found[..., 0])).sum(axis=1) - 5
    np.testing.assert_allclose(left.mean(), 0.9 * 56, rtol=0.02)


def test_the_seed_decides():
    one, two, other = (
        STROKES.augment_in_graph(STEPS, seed).numpy() for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(one, two)
    assert not np.array_equal(one, other, equal_nan=True)
    plain = Strokes(1.0, stretch=0.0, drop=0.0).augment_in_graph(STEPS, 1)
    np.testing.assert_array_equal(plain, STEPS)


def test_no_drawings_and_empty_drawings_are_augmented():
    for steps in (STEPS[:0], STROKES.encode([ROWS[1]])):
        np.testing.assert_array_equal(STROKES.augment_in_graph(steps, 1), steps)
