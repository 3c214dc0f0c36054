import io
from itertools import pairwise

import numpy as np
import pytest

from seqkit.plot import scores_by_length
from tests.plot.logs import matplotlib_warnings

pytest.importorskip("matplotlib")

from matplotlib.backends.backend_agg import FigureCanvasAgg

LENGTHS = ["1-10", "11-20", "21+"]
SCORES = {"with attention": [39.0, 38.0, 36.0], "without": [38.0, None, 12.0]}


def lines_of(figure):
    return [line for line in figure.axes[0].lines if line.get_marker() == "o"]


def texts_of(figure):
    return {text.get_text(): text for text in figure.axes[0].texts}


def test_lines_are_as_high_as_the_scores():
    figure = scores_by_length(LENGTHS, SCORES)
    texts = texts_of(figure)
    zero, top = (texts[tick].get_position()[1] for tick in ("0", "40"))
    attending, without = (np.array(line.get_ydata()) for line in lines_of(figure))
    read = [40 * (y - zero) / (top - zero) for y in (attending, without)]
    # The numbers stand a little below their lines: in the middle of their letters.
    np.testing.assert_allclose(read[0], SCORES["with attention"], atol=0.7)
    np.testing.assert_allclose(read[1], [38, np.nan, 12], atol=0.7)
    across = [texts[length].get_position()[0] for length in LENGTHS]
    np.testing.assert_allclose(lines_of(figure)[0].get_xdata(), across)


def test_names_stand_apart_and_on_the_page():
    scores = {f"model {place}": [20.0, 20.0, place % 3] for place in range(16)}
    figure = scores_by_length(LENGTHS, scores)
    figure.savefig(io.BytesIO(), format="png", dpi=50)
    renderer = FigureCanvasAgg(figure).get_renderer()
    boxes = [texts_of(figure)[name].get_window_extent(renderer) for name in scores]
    boxes.sort(key=lambda box: box.y0)
    assert all(under.y1 <= over.y0 for under, over in pairwise(boxes))
    assert figure.bbox.y0 <= boxes[0].y0 and boxes[-1].y1 <= figure.bbox.y1
    assert all(box.x1 <= figure.bbox.x1 for box in boxes)


def test_any_name_and_any_scores_are_drawn_without_a_warning(caplog):
    for scores in (
        {"$x$ 非常": [0, 0, 0]},
        {"a": [-0.1, None, 0.3]},
        {"b" * 99: [1] * 3},
    ):
        figure = scores_by_length(LENGTHS, scores, score="ROUGE-L", length="letters")
        figure.savefig(io.BytesIO(), format="png", dpi=50)
        assert {"ROUGE-L", "letters"} <= texts_of(figure).keys()
    assert not matplotlib_warnings(caplog)


@pytest.mark.parametrize(
    ("lengths", "scores", "message"),
    [
        (LENGTHS, {"a": [1, 2]}, r"3 lengths, and scores: \{'a': 2\}"),
        (LENGTHS, {}, r"3 lengths, and scores: \{\}"),
        ([], {"a": []}, "0 lengths"),
        (LENGTHS, {"a": [1, 2, 3], "b": [None] * 3}, r"no score for \['b'\]"),
    ],
)
def test_scores_that_do_not_fit_are_refused(lengths, scores, message):
    with pytest.raises(ValueError, match=message):
        scores_by_length(lengths, scores)
