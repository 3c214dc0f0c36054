import numpy as np
import pytest

from seqkit.decoding import pick_peaks
from tests.checks import numbers


def picked(probabilities, **options):
    """Lists (step, tag, height) of the peaks of each row."""
    rows = [numbers(each)[0] for each in pick_peaks(probabilities, **options)]
    return [
        [(int(s), int(t), float(h)) for t, s, h in zip(*row, strict=True) if s >= 0]
        for row in zip(*rows, strict=True)
    ]


def brute_force(row, threshold, distance, count):
    """The peaks of one row, `(time, tags)`, found step by step."""
    peaks = []
    for tag in range(row.shape[1]):
        line = [-1.0, *row[:, tag], -1.0]
        for step in range(1, len(line) - 1):
            above = line[step] > line[step - 1] and line[step] >= line[step + 1]
            if above and line[step] >= threshold and line[step] > 0:
                peaks.append((step - 1, tag, line[step]))
    peaks.sort(key=lambda peak: (-peak[2], peak[0], peak[1]))
    peaks = peaks[:count]
    kept = [
        (step, tag, height)
        for place, (step, tag, height) in enumerate(peaks)
        if not any(
            other == tag and abs(step - near) <= distance
            for near, other, _ in peaks[:place]
        )
    ]
    return sorted(kept)


@pytest.mark.parametrize("distance", [0, 1, 4])
@pytest.mark.parametrize("count", [3, 8, 60])
def test_finds_the_peaks_of_brute_force(distance, count):
    random = np.random.default_rng(0)
    rows = np.round(random.random((6, 20, 2)), 1).astype("float32")  # with ties
    options = {"threshold": 0.35, "distance": distance, "count": count}
    for row, found in zip(rows, picked(rows, **options), strict=True):
        expected = brute_force(row, 0.35, distance, count)
        assert [peak[:2] for peak in found] == [peak[:2] for peak in expected]
        np.testing.assert_allclose(
            [peak[2] for peak in found], [peak[2] for peak in expected]
        )


def test_agrees_with_scipy_where_no_peak_is_near_another():
    scipy_signal = pytest.importorskip("scipy.signal")
    line = np.random.default_rng(1).random(200).astype("float32")
    (found,) = picked(line[None, :, None], threshold=0.6, distance=0, count=200)
    inner = [step for step, _, _ in found if 0 < step < 199]
    assert inner == scipy_signal.find_peaks(line, height=0.6)[0].tolist()


def test_a_plateau_and_the_ends_have_one_peak_each():
    line = [0.9, 0.1, 0.5, 0.5, 0.5, 0.1, 0.8]
    (found,) = picked(np.float32(line)[None, :, None], distance=1)
    assert [step for step, _, _ in found] == [0, 2, 6]


def test_rows_are_padded_and_zeros_have_no_peak():
    peaks = pick_peaks(np.zeros((2, 3, 2), "float32"), threshold=0.0, count=4)
    tags, steps, heights = (numbers(each)[0] for each in peaks)
    assert tags.shape == steps.shape == heights.shape == (2, 4)
    assert (tags == -1).all() and (steps == -1).all() and (heights == 0).all()


def test_each_row_has_its_own_threshold_and_distance():
    line = np.float32([0, 0.4, 0, 0.6, 0])
    rows = np.stack([line] * 3)[..., None]
    found = picked(rows, threshold=np.float32([0.1, 0.5, 0.1]), distance=[1, 1, 2])
    assert [[step for step, _, _ in row] for row in found] == [[1, 3], [3], [3]]


def test_other_shapes_are_refused():
    with pytest.raises(ValueError, match=r"shape \(4, 2\).*probabilities\[None\]"):
        pick_peaks(np.zeros((4, 2)))
