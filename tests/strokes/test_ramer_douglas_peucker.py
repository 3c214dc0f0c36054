import numpy as np
import pytest

from seqkit.strokes import Drawing
from seqkit.strokes.ramer_douglas_peucker import simplified

RNG = np.random.default_rng(5)


def distance(point, start, end):
    """The distance of a point to a segment, by its nearest of many places."""
    way = end - start
    square = way @ way
    share = 0.0 if square == 0 else np.clip((point - start) @ way / square, 0, 1)
    return float(np.linalg.norm(point - start - share * way))


def kept_of(line, tolerance):
    """The places of the kept points of a line, as published: by recursion."""
    if len(line) < 3:
        return [*range(len(line))]
    far = [distance(point, line[0], line[-1]) for point in line[1:-1]]
    place = int(np.argmax(far)) + 1
    if far[place - 1] <= tolerance:
        return [0, len(line) - 1]
    after = [place + each for each in kept_of(line[place:], tolerance)]
    return kept_of(line[: place + 1], tolerance)[:-1] + after


def drawing(points, lifted=0.2):
    """A walk with turns, whose pen is lifted at random."""
    offsets = RNG.normal(size=(points, 2)).cumsum(axis=0)
    pens = RNG.random((points, 1)) < lifted
    return np.concatenate([offsets, pens], axis=1).astype("float32")


ROWS = [drawing(points) for points in (40, 0, 1, 2, 60)] + [drawing(50, 0.0)]


@pytest.mark.parametrize("tolerance", [1e-9, 1.0, 5.0, 1e9])
def test_the_points_are_those_of_the_recursion(tolerance):
    flat, lengths = simplified(ROWS, tolerance)
    assert flat.dtype == "float32" and lengths.dtype == "int32"
    found = np.split(flat, np.cumsum(lengths)[:-1])
    for offsets, row in zip(found, ROWS, strict=True):
        lines = [
            line[kept_of(line.astype("float64"), tolerance)]
            for line in Drawing(row).lines
        ]
        assert len(offsets) == sum(map(len, lines))
        for one, two in zip(Drawing(offsets).lines, lines, strict=True):
            np.testing.assert_allclose(one, two, atol=1e-3)
        np.testing.assert_array_equal(offsets[-1:, 2], row[-1:, 2])


def test_points_left_out_are_near_the_line():
    row = drawing(300, 0.0)
    flat, lengths = simplified([row], 3.0)
    (before,), (after,) = Drawing(row).lines, Drawing(flat).lines
    assert 2 < lengths[0] < 200
    nearest = [
        min(distance(point, *ends) for ends in zip(after, after[1:], strict=False))
        for point in before.astype("float64")
    ]
    assert max(nearest) <= 3.001


def test_a_drawing_does_not_depend_on_its_neighbours():
    flat, lengths = simplified(ROWS, 2.0)
    for row, own in zip(ROWS, np.split(flat, np.cumsum(lengths)[:-1]), strict=True):
        np.testing.assert_array_equal(simplified([row], 2.0)[0], own)
    # Simplified drawings stay as they are.
    again, _ = simplified([flat[: lengths[0]]], 2.0)
    np.testing.assert_array_equal(again, flat[: lengths[0]])


def test_closed_lines_and_points_in_one_place_are_simplified():
    square = Drawing.from_lines([[[0, 0], [1, 0], [2, 0], [2, 2], [0, 2], [0, 0]]])
    flat, _ = simplified([square.offsets], 0.1)
    (line,) = Drawing(flat).lines
    np.testing.assert_array_equal(line, [[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]])
    assert simplified([np.zeros((9, 3), "float32")], 0.0)[1].tolist() == [2]
    assert simplified([], 1.0)[0].shape == (0, 3)


def test_ten_thousand_points_of_a_spiral_are_simplified():
    turn = np.linspace(0, 200, 10_000)
    line = np.stack([turn * np.cos(turn), turn * np.sin(turn)], axis=1)
    flat, lengths = simplified([Drawing.from_lines([line]).offsets], 0.5)
    assert 500 < lengths[0] < 5_000
