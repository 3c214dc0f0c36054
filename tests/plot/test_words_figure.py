import io

import numpy as np
import pytest

from seqkit.plot import words
from seqkit.plot.drawing.colours import colour_of
from tests.plot.logs import matplotlib_warnings

pytest.importorskip("matplotlib")

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.patches import FancyBboxPatch


def draw(figure):
    """Draw it as a file, where warnings are errors, and return the figure."""
    png = io.BytesIO()
    figure.savefig(png, format="png", dpi=50)
    assert png.tell() > 1000
    figure.savefig(io.BytesIO(), format="svg")
    return figure


def texts_of(figure):
    return [text.get_text() for text in figure.axes[0].texts if text.get_text()]


def boxes_of(figure):
    return [box for box in figure.axes[0].patches if isinstance(box, FancyBboxPatch)]


def test_shows_words_on_the_colours_of_their_weights():
    figure = draw(words(["so", "good", "."], [-0.5, 1.0, 0.0], "pos", 0.9, "why"))
    assert texts_of(figure) == [
        "pos",
        "p = 0.900",
        "against −1.00",
        "+1.00 for",
        "why",
        "so",
        "good",
        ".",
    ]
    colours = [to_hex(box.get_facecolor()) for box in boxes_of(figure)]
    assert colours == [colour_of(-0.5), colour_of(1.0)]  # none for "."


def test_a_word_stands_in_its_box():
    figure = draw(
        words(["Yes", ",", "wonderful"], [1.0, 0.5, 0.2], text="Yes, wonderful")
    )
    renderer = FigureCanvasAgg(figure).get_renderer()
    written = figure.axes[0].texts[-3:]
    for text, box in zip(written, boxes_of(figure), strict=True):
        inner, outer = text.get_window_extent(renderer), box.get_window_extent(renderer)
        assert outer.x0 - 1 <= inner.x0 and inner.x1 <= outer.x1 + 1
        assert outer.y0 <= inner.y0 and inner.y1 <= outer.y1


def test_weights_without_a_negative_one_have_half_a_scale():
    figure = words(["a", "b"], [0.3, 0.1])
    assert texts_of(figure)[:2] == ["0", "0.300"]


def test_long_texts_grow_downward_within_the_width():
    many = words(["word"] * 250, np.linspace(-1, 1, 250))
    assert many.get_figwidth() == words(["word"], [1.0]).get_figwidth()
    assert many.get_figheight() > 4
    edges = [box.get_x() + box.get_width() for box in boxes_of(many)]
    assert max(edges) <= 72 * many.get_figwidth()
    bottoms = [box.get_y() + box.get_height() for box in boxes_of(many)]
    assert max(bottoms) <= 72 * many.get_figheight()


def test_a_long_text_is_shown_by_its_strongest_passages():
    weights = np.zeros(1030)
    weights[[300, 305, 800]] = [1.0, -2.0, 1.5]
    text = ["word"] * 1030
    figure = words(text, weights, most=200)
    shown = texts_of(figure)
    counts = [int(each.split()[1].replace(",", "")) for each in shown if each[0] == "["]
    assert len(boxes_of(figure)) == 3  # all that weigh something
    assert shown.count("word") + sum(counts) == 1030 and shown.count("word") < 60
    assert len(counts) == 3  # before, between and after the two passages


def test_nothing_to_show_says_so():
    assert texts_of(draw(words([], [], "pos", 0.5, text=""))) == [
        "pos",
        "p = 0.500",
        "no words",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "$x^2$ \\alpha <b>&amp; _ {",
        "שלום Star Wars עולם",
        "فيلم رائع جدا",
        "这部电影 非常好看",
        "😀 🎬 👨‍👩‍👧 ☺️",
        "a\x00b \ud800 \n \u0301 \U000e0001 \u200d",
        "supercalifragilisticexpialidocious" * 9,
    ],
)
def test_any_text_is_drawn_without_a_warning(text, caplog):
    shown = text.split(" ")
    draw(words(shown, np.linspace(-1, 1, len(shown)), text, 0.5, text, text=text))
    assert not matplotlib_warnings(caplog)


def test_leftward_text_stands_at_the_right():
    figure = words(["שלום", "עולם"], [1.0, 0.5])
    first, second = boxes_of(figure)[::-1]  # painted from left to right
    assert first.get_x() > second.get_x() > 72 * figure.get_figwidth() / 2


def test_weights_that_are_not_finite_have_no_colour():
    assert len(boxes_of(words(["a", "b"], [np.nan, 1.0]))) == 1
    assert not boxes_of(words(["a"], [np.nan]))


def test_a_narrow_figure_has_note_and_scale_in_lines_of_their_own():
    figure = words(["a"], [-1.0], "positive", 0.5, "how it was found", width=3.0)
    lines = {text.get_text(): text.get_position()[1] for text in figure.axes[0].texts}
    order = ["positive", "how it was found", "against −1.00", "a"]
    heights = [lines[text] for text in order]
    assert heights == sorted(heights) and len(set(heights)) == 4


def test_a_text_fills_the_axes_that_are_given():
    from matplotlib.figure import Figure

    whole = Figure(figsize=(8, 8), dpi=50)
    ax = whole.subplots(2, 2)[0, 1]
    figure = words(["word"] * 150, np.linspace(-1, 1, 150), title="Why", ax=ax)
    assert figure is whole
    renderer, room = FigureCanvasAgg(figure).get_renderer(), ax.get_window_extent()
    boxes = [text.get_window_extent(renderer) for text in ax.texts if text.get_text()]
    assert room.y0 <= min(box.y0 for box in boxes)
    assert room.y1 >= max(box.y1 for box in boxes)
    assert room.x0 <= min(box.x0 for box in boxes)
    assert room.x0 + 0.8 * room.width < max(box.x1 for box in boxes) <= room.x1


def test_a_label_may_be_the_number_0():
    assert texts_of(words(["a"], [1.0], 0, 0.5))[0] == "0"


def test_each_word_needs_one_weight():
    with pytest.raises(ValueError, match="2 words and 3 weights"):
        words(["a", "b"], [1.0, 2.0, 0.0])
