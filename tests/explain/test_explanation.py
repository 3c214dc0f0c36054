import numpy as np
import pytest

from seqkit.explain import Explanation
from seqkit.explain.explanation import MOST
from seqkit.plot.drawing.terminal_columns import columns


def explain(words, weights, method="gradients", text=None):
    text = " ".join(words) if text is None else text
    return Explanation(text, words, np.array(weights, "float32"), "pos", 0.9, method)


def test_it_prints_words_in_their_order_with_bars_for_and_against():
    title, *lines = str(explain(["not", "bad", "film"], [1.0, -0.5, 0.0])).splitlines()
    assert title == "pos, p = 0.900, by gradients"
    assert [line.split()[:2] for line in lines] == [
        ["not", "+1.00"],
        ["bad", "−0.50"],
        ["film", "+0.00"],
    ]
    left, right = zip(*(line.split("│") for line in lines), strict=True)
    assert [part.count("█") for part in left] == [0, 10, 0]
    assert [part.count("█") for part in right] == [20, 0, 0]


def test_attention_is_printed_without_signs():
    _, *lines = str(explain(["a", "b"], [0.8, 0.2], "attention")).splitlines()
    assert lines == ["a  0.800  " + "█" * 20, "b  0.200  █████"]


def test_a_long_text_prints_its_strongest_words_first():
    weights = np.random.default_rng(0).normal(size=300)
    words = [f"word{place}" for place in range(300)]
    title, *lines = str(explain(words, weights)).splitlines()
    assert title.endswith(f"the {MOST} strongest of 300 words")
    strongest = np.argsort(-np.abs(weights))[:MOST]
    assert [line.split()[0] for line in lines] == [words[place] for place in strongest]


def test_it_fits_into_80_columns():
    words = ["supercalifragilisticexpialidocious", "非常好看" * 9, "a\n\x00b", "é" * 30]
    printed = str(explain(words, [-1e-7, 12345.6, -3000, 7]))
    lines = printed.splitlines()
    assert len(lines) == 5
    assert max(map(columns, lines)) < 80
    begins = {columns(line.partition("│")[0]) for line in lines[1:]}
    assert len(begins) == 1  # bars stand under each other, whatever the script


def test_the_strongest_come_first_with_their_signs():
    explanation = explain(["a", "b", "c", "d"], [0.5, -2.0, 0.0, 0.5])
    assert explanation.top(3) == [("b", -2.0), ("a", 0.5), ("d", 0.5)]
    assert explanation.top(0) == []
    assert len(explanation.top(99)) == 4


def test_without_words_or_weights_it_still_prints():
    assert str(explain([], [])) == "pos, p = 0.900, by gradients: no words"
    assert "█" not in str(explain(["a", "b"], [0.0, np.nan]))


def test_a_notebook_shows_the_words_as_they_touch_in_the_text():
    explanation = explain(["Don", "'", "t"], [1.0, 0.5, -1.0], text="Don't")
    page = explanation._repr_html_()
    assert page == explanation.html()
    assert "log-odds" in page and "pos" in page
    assert ">Don</span><span" in page


@pytest.mark.parametrize("method", ["attention", "gradients", "occlusion"])
def test_a_figure_is_one_call(method, tmp_path):
    pytest.importorskip("matplotlib")
    figure = explain(["so", "good"], [0.2, 1.0], method).plot(width=6.0)
    assert figure.get_figwidth() == 6.0
    figure.savefig(tmp_path / "why.png")
    texts = [text.get_text() for text in figure.axes[0].texts]
    assert {"pos", "p = 0.900", "so", "good"} <= set(texts)
