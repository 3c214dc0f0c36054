import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from seqkit.plot.drawing.excerpt import passages


def test_a_short_text_is_whole_and_an_empty_one_has_no_part():
    assert passages(["good", "film"], np.ones(2), 100) == [(0, 2)]
    assert passages([], np.zeros(0), 100) == []


def test_the_strongest_words_are_shown():
    weights = np.zeros(900)
    weights[[100, 400, 800]] = [1.0, -3.0, 2.0]
    parts = passages(["word"] * 900, weights, 300)
    assert len(parts) == 3
    for place in (100, 400, 800):
        assert any(first <= place < last for first, last in parts)


def test_a_passage_begins_with_a_sentence_where_one_begins_near():
    words = ["a"] * 300
    words[190] = "."
    weights = np.zeros(300)
    weights[205] = 1.0
    ((first, last),) = passages(words, weights, 200)
    assert first == 191 and last > 205


@given(
    st.lists(st.sampled_from(["a", "longer", ".", "!"]), max_size=300),
    st.integers(1, 400),
    st.randoms(),
)
def test_parts_follow_one_another_and_are_no_longer_than_asked_for(words, most, chance):
    weights = np.array([chance.gauss(0, 1) for _ in words])
    parts = passages(words, weights, most)
    edges = [edge for part in parts for edge in part]
    assert edges == sorted(edges) and all(first < last for first, last in parts)
    assert all(0 <= edge <= len(words) for edge in edges)
    shown = sum(len(word) for first, last in parts for word in words[first:last])
    # Passages of words, chosen by their number: up to twice the characters.
    assert shown <= 4 * most + 3 * len("longer")
