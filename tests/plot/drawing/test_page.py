import sys
from types import SimpleNamespace

import pytest

pytest.importorskip("matplotlib")

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from seqkit import Result
from seqkit import plot
from seqkit.plot.drawing.page import Page

PICTURE = np.full((20, 30, 3), 99, "uint8")
LONG = "a title that is much too long for one line of so small a figure " * 3
DRAWING = np.array([[0, 0, 0], [30, 40, 1], [0, 9, 1]], "float32")
FORECAST = SimpleNamespace(
    values=np.arange(3.0),
    quantiles={0.1: np.arange(3.0) - 1, 0.9: np.arange(3.0) + 1},
    times=np.arange("2024-12-30", 3, dtype="datetime64[D]"),
    names=["visitors"],
    history=np.arange(5.0),
    history_times=np.arange("2024-12-25", 5, dtype="datetime64[D]"),
)
FIGURES = {
    "attended_regions": lambda **o: plot.attended_regions(
        PICTURE, ["a", "dog"], np.full((2, 4), 0.25), **o
    ),
    "backtest": lambda **o: plot.backtest(
        [FORECAST], np.arange(3.0), FORECAST.times, **o
    ),
    "bars": lambda **o: plot.bars(["a", "b"], [1.0, 0.5], **o),
    "beams": lambda **o: plot.beams([Result("ab", -1.0, None)], **o),
    "calibration": lambda **o: plot.calibration([0.1, 0.9], [0.2, 0.8], count=9, **o),
    "confusion": lambda **o: plot.confusion([[3, 1], [0, 2]], ["neg", "pos"], **o),
    "drawings": lambda **o: plot.drawings(
        [DRAWING, DRAWING[:0], DRAWING], ["cat", LONG, "pig"], **o
    ),
    "events": lambda **o: plot.events(
        np.sin(np.arange(60)).reshape(30, 2),
        np.full((10, 2), 0.5),
        [("quake", 3)],
        [("quake", 29)],
        names=["none", "quake"],
        labels=["day"] * 9 + ["night"] * 21,
        rate=10.0,
        **o,
    ),
    "forecast": lambda **o: plot.forecast(FORECAST, np.ones(3), **o),
    "frames": lambda **o: plot.frames(
        np.full((3, 20, 30), 99, "uint8"), ["a", "b", "a"], ["a", "a", "a"], **o
    ),
    "gallery": lambda **o: plot.gallery([PICTURE], ["a dog"], ["dog"], [1.0], **o),
    "gate_saturation": lambda **o: plot.gate_saturation(
        [{"forget": ([0.1, 0.0], [0.7, 0.9])}], **o
    ),
    "gradient_flow": lambda **o: plot.gradient_flow(
        {"rnn": 0.5 ** np.arange(9), "lstm": 0.9 ** np.arange(9)}, **o
    ),
    "heatmap": lambda **o: plot.heatmap(np.eye(3), [*"abc"], [*"xyz"], **o),
    "interpolation": lambda **o: plot.interpolation(
        [DRAWING, DRAWING[:0], DRAWING[:1]], ["cat", "pig"], **o
    ),
    "running_text": lambda **o: plot.running_text("if (a)\n", np.arange(7), **o),
    "scores_by_length": lambda **o: plot.scores_by_length(
        ["1", "2"], {"a": [1, 2]}, **o
    ),
    "spectrogram": lambda **o: plot.spectrogram(
        np.eye(9), 0.5, [*"hi a"], [0, 1, 3, 6], [0, 2, 4, 8], **o
    ),
    "tags": lambda **o: plot.tags(["to", "Rome"], ["O", "B-city"], "l", 0.5, **o),
    "token_scores": lambda **o: plot.token_scores(
        [*"h!"], [1.0, 2.0], [*"hi"], [0.5, 1.0], **o
    ),
    "vectors": lambda **o: plot.vectors([*"abc"], np.eye(3), arrows=["ab"], **o),
    "words": lambda **o: plot.words(["so", "good"], [-0.5, 1.0], "pos", 0.9, **o),
}
each_figure = pytest.mark.parametrize("name", sorted(FIGURES))


def test_every_public_figure_is_tried_here():
    figures = [name for name in plot.__all__ if not name.lower().endswith("html")]
    assert sorted(FIGURES) == sorted(figures)


def assert_texts_inside(texts, box, renderer):
    for text in texts:
        if text.get_text():
            extent = text.get_window_extent(renderer)
            # Letters of few pixels are rounded to whole ones.
            assert box.x0 - 3 <= extent.x0 and extent.x1 <= box.x1 + 3
            assert box.y0 - 3 <= extent.y0 and extent.y1 <= box.y1 + 3


@each_figure
def test_a_title_stands_above_everything_in_as_many_lines_as_it_needs(name):
    figure = FIGURES[name](title=LONG)
    renderer = FigureCanvasAgg(figure).get_renderer()
    texts = figure.axes[0].texts
    assert_texts_inside(texts, figure.bbox, renderer)
    bold = [text for text in texts if text.get_fontproperties().get_size() == 13]
    assert " ".join(text.get_text() for text in bold) == LONG.strip()
    lowest = min(text.get_window_extent(renderer).y0 for text in bold)
    rest = [text for text in texts if text not in bold and text.get_text()]
    assert lowest >= max(text.get_window_extent(renderer).y1 for text in rest) - 1


@each_figure
@pytest.mark.parametrize("size", [(10, 7), (3, 3), (9, 2)])
def test_axes_of_a_user_hold_the_whole_picture(name, size):
    figure = Figure(figsize=size, dpi=100, layout="constrained")
    ax = figure.subplots(1, 2)[1]
    assert FIGURES[name](title="Why", ax=ax) is figure
    renderer = FigureCanvasAgg(figure).get_renderer()
    assert_texts_inside(ax.texts, ax.get_window_extent(), renderer)
    assert not ax.axison and len(figure.axes) == 2


@each_figure
def test_axes_that_are_none_are_refused(name):
    with pytest.raises(TypeError, match="`ax` is one Matplotlib axes.*Received 'here'"):
        FIGURES[name](ax="here")


def test_pyplot_is_left_alone():
    FIGURES["bars"](title="one")
    pyplot = sys.modules.get("matplotlib.pyplot")
    assert pyplot is None or not pyplot.get_fignums()


def test_a_text_is_laid_out_wider_where_axes_are_low():
    figure = Figure(figsize=(4, 1), dpi=50)
    page = Page(8.0, ax=figure.add_axes((0, 0, 1, 1)))
    assert page.across == pytest.approx(4 * 72)

    def height(across):
        return 40_000 / across

    across = page.across_for(height)
    assert across > page.across
    assert height(across) * page.across / across <= 72
    assert Page(8.0).across_for(height) == 8 * 72
