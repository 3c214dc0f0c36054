import io

import pytest

from seqkit.plot import tags
from seqkit.plot import tags_html
from seqkit.plot.drawing.colours import TINTS
from tests.plot.logs import matplotlib_warnings

pytest.importorskip("matplotlib")

from matplotlib.colors import to_hex

WORDS = ["to", "New", "York", "today"]
TAGS = ["O", "B-city", "I-city", "B-date"]


def texts_of(figure):
    return {text.get_text(): text for text in figure.axes[0].texts}


def boxes_of(figure, height=34):
    return [box for box in figure.axes[0].patches if box.get_height() == height]


def test_words_stand_over_their_tags_in_the_order_of_the_text():
    texts = texts_of(tags(WORDS, TAGS, "flight", 0.9))
    assert "O" not in texts and {"flight", "p = 0.900"} <= texts.keys()
    across = [texts[word].get_position()[0] for word in WORDS]
    assert across == sorted(across)
    for word, tag in zip(WORDS[1:], TAGS[1:], strict=True):
        upper, lower = texts[word].get_position(), texts[tag].get_position()
        assert upper[0] == lower[0] and upper[1] < lower[1]


def test_words_of_one_entity_share_a_box_of_the_colour_in_the_legend():
    figure = tags(WORDS, TAGS)
    new, york, today = boxes_of(figure)
    assert new.get_x() + new.get_width() >= york.get_x()
    assert york.get_x() + york.get_width() < today.get_x()
    assert [to_hex(box.get_facecolor()) for box in (new, york, today)] == [
        TINTS[0],
        TINTS[0],
        TINTS[1],
    ]
    swatches = [to_hex(box.get_facecolor()) for box in boxes_of(figure, 10)]
    assert swatches == [*TINTS[:2]] and {"city", "date"} <= texts_of(figure).keys()


def test_leftward_text_stands_at_the_right():
    figure = tags(["שלום", "עולם"], ["B-x", "I-x"])
    second, first = boxes_of(figure)  # painted from left to right
    assert first.get_x() > second.get_x() > 72 * figure.get_figwidth() / 2
    assert second.get_x() + second.get_width() >= first.get_x()


def test_lines_stay_on_the_page_and_long_sentences_are_cut():
    figure = tags(["word"] * 450, ["NOUN"] * 450, width=4.0)
    edges = [box.get_x() + box.get_width() for box in boxes_of(figure)]
    assert max(edges) <= 72 * 4.0 and "[… 50 words …]" in texts_of(figure)


@pytest.mark.parametrize("words", [[], ["$x$", "非常", "\x00", "", "long" * 99]])
def test_any_words_are_drawn_without_a_warning(words, caplog):
    figure = tags(words, ["B-$"] * len(words), title="<any>")
    figure.savefig(io.BytesIO(), format="png", dpi=50)
    assert not matplotlib_warnings(caplog)
    assert ("no words" in texts_of(figure)) is not bool(words)


def test_html_holds_words_and_tags_escaped():
    page = tags_html(["<b>", "York"], ["O", "B-<x>"], "<l>", 0.5)
    assert "&lt;b&gt;" in page and "B-&lt;x&gt;" in page and "&lt;l&gt;" in page
    assert "<b>" not in page.replace("<b>&lt;l&gt;</b>", "") and ">O<" not in page
    assert TINTS[0] in page and "p = 0.500" in page
    assert "no words" in tags_html([], [])


def test_each_word_needs_one_tag():
    for show in (tags, tags_html):
        with pytest.raises(ValueError, match="2 words and 1 tags"):
            show(["a", "b"], ["O"])
