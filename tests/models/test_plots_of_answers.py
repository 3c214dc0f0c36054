"""Answers of models draw themselves and show themselves as HTML."""

import numpy as np
import pytest

from seqkit import Scores
from seqkit import Tagging
from seqkit import TextScore

pytest.importorskip("matplotlib")

SCORE = TextScore(
    "h<", ["h", "<", "[END]"], np.array([1.0, 2.0, 3.0]), [*"hab"], np.full(3, 0.5)
)


def texts_of(figure):
    return {text.get_text() for text in figure.axes[0].texts}


def test_the_score_of_a_text_has_a_column_for_each_step():
    assert {"'h<': 2.000 nats per token", "should be", "h", "<"} <= texts_of(
        SCORE.plot()
    )
    assert "Another" in texts_of(SCORE.plot(title="Another", width=4.0))
    page = SCORE._repr_html_()
    assert page == SCORE.html() and page.count("<tr>") == 4
    assert "&#x27;h&lt;&#x27;" in page


def test_scores_have_a_bar_for_each_text():
    scores = Scores([SCORE, SCORE])
    assert {"h<", "2.000", "nats per token", str(scores)} <= texts_of(scores.plot())
    assert scores.html().count("<tr>") == 3 and ">2.0000<" in scores.html()


def test_a_tagging_has_its_words_over_its_tags():
    tagging = Tagging(["to", "Rome"], ["O", "B-city"], -0.1, "flight", 0.75)
    names = {"to", "Rome", "B-city", "flight", "p = 0.750"}
    assert names <= texts_of(tagging.plot(width=4.0))
    page = tagging.html()
    assert page == tagging._repr_html_() and "Rome<br>" in page
