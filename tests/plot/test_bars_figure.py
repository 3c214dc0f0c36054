import io

import numpy as np
import pytest

from seqkit.plot import bars
from tests.plot.logs import matplotlib_warnings

pytest.importorskip("matplotlib")

from matplotlib.backends.backend_agg import FigureCanvasAgg


def texts_of(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def test_bars_are_as_long_as_their_numbers():
    figure = bars(["a", "b", "c"], [0.2, 0.8, np.nan], full=1.0)
    long = [box.get_width() for box in figure.axes[0].patches]
    assert long[1] == pytest.approx(4 * long[0]) and len(long) == 2
    assert texts_of(figure) == ["label", "F1", "a", "0.200", "b", "0.800", "c", "–"]


def test_the_largest_number_fills_the_page_unless_a_full_one_is_given():
    widest = [
        bars(["a"], [3.0], full=full).axes[0].patches[0].get_width()
        for full in (None, 3.0, 6.0)
    ]
    assert widest[0] == widest[1] == pytest.approx(2 * widest[2])


def test_many_bars_are_counted():
    figure = bars([f"label {place}" for place in range(75)], np.ones(75))
    assert texts_of(figure)[-1] == "[… 15 bars …]"
    assert len(figure.axes[0].patches) == 60


def test_any_name_is_drawn_on_the_page(caplog):
    names = ["$x$", "שלום", "非常好", "", "\x00", "a rather long name " * 9]
    figure = bars(names, np.arange(6.0), title="Many names", axis_names=("a", "b"))
    figure.savefig(io.BytesIO(), format="png", dpi=50)
    renderer = FigureCanvasAgg(figure).get_renderer()
    for text in figure.axes[0].texts:
        box = text.get_window_extent(renderer)
        assert figure.bbox.x0 <= box.x0 and box.x1 <= figure.bbox.x1
    assert not matplotlib_warnings(caplog)


@pytest.mark.parametrize(
    ("names", "values", "message"),
    [
        (["a"], [1.0, 2.0], r"1 names and values of shape \(2,\)"),
        ([], [], "at least one name"),
        (["a"], [-1.0], "finite and 0 or more"),
    ],
)
def test_values_that_no_bar_can_show_are_refused(names, values, message):
    with pytest.raises(ValueError, match=message):
        bars(names, values)
