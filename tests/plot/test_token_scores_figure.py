import io

import numpy as np
import pytest

from seqkit.plot import token_scores
from seqkit.plot import token_scores_html
from seqkit.plot.drawing.colours import colour_of
from tests.plot.logs import matplotlib_warnings

pytest.importorskip("matplotlib")

from matplotlib.colors import to_hex

STEPS = ["h", "i", "[END]"], [np.log(4), 0.1, 0.0], ["h", " ", "[END]"], [0.25, 0.5, 1]


def test_each_step_is_a_column():
    texts = [text for text in token_scores(*STEPS).axes[0].texts if text.get_text()]
    names, columns = texts[:5], texts[5:-2]
    heights = [text.get_position()[1] for text in names]
    assert heights == sorted(heights)
    words = [text.get_text() for text in columns]
    assert words[:4] == ["h", "1.39", "h", "0.25"]  # nothing was read before
    assert words[4:9] == ["h", "i", "0.10", "␣", "0.50"]
    assert words[9:] == ["i", "[END]", "0.00", "[END]", "1.00"]


def test_colours_are_probabilities_and_orange_is_wrong():
    boxes = token_scores(*STEPS).axes[0].patches
    colours = [to_hex(box.get_facecolor()) for box in boxes]
    shares = [0.25, 0.25, np.exp(-0.1), -0.5, 1.0, 1.0]
    assert colours == [colour_of(share) for share in shares]


def test_long_texts_go_on_below_and_very_long_ones_are_cut():
    one, many = (
        token_scores(["word"] * count, np.ones(count), ["a"] * count, np.ones(count))
        for count in (3, 130)
    )
    assert one.get_figwidth() < many.get_figwidth() <= 8.0
    assert many.get_figheight() > 3 * one.get_figheight()
    assert "[… 30 steps …]" in [text.get_text() for text in many.axes[0].texts]


def test_any_token_is_drawn_without_a_warning(caplog):
    tokens = ["$x$", "שלום", "非", "", "\n", "very long token " * 20]
    token_scores(tokens, np.ones(6), tokens, np.ones(6), width=3.0).savefig(
        io.BytesIO(), format="png", dpi=50
    )
    assert not matplotlib_warnings(caplog)


def test_html_has_a_row_for_each_step_and_escapes():
    page = token_scores_html(["<b>"], [1.0], ["&"], [0.5], title="<i>")
    assert page.count("<tr>") == 2 and "&lt;b&gt;" in page and "&amp;" in page
    assert "<b>" not in page and "&lt;i&gt;" in page and ">1.000<" in page


def test_unequal_lists_are_refused():
    with pytest.raises(ValueError, match="Received 1, 2, 1 and 1 of them"):
        token_scores(["a"], [1.0, 2.0], ["a"], [1.0])
    with pytest.raises(ValueError, match="at least one"):
        token_scores_html([], [], [], [])
