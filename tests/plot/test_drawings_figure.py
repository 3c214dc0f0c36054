import io
from types import SimpleNamespace

import numpy as np
import pytest

from seqkit import plot

pytest.importorskip("matplotlib")

CORNER = np.array([[9, 9, 0], [0, 40, 0], [20, 0, 1], [-5, -5, 1]], "float32")
SMALL = CORNER * [0.1, 0.1, 1]
EMPTY = np.zeros((0, 3))


def lines_in(figure):
    """Draws a figure, and returns its lines and dots: arrays of positions, points."""
    figure.savefig(io.BytesIO(), format="png", dpi=50)
    lines, *dots = figure.axes[0].collections
    return lines.get_segments(), [
        each for group in dots for each in group.get_offsets()
    ]


def texts_of(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def test_drawings_keep_their_proportions_and_fill_their_cells():
    figure = plot.drawings([CORNER, SMALL], ["large", "small"], width=4.0)
    (large, small), dots = lines_in(figure)
    assert texts_of(figure) == ["large", "small"] and len(dots) == 2
    for line, dot in zip((large, small), dots, strict=True):
        down, across = np.abs(np.diff(line, axis=0))
        np.testing.assert_allclose(across[0], down[1] / 2, rtol=1e-5)
        assert down[0] == pytest.approx(0, abs=1e-4) == across[1]
        assert 100 < down[1] < 144  # points of a cell, and of half the figure
        # 5 of the 40 units to the left and upward, from the end of the line.
        np.testing.assert_allclose(line[2] - dot, down[1] / 8, rtol=1e-4)
    np.testing.assert_allclose(np.diff(small, axis=0), np.diff(large, axis=0), 1e-4)
    assert (large[0, 0] < small[0, 0]) and large[0, 1] < large[1, 1]  # y grows downward


def test_one_scale_shows_which_is_larger():
    (large, small), _ = lines_in(plot.drawings([CORNER, SMALL], same_scale=True))
    np.testing.assert_allclose(10 * np.ptp(small, axis=0), np.ptp(large, axis=0), 1e-4)


def test_points_alone_are_dots_and_an_empty_drawing_says_so():
    lifted = [[0, 0, 1], [5, 0, 1], [0, 5, 1]]
    still = np.zeros((2, 3))
    figure = plot.drawings([EMPTY, [[7, 7, 0]], lifted, still], columns=2)
    lines, dots = lines_in(figure)
    assert not lines and len(dots) == 1 + 3 + 1 and texts_of(figure) == ["empty"]
    assert texts_of(plot.drawings([EMPTY] * 30, columns=30))[0] == "–"


def test_drawings_with_lines_and_padded_offsets_are_drawings():
    positions = np.array([[9, 9], [9, 49], [29, 49]])
    drawing = SimpleNamespace(lines=[positions, positions[:1]])
    padded = np.pad(CORNER, [(0, 2), (0, 0)], constant_values=np.nan)
    far = [[0, 0, 0], [3e38, 3e38, 0], [3e38, -3e38, 0]]
    (first, second, last), _ = lines_in(plot.drawings([drawing, padded, far]))
    assert len(first) == len(second) == 3 and np.isfinite(last).all()


def test_what_is_no_drawing_is_refused():
    with pytest.raises(TypeError, match="`drawings` are a list.*`.drawing.`"):
        plot.drawings(SimpleNamespace(lines=[]))
    with pytest.raises(ValueError, match="at least one drawing. Received none"):
        plot.drawings([])
    with pytest.raises(ValueError, match="2 drawings and 1 labels"):
        plot.drawings([CORNER, CORNER], ["a"])
    with pytest.raises(ValueError, match=r"Received \(3,\)\. `codec"):
        plot.drawings(CORNER)
    for wrong in (np.nan, np.inf):
        offsets = CORNER.copy()
        offsets[1, 0] = wrong
        with pytest.raises(ValueError, match=r"Received \(4, 3\) with NaN or infinity"):
            plot.drawings([offsets])
    for wrong in ("sheep.svg", None, [[1, 2], [3]], {"a": 1}):
        with pytest.raises(ValueError, match="Each of `drawings` is a `Drawing`"):
            plot.drawings([wrong])
    with pytest.raises(ValueError, match="`same_scale` is True or False"):
        plot.drawings([CORNER], same_scale=1)
    with pytest.raises(ValueError, match="`columns` is an int of at least 1"):
        plot.drawings([CORNER], columns=0)
