import io
from itertools import pairwise

import numpy as np
import pytest

from seqkit.plot import heatmap
from seqkit.plot.drawing.colours import channels
from tests.plot.logs import matplotlib_warnings

pytest.importorskip("matplotlib")

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex

WORDS = ["Männer", "sind", "im", "Freien", "bushes.", "[END]"] * 5


def boxes_of(figure):
    """Return the corner of each box and how dark the box is."""
    _, *boxes = figure.axes[0].patches
    return {
        (box.get_x(), box.get_y()): 255 - np.mean(channels(to_hex(box.get_facecolor())))
        for box in boxes
    }


def texts_of(figure):
    return [text for text in figure.axes[0].texts if text.get_text()]


def draw(figure):
    figure.savefig(io.BytesIO(), format="png", dpi=50)
    return FigureCanvasAgg(figure).get_renderer()


def test_the_darker_the_more_and_nothing_is_not_painted():
    figure = heatmap([[0.9, 0.1, 0.0], [0, 0.3, 0.7]], ["two", "dogs"], ["a", "b", "c"])
    darkness = boxes_of(figure)
    columns, rows = (sorted({place[axis] for place in darkness}) for axis in (0, 1))
    assert (len(columns), len(rows)) == (3, 2)
    found = [[darkness.get((column, row), 0) for column in columns] for row in rows]
    order = np.argsort(np.ravel(found))
    assert order[2:].tolist() == [1, 4, 5, 0]  # 0.1 < 0.3 < 0.7 < 0.9
    assert found[0][2] == found[1][0] == 0


def test_rows_stand_at_the_side_and_columns_along_the_top():
    texts = {
        text.get_text(): text.get_position()
        for text in texts_of(heatmap(np.eye(2), ["two", "dogs"], ["zwei", "Hunde"]))
    }
    assert texts["two"][0] == texts["dogs"][0] < texts["zwei"][0] < texts["Hunde"][0]
    assert texts["zwei"][1] == texts["Hunde"][1] < texts["two"][1] < texts["dogs"][1]


@pytest.mark.parametrize("rows, columns", [(1, 1), (3, 30), (30, 3), (30, 30)])
def test_all_words_are_readable(rows, columns):
    weights = np.full((rows, columns), 1 / columns)
    figure = heatmap(weights, WORDS[:rows], WORDS[:columns])
    renderer, page = draw(figure), figure.bbox
    for text in texts_of(figure):
        box = text.get_window_extent(renderer)
        assert page.x0 <= box.x0 and box.x1 <= page.x1
        assert page.y0 <= box.y0 and box.y1 <= page.y1
        assert text.get_size() >= 8.5
    rows = [text for text in texts_of(figure) if text.get_ha() == "right"]
    side = [text for text in rows if text.get_size() == 10]
    boxes = [text.get_window_extent(renderer) for text in side]
    assert all(over.y0 >= under.y1 - 1 for over, under in pairwise(boxes))


def test_width_is_filled_where_there_are_words_for_it():
    narrow, wide = (
        heatmap(np.eye(14), WORDS[:14], WORDS[:14], width=width).get_figwidth()
        for width in (4.5, 6.0)
    )
    assert 4.2 < narrow < 5 and 5.7 < wide < 6.5


def test_any_word_is_drawn_without_a_warning(caplog):
    words = ["$x$", "<b>", "非常", "שלום", "", "\x00", "a" * 99, "नमस्ते"]
    draw(heatmap(np.eye(8), words, words))
    assert not matplotlib_warnings(caplog)


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        (np.zeros((3, 2)), r"shape \(3, 2\), 2 rows and 3 columns"),
        (np.full((2, 3), 1.5), "shares, from 0 to 1. Received weights from 1.5"),
        (np.full((2, 3), -1.0), "from -1.0 to -1.0"),
        (np.full((2, 3), np.nan), "from nan to nan"),
    ],
)
def test_weights_outside_0_to_1_are_refused(weights, message):
    with pytest.raises(ValueError, match=message):
        heatmap(weights, ["a", "b"], ["c", "d", "e"])


def test_axes_and_shades_have_names():
    names = {text.get_text() for text in texts_of(heatmap([[1.0]], ["a"], ["b"]))}
    assert {"written ↓", "read →", "attention 0", "1"} <= names
    arguments = {"axis_names": ("word", "tag"), "shade": "share", "title": "Why"}
    figure = heatmap([[1]], ["a"], ["b"], **arguments)
    named = {text.get_text() for text in texts_of(figure)}
    assert {"word ↓", "tag →", "share 0", "Why"} <= named


def test_no_words_are_refused():
    with pytest.raises(ValueError, match="0 rows and 1 columns"):
        heatmap(np.zeros((0, 1)), [], ["a"])
