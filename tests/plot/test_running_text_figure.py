import io
from itertools import pairwise

import numpy as np
import pytest

from seqkit.plot import running_text
from seqkit.plot.drawing.colours import colour_of
from tests.plot.logs import matplotlib_warnings

pytest.importorskip("matplotlib")

from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex


def draw(figure):
    """Draw it as a file, where warnings are errors, and return the figure."""
    figure.savefig(io.BytesIO(), format="png", dpi=50)
    return figure


def written(figure):
    """(text, left edge, baseline) of all words, without the two ends of the scale."""
    texts = [text for text in figure.axes[0].texts if text.get_text()]
    return [(text.get_text(), *text.get_position()) for text in texts[2:]]


def boxes(figure):
    """(left, right, top, colour) of each painted box, from top and left."""
    found = []
    for painted in figure.axes[0].collections:
        if isinstance(painted, PolyCollection):
            colours = painted.get_facecolor()
            for path, colour in zip(painted.get_paths(), colours, strict=True):
                low, high = path.vertices.min(axis=0), path.vertices.max(axis=0)
                found.append((low[0], high[0], low[1], to_hex(colour)))
    return sorted(found, key=lambda box: (box[2], box[0]))


def test_each_character_has_its_colour():
    figure = draw(running_text("ab c", [0.5, -1.0, 0.25, 0.0]))
    assert [word for word, *_ in written(figure)] == ["ab", "c"]
    found = boxes(figure)
    assert [box[3] for box in found] == [colour_of(s) for s in (0.5, -1.0, 0.25)]
    assert all(one[1] == pytest.approx(two[0]) for one, two in pairwise(found))


def test_line_breaks_of_the_text_are_kept():
    figure = draw(running_text("if (a)\n\n    b;\n", np.ones(15)))
    lines = {}
    for word, left, baseline in written(figure):
        lines.setdefault(baseline, []).append((left, word))
    rows = [[word for _, word in sorted(lines[key])] for key in sorted(lines)]
    assert rows == [["if", "(a)", "↵"], ["↵"], ["b;", "↵"]]
    indented = lines[sorted(lines)[2]][0][0]
    assert indented > min(left for row in lines.values() for left, _ in row)


def test_long_lines_are_broken_within_the_width():
    figure = draw(running_text("word " * 100 + "x" * 200, np.linspace(-1, 1, 700)))
    assert max(box[1] for box in boxes(figure)) <= 72 * figure.get_figwidth()
    joined = "".join(word for word, *_ in written(figure))
    assert joined == "word" * 100 + "x" * 200


def test_text_from_the_right_stands_at_the_right():
    figure = draw(running_text("سلام دنیا\nab", [1.0] + [0.0] * 8 + [0.0, -1.0, 0.0]))
    middle = 36 * figure.get_figwidth()
    words = {word: left for word, left, _ in written(figure)}
    assert words["سلام"] > words["دنیا"] > middle > words["ab"]
    first, latin = boxes(figure)
    # The first letter is at the right end of its word.
    assert first[0] > words["سلام"] > middle > latin[1]


def test_tokens_of_several_characters_have_one_value():
    figure = draw(running_text(["good", " film"], [1.0, -1.0]))
    assert [word for word, *_ in written(figure)] == ["good", "film"]
    assert [box[3] for box in boxes(figure)] == [
        colour_of(1.0),
        colour_of(-1.0),  # of the space
        colour_of(-1.0),
    ]


def test_the_rest_of_a_long_text_is_counted():
    figure = draw(running_text("a" * 50, np.ones(50), most=20, title="Cell"))
    assert written(figure)[-1][0] == "[… 30 characters …]"


@pytest.mark.parametrize(
    "text", ["", "$x^2$\t\x00\ud800😀", "这部电影", "\n\n", "\r\n"]
)
def test_any_text_is_drawn_without_a_warning(text, caplog):
    for values in (np.zeros(len(text)), np.linspace(-1, 1, len(text))):
        draw(running_text(text, values))
    assert not matplotlib_warnings(caplog)


def test_a_text_fits_into_axes_of_the_user():
    from matplotlib.figure import Figure

    whole = Figure(figsize=(8, 4))
    ax = whole.subplots(1, 2)[1]
    assert running_text("some words\n" * 9, np.ones(99), ax=ax) is whole


def test_each_character_needs_one_value():
    with pytest.raises(ValueError, match="2 tokens and 3 values"):
        running_text("ab", [1.0, 2.0, 0.0])
