from html.parser import HTMLParser

import numpy as np
import pytest

from seqkit.plot import Html
from seqkit.plot import words_html
from seqkit.plot.drawing.colours import colour_of


class Reader(HTMLParser):
    """Read the visible text, and check that every tag is closed in its order."""

    def __init__(self, page):
        super().__init__()
        self.open, self.tags, self.text = [], [], ""
        self.feed(page)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def test_text_comes_back_as_it_stands():
    text = 'He said: "<b>&amp; <script>alert(1)</script>" 😀'
    shown = text.split(" ")
    page = Reader(words_html(shown, np.ones(len(shown)), text=text))
    assert page.text.endswith(text)
    assert {tag for tag, _ in page.tags} == {"div", "span"}


def test_words_have_the_colours_and_numbers_of_their_weights():
    page = Reader(words_html(["so", "good", "."], [-0.5, 1.0, 0.0], "pos", 0.9, "why"))
    words = [attrs for _, attrs in page.tags if "title" in attrs]
    assert [word["title"] for word in words] == ["−0.50", "+1.00"]  # none for "."
    for word, share in zip(words, [-0.5, 1.0], strict=True):
        assert f"background:{colour_of(share)}" in word["style"]
    assert page.text.startswith("pos p = 0.900why")
    assert "against −1.00" in page.text and "+1.00 for" in page.text


def test_everything_that_a_user_names_is_escaped():
    page = Reader(words_html(["<i>"], [1.0], "<u>", 0.5, "<s>&"))
    assert page.text.startswith("<u> p = 0.500<s>&")
    assert page.text.endswith("<i>")


def test_it_needs_nothing_from_outside():
    page = words_html(["http://x.y/z", "'"], [1.0, -1.0], "pos", 0.5, "note")
    for tag, attrs in Reader(page).tags:
        assert tag not in ("script", "style", "link", "img")
        assert attrs.keys() <= {"style", "title", "dir"}
        assert "url(" not in attrs.get("style", "")


def test_a_notebook_shows_html_as_a_page():
    page = words_html(["a"], [1.0])
    assert isinstance(page, Html) and isinstance(page, str)
    assert page._repr_html_() == page


def test_characters_outside_utf8_are_replaced():
    page = words_html(["a\x00\ud800"], [1.0], "\udfff")
    assert page.encode("utf-8")
    assert "\x00" not in page


def test_no_words_and_too_many_are_told():
    assert Reader(words_html([], [])).text == "no words"
    page = Reader(words_html(["a"] * 9, np.arange(9.0), most=6, title="<Why>"))
    assert page.text.startswith("<Why>") and "characters …]" in page.text


def test_each_word_needs_one_weight():
    with pytest.raises(ValueError, match="2 words and 3 weights"):
        words_html(["a", "b"], [1.0, 2.0, 0.0])
