from html.parser import HTMLParser

import numpy as np
import pytest

from seqkit import plot
from seqkit.plot.drawing.html_table import joined_html
from seqkit.plot.drawing.html_table import table_html

WILD = '<script>alert("1")</script>&'
VOID = {"br", "img", "meta"}
PAGES = {
    "gallery": lambda: plot.gallery_html(
        [np.zeros((3, 3, 3), "uint8")], [WILD], [[WILD]], [1.0], score=WILD, title=WILD
    ),
    "table": lambda: table_html([WILD], [[WILD]], title=WILD, note=WILD),
    "tables": lambda: joined_html(table_html([WILD], [[WILD]]), table_html(["a"], [])),
    "tags": lambda: plot.tags_html([WILD], [f"B-{WILD}"], WILD, 0.5, title=WILD),
    "token_scores": lambda: plot.token_scores_html(
        [WILD], [1.0], [WILD], [0.5], title=WILD
    ),
    "words": lambda: plot.words_html([WILD], [1.0], WILD, 0.5, WILD, title=WILD),
}


class Checker(HTMLParser):
    """Check that every tag is closed in its order, and collect the visible text."""

    def __init__(self, page):
        super().__init__()
        self.open, self.tags, self.text = [], [], []
        self.feed(page)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_all_text_is_escaped_and_all_tags_are_closed(name):
    if name == "gallery":
        pytest.importorskip("PIL")
    page = PAGES[name]()
    checked = Checker(page)
    assert "script" not in checked.tags and page._repr_html_() == page
    assert any("<script>" in text for text in checked.text)


def test_a_table_has_a_cell_for_each_text_and_colours_where_they_are_given():
    page = table_html(
        ["word", "n"], [["a", "1"], ["b", "2"]], colours=[[None, "#abcdef"]] * 2
    )
    tags = Checker(page).tags
    assert (tags.count("th"), tags.count("td"), tags.count("tr")) == (2, 4, 3)
    assert page.count("#abcdef") == 2
    assert page.count("text-align:left") == page.count("text-align:right") == 3
