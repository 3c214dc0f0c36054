import numpy as np
import pytest

from seqkit.strokes import Drawing
from seqkit.strokes import read_drawings
from tests.strokes.hard_drawings import DRAWINGS

KNOWN = sorted({*DRAWINGS} - {"infinite", "farthest"})
LINES = [np.array([[5, 5], [7, 5], [7, 8]]), np.array([[1, 1]])]


def test_lines_become_offsets_and_offsets_lines():
    drawing = Drawing.from_lines(LINES)
    expected = [[0, 0, 0], [2, 0, 0], [0, 3, 1], [-6, -7, 1]]
    np.testing.assert_array_equal(drawing.offsets, expected)
    assert len(drawing) == 4 and drawing.offsets.dtype == "float32"
    for found, line in zip(drawing.lines, LINES, strict=True):
        np.testing.assert_array_equal(found, line - [5, 5])
    assert repr(drawing) == "Drawing(4 points, 2 lines)"
    assert repr(Drawing([[0, 0, 1]], -2.0)) == "Drawing(1 points, 1 lines, score=-2.00)"


@pytest.mark.parametrize("name", KNOWN)
def test_lines_are_those_of_a_pen_that_walks(name):
    here, lines, lifted = np.zeros(2), [], True
    for dx, dy, pen in DRAWINGS[name].astype("float64"):
        here = here + [dx, dy]
        lines += [[]] if lifted else []
        lines[-1].append(here)
        lifted = pen == 1
    found = Drawing(DRAWINGS[name]).lines
    assert len(found) == len(lines)
    for one, two in zip(found, lines, strict=True):
        np.testing.assert_allclose(one, two, rtol=1e-6)


def test_empty_lines_are_left_out():
    assert Drawing.from_lines([[], LINES[1], []]) == Drawing([[0, 0, 1]])
    assert Drawing.from_lines([]) == Drawing([]) and Drawing([]).lines == []


def test_drawings_are_equal_by_their_offsets():
    one, two = Drawing([[0.0, 1, 0]]), Drawing([[-0.0, 1, 0]], score=3.0)
    assert one == two and hash(one) == hash(two)
    assert one != Drawing([[0, 1, 1]]) and one != "drawing"
    with pytest.raises(ValueError, match="read-only"):
        one.offsets[0] = 1
    np.testing.assert_array_equal(np.asarray(one), one.offsets)


def test_published_steps_stop_at_the_end():
    steps = [[1, 2, 1, 0, 0], [3, 4, 0, 1, 0], [9, 9, 0, 0, 1], [8, 8, 1, 0, 0]]
    padded = np.concatenate([steps, np.full((2, 5), np.nan)])
    for each in (steps, steps[:2], padded):
        assert Drawing(each) == Drawing([[1, 2, 0], [3, 4, 1]])


@pytest.mark.parametrize("name", sorted({*KNOWN} - {"empty", "wild", "far"}))
def test_a_drawing_comes_back_from_its_svg(name, tmp_path):
    pytest.importorskip("svgelements")
    # The first point of a file stands anywhere, and its last line ends.
    drawing = Drawing.from_lines(Drawing(DRAWINGS[name]).lines)
    text = drawing.svg(tmp_path / "one.svg")
    assert read_drawings(tmp_path) == [drawing]
    assert drawing._repr_svg_() == text
    moving = drawing.animation(tmp_path / "moving.svg", seconds=1.6)
    assert (tmp_path / "moving.svg").read_text(encoding="utf-8") == moving
    # The drawing then stays, for a quarter as long.
    assert ('dur="2s"' in moving) == (len(drawing) > 1)


@pytest.mark.parametrize(
    "offsets, error, message",
    [
        (np.zeros((3, 2)), ValueError, r"\(3, 2\).*from_lines"),
        (np.zeros((2, 3, 3)), ValueError, r"\(2, 3, 3\)"),
        (np.zeros(3), ValueError, r"\(3,\)"),
        ([[0, 0, 0.5]], ValueError, r"\[0.5\], at point 0"),
        ([[0, 0, 1], [0, 0, 2]], ValueError, "at point 1"),
        ([[0, 0, 1, 1, 0]], ValueError, "one is 1"),
        ([[0, 0, 0], [np.nan, 0, 0]], ValueError, "at point 1"),
        ([[0, np.inf, 0]], ValueError, "finite"),
        ([[0, 0, np.nan]], ValueError, "finite"),
        ([[2e7, 0, 0]], ValueError, "10,000,000.*scale the drawing down"),
        ("sheep.svg", TypeError, "Give numbers"),
        (None, TypeError, "NoneType"),
        ([[0, 0, 0], [1]], TypeError, "Give numbers"),
    ],
)
def test_wrong_offsets_are_named(offsets, error, message):
    with pytest.raises(error, match=message):
        Drawing(offsets)


@pytest.mark.parametrize(
    "lines, error, message",
    [
        ([[[0, 0]], [[0, 0, 0]]], ValueError, r"\(1, 3\) for line 1"),
        ([[0, 0]], ValueError, r"\(2,\) for line 0"),
        ([[[0, np.nan]]], ValueError, "finite"),
        ([["ab"]], TypeError, "Give numbers"),
        (LINES[0], ValueError, r"one line as `\[line\]`"),
        (None, TypeError, "`lines` are a list"),
    ],
)
def test_wrong_lines_are_named(lines, error, message):
    with pytest.raises(error, match=message):
        Drawing.from_lines(lines)
