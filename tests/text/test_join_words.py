import hypothesis.strategies as st
import pytest
from hypothesis import given

from seqkit.text import Vocabulary
from seqkit.text.join_words import join_words

VOCABULARY = Vocabulary(["a", "b"], split="spaces")


@given(st.lists(st.text()))
def test_any_words_come_back_as_many(words):
    assert len(VOCABULARY.tokenize(join_words(words))) == len(words)


def test_words_without_spaces_come_back_as_they_are():
    words = ["Do", "n't", "¿", "…"]
    assert VOCABULARY.tokenize(join_words(words)) == words


def test_spaces_within_a_word_and_no_word_at_all_stay_one():
    assert join_words(["10\u00a0 000", "", "a\n"]) == "10_000 \ufffd a_"


@pytest.mark.parametrize("words", ["a b", [["a"]], ["a", 3]])
def test_what_is_no_list_of_words_is_refused(words):
    with pytest.raises(TypeError, match="A sentence is a list of"):
        join_words(words)
