import re

import numpy as np
import pytest

from seqkit.plot import samples_html
from seqkit.plot.drawing.curves_svg import HEIGHT
from seqkit.plot.drawing.curves_svg import curves_svg
from seqkit.plot.drawing.curves_svg import ticks_of
from tests.plot.test_html_words import Reader

CURVE = [(1, 4.0), (10, 3.0), (100, 1.0)]


def test_samples_stand_below_each_other_with_their_losses():
    page = Reader(
        samples_html([(0, ["qk"]), (1, ["a"]), (1000, ["the king\n  b"])], CURVE)
    )
    text = page.text[page.text.index("After 0") :]
    assert text.startswith("After 0 updates qkAfter 1 update 4.000 loss in training")
    assert text.endswith("After 1,000 updates 1.000 loss in trainingthe king\n  b")


def test_everything_in_a_sample_is_escaped():
    text = '</div><script>alert("1")</script>&amp;'
    page = Reader(samples_html([(0, [text])], title="<Why>", unit="<u>"))
    assert page.text == f"<Why>After 0 updates {text}"
    assert {tag for tag, _ in page.tags} == {"div", "b", "span"}


def test_text_from_right_to_left_stands_so():
    page = Reader(samples_html([(0, ["شب\u200cتاریک"])]))
    (sample,) = [
        attrs for _, attrs in page.tags if "pre-wrap" in attrs.get("style", "")
    ]
    assert sample["dir"] == "auto"
    assert "unicode-bidi:plaintext" in sample["style"]
    assert page.text.endswith("شب\u200cتاریک")  # with the mark between its letters


def test_lines_stay_lines_and_control_characters_are_signs():
    page = Reader(samples_html([(0, ["a\r\n\tb\rc\x00\x1b[31m\ud800"])]))
    assert page.text.endswith("a\n\tb\nc\ufffd\ufffd[31m\ufffd")


def test_it_needs_nothing_from_outside():
    page = samples_html([(0, ["http://x.y/z"]), (3, ["b"])], CURVE, CURVE)
    for tag, attrs in Reader(page).tags:
        assert tag not in ("script", "style", "link", "img")
        assert not {"src", "href"} & attrs.keys()


def points_of(svg):
    return [
        np.array([pair.split(",") for pair in line.split()], float)
        for line in re.findall(r'points="([^"]+)"', svg)
    ]


def test_curves_are_logarithmic_in_updates_and_linear_in_the_loss():
    (points,) = points_of(curves_svg({"training": ("#112233", CURVE)}))
    across, down = points.T
    np.testing.assert_allclose(np.diff(across, 2), 0, atol=0.2)  # 1, 10, 100
    np.testing.assert_allclose((down[1] - down[0]) * 2, down[2] - down[1], atol=0.3)
    assert down[0] < down[2] < HEIGHT


def test_what_cannot_be_drawn_is_left_out():
    curve = [(0, 5.0), (1, 4.0), (2, np.nan), (3, np.inf), (4, None), (5, 2.0)]
    (points,) = points_of(curves_svg({"a": ("#112233", curve), "b": ("#112233", [])}))
    assert len(points) == 2
    assert curves_svg({"a": ("#112233", [(0, 1.0), (2, np.nan)])}) == ""


@pytest.mark.parametrize(
    "low, high", [(1.3, 4.4), (0, 0), (2, 2), (-1, 1e-3), (1e-9, 2e-9), (1e6, 9e9)]
)
def test_ticks_are_few_round_and_hold_the_values(low, high):
    ticks = ticks_of(low, high)
    assert 2 <= len(ticks) <= 9
    assert ticks[0] <= low and high <= ticks[-1]


def test_names_of_curves_do_not_cover_each_other():
    same = {name: ("#112233", CURVE) for name in ("one", "two")}
    svg = curves_svg(same, [0, 1, 10, 10**9], "nats")
    places = re.findall(r'y="([\d.]+)"[^>]*>(?:one|two) 1.000<', svg)
    assert abs(float(places[0]) - float(places[1])) >= 14
    assert "10<" in svg and "1,000,000,000<" not in svg  # marks within the axis
