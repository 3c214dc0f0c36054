import io

import numpy as np
import pandas as pd
import pytest

from seqkit.plot import confusion
from seqkit.plot.confusion_figure import EMPTY
from seqkit.plot.drawing.colours import colour_of
from tests.plot.logs import matplotlib_warnings

pytest.importorskip("matplotlib")

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex


def texts_of(figure):
    return [text.get_text() for text in figure.axes[0].texts if text.get_text()]


def test_counts_stand_on_the_shares_of_their_rows():
    figure = confusion([[75, 25], [0, 4]], ["neg", "pos"])
    assert texts_of(figure)[-3:] == ["75", "25", "4"]
    colours = [to_hex(box.get_facecolor()) for box in figure.axes[0].patches]
    shares = [0.75**0.5, -0.5, 0.0, 1.0]
    assert colours == [colour_of(share, EMPTY) for share in shares]


@pytest.mark.parametrize("count", [1, 2, 20])
def test_all_labels_are_readable(count):
    labels = [f"a_rather_long_label_{row}" for row in range(count)]
    figure = confusion(np.full((count, count), 12345), labels)
    figure.savefig(io.BytesIO(), format="png", dpi=50)
    renderer = FigureCanvasAgg(figure).get_renderer()
    page = figure.bbox
    names = [text for text in figure.axes[0].texts if text.get_text() in labels]
    assert len(names) == 2 * count
    for text in names:
        box = text.get_window_extent(renderer)
        assert page.x0 <= box.x0 and box.x1 <= page.x1
        assert page.y0 <= box.y0 and box.y1 <= page.y1


def test_any_label_is_drawn_without_a_warning(caplog):
    labels = ["$x$", "<b>", "非常", "שלום", "", "\x00", "a" * 99]
    figure = confusion(np.eye(7, dtype=int), labels)
    figure.savefig(io.BytesIO(), format="png", dpi=50)
    assert "$x$" in texts_of(figure) and any(
        text.startswith("aaa") and text[-1] == "…" for text in texts_of(figure)
    )
    assert not matplotlib_warnings(caplog)


def test_axes_and_colours_have_names():
    texts = texts_of(confusion([[1]], ["a"], title="How good"))
    assert texts[0] == "How good"
    assert {"true ↓", "predicted →", "wrong 100 %"} <= {*texts}
    assert "100 % right, of the true label" in texts


def test_a_label_of_forty_letters_is_whole():
    label = "a_label_of_some_forty_letters_or_a_few_m"
    assert label in texts_of(confusion([[1]], [label]))


def test_a_row_without_examples_is_empty():
    figure = confusion([[0, 0], [1, 1]], ["a", "b"])
    assert to_hex(figure.axes[0].patches[0].get_facecolor()) == EMPTY


@pytest.mark.parametrize(
    "matrix, labels", [(np.zeros((2, 3)), ["a", "b"]), (np.zeros((0, 0)), [])]
)
def test_a_matrix_of_another_shape_is_refused(matrix, labels):
    with pytest.raises(ValueError, match="a row and a column for each label"):
        confusion(matrix, labels)


@pytest.mark.parametrize(
    "cells", [[[0.5, 0.5], [0, 1]], [[-1, 0], [0, 1]], [[np.nan, 0], [0, 1]]]
)
def test_cells_that_are_no_counts_are_refused(cells):
    with pytest.raises(ValueError, match="counts examples: whole numbers, 0 or more"):
        confusion(cells, ["a", "b"])


def test_arrays_and_columns_are_labels():
    for labels in (np.array(["a", "b"]), pd.Index(["a", "b"]), iter("ab")):
        assert {"a", "b"} <= {*texts_of(confusion(np.eye(2), labels))}
    assert "0" in texts_of(confusion(np.eye(2), [0, 1]))
    with pytest.raises(TypeError, match="`labels` are a list"):
        confusion(np.eye(2), "ab")
