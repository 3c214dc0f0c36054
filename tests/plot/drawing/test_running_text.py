import numpy as np
import pandas as pd
import pytest

from seqkit.plot.drawing.running_text import gaps
from seqkit.plot.drawing.running_text import left_out
from seqkit.plot.drawing.running_text import spell_weight
from seqkit.plot.drawing.running_text import visible
from seqkit.plot.drawing.running_text import weighted_words


@pytest.mark.parametrize("several", [np.array, pd.Series, tuple, iter])
def test_words_and_weights_may_be_any_ordered_collection(several):
    words, weights = weighted_words(several(["a", "b"]), several([1, 2]))
    assert words == ["a", "b"] and weights.tolist() == [1.0, 2.0]


def test_a_single_str_is_refused_as_words():
    with pytest.raises(TypeError, match=r"`words`.*Give a list: `\['ab'\]`"):
        weighted_words("ab", [1, 2])
    with pytest.raises(ValueError, match=r"shape \(words,\). Received shape \(1, 2\)"):
        weighted_words(["a"], [[1, 2]])


def test_gaps_are_those_of_the_text():
    text = "Don't go,\nplease!<br />\tNow\u200d."
    words = ["Don", "'", "t", "go", ",", "please", "!", "Now", "."]
    assert gaps(words, text) == ["", "", "", " ", "", "\n", "", "\n", ""]


def test_without_a_text_words_are_spaced():
    assert gaps(["a", "b", "c"]) == ["", " ", " "]


@pytest.mark.parametrize("text", [None, "", " \n"])
def test_no_words_have_no_gaps(text):
    assert gaps([], text) == []


def test_a_word_that_the_text_spells_otherwise_is_spaced():
    assert gaps(["one", "\ufffd", "two"], "one\ud800 two") == ["", " ", " "]


def test_controls_are_shown_as_signs():
    assert visible("a\n\t\x00\ud800é") == "a↵⇥\ufffd\ufffdé"


def test_weights_have_the_decimals_that_the_strongest_needs():
    assert spell_weight(1.0, 123.0) == "+1"
    assert spell_weight(-0.00012, 0.00123) == "−0.00012"
    assert spell_weight(-0.001, 2.0) == "+0.00"
    assert spell_weight(0.0, 0.0, sign=False) == "0.00"


def test_an_ellipsis_counts_words_or_characters():
    assert left_out(["a", "film"]) == "[… 2 words …]"
    assert left_out([*"film"]) == "[… 4 characters …]"
    assert left_out(["film"] * 1500, "bar") == "[… 1,500 bars …]"
    assert left_out(["film"]) == "[… 1 word …]"
