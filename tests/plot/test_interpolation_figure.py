from types import SimpleNamespace

import numpy as np
import pytest

from seqkit import plot

pytest.importorskip("matplotlib")

A = np.array([[0, 0, 0], [0, 40, 0], [20, 0, 1]], "float32")
B = A[:, [1, 0, 2]]
EMPTY = A[:0]


def texts_of(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def backgrounds(figure):
    """Returns the left edges of the boxes behind the ends."""
    return sorted(box.get_x() for box in figure.axes[0].patches)


def test_a_row_has_names_at_its_ends_and_shares_between():
    figure = plot.interpolation([A, A, B, B, B], ["a", "b"])
    assert texts_of(figure) == ["a", "25%", "50%", "75%", "b"]
    (lines,) = figure.axes[0].collections
    lefts = [line[:, 0].min() for line in lines.get_segments()]
    assert len(lefts) == 5 and lefts == sorted(lefts)
    first, last = backgrounds(figure)
    assert first < lefts[0] < lefts[1] and lefts[-2] < last < lefts[-1]


def test_rows_stand_below_one_another():
    drawing = SimpleNamespace(lines=[np.zeros((2, 2))])
    for rows in ([[A, EMPTY, B], [B, B, A]], [(drawing, A, B), (A, drawing, A)]):
        figure = plot.interpolation(rows)
        assert [text for text in texts_of(figure) if text != "empty"] == [
            "start",
            "50%",
            "end",
        ]
        assert len(backgrounds(figure)) == 4
    one, two = plot.interpolation([[A, B]]), plot.interpolation([[A, B], [A, B]])
    assert one.get_figheight() < two.get_figheight() < 2 * one.get_figheight()


def test_an_array_of_drawings_is_one_row():
    figure = plot.interpolation(np.stack([A, B]))
    assert texts_of(figure) == ["start", "end"]


def test_rows_without_two_ends_are_refused():
    for rows, counts in (([A], "[1]"), ([[A, B], [A, B, A]], "[2, 3]")):
        with pytest.raises(ValueError, match="Received rows of .* drawings") as error:
            plot.interpolation(rows)
        assert f"rows of {counts} drawings" in str(error.value)
    with pytest.raises(ValueError, match="at least one drawing. Received none"):
        plot.interpolation([])
    with pytest.raises(TypeError, match="`drawings` are a list"):
        plot.interpolation(SimpleNamespace(lines=[]))
    with pytest.raises(ValueError, match="`ends` are the names of the first"):
        plot.interpolation([A, B], ["a", "b", "c"])
    with pytest.raises(ValueError, match="Each of `drawings` is a `Drawing`"):
        plot.interpolation([A, [A, B]])
