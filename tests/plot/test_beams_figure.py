import io

import numpy as np
import pytest

from seqkit import Result
from seqkit.plot import beams
from seqkit.plot.drawing.colours import FOR
from tests.plot.logs import matplotlib_warnings

pytest.importorskip("matplotlib")

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex


def results_of(**scores):
    return [
        Result(text.replace("_", " "), score, np.array([3]))
        for text, score in scores.items()
    ]


def texts_of(figure):
    return {text.get_text(): text for text in figure.axes[0].texts if text.get_text()}


def test_a_common_beginning_is_drawn_once_and_the_likeliest_text_above():
    figure = beams(results_of(Mara=-3.0, Mary=-1.0, Tom=-2.0))
    texts = texts_of(figure)
    assert {"•", "Mar", "y", "a", "Tom", "−1.00", "−2.00", "−3.00"} <= texts.keys()
    places = {name: texts[name].get_position() for name in ("Mar", "y", "a", "Tom")}
    assert places["Mar"][0] == places["Tom"][0] < places["y"][0] == places["a"][0]
    assert places["y"][1] < places["Mar"][1] < places["a"][1] < places["Tom"][1]


def test_the_likeliest_text_has_the_full_colour_and_inner_boxes_none():
    figure = beams(results_of(ab=-1.0, ac=-1.0 - np.log(4)))
    colours = [to_hex(box.get_facecolor()) for box in figure.axes[0].patches]
    assert FOR in colours and "#ffffff" in colours and len({*colours}) == 3


def test_texts_of_words_branch_between_words():
    texts = texts_of(beams(results_of(two_dogs=-1.0, two_dolls=-2.0)))
    assert {"two", "dogs", "dolls"} <= texts.keys()


def test_a_text_that_goes_on_in_another_keeps_its_score():
    texts = texts_of(beams(results_of(Mar=-1.0, Mary=-2.0)))
    assert texts["−1.00"].get_position()[1] > texts["Mar"].get_position()[1]
    assert texts["−1.00"].get_position()[0] == texts["Mar"].get_position()[0]


def test_equal_texts_are_counted():
    results = results_of(ab=-1.5) * 3
    assert "−1.50 ×3" in texts_of(beams(results))


def test_everything_stands_on_the_page(caplog):
    results = results_of(**{"שלום": -1.0, "非常": -2.0, "": -3.0, "$x$": -3.5})
    results += results_of(**{"w" * 300: -4.0})
    figure = beams(results, title="Many kinds of text", width=2.0)
    figure.savefig(io.BytesIO(), format="png", dpi=50)
    renderer, page = FigureCanvasAgg(figure).get_renderer(), figure.bbox
    for text in texts_of(figure).values():
        box = text.get_window_extent(renderer)
        assert page.x0 <= box.x0 and box.x1 <= page.x1
        assert page.y0 <= box.y0 and box.y1 <= page.y1
    assert not matplotlib_warnings(caplog)


def test_results_of_several_inputs_are_refused():
    with pytest.raises(TypeError, match=r"Give one list.*generate_n\(…\)\[0\]"):
        beams([results_of(a=-1.0)])
    with pytest.raises(ValueError, match="at least one result"):
        beams([])
