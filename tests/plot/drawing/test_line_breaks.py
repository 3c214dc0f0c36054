from hypothesis import given
from hypothesis import strategies as st

from seqkit.plot.drawing.line_breaks import break_lines


def lines_of(words, gaps, width):
    """Return lines as strings, where each character is one wide."""
    return [
        "".join(
            (piece.gap if place else "") + piece.text
            for place, piece in enumerate(line)
        )
        for line in break_lines(words, gaps, len, width)
    ]


def test_words_fill_lines():
    words, gaps = ["aa", "bb", "cc", "dd"], ["", " ", " ", " "]
    assert lines_of(words, gaps, 5) == ["aa bb", "cc dd"]
    assert lines_of(words, gaps, 4) == ["aa", "bb", "cc", "dd"]


def test_words_without_a_gap_stay_together():
    words, gaps = ["so", "don", "'", "t", "!"], ["", " ", "", "", ""]
    assert lines_of(words, gaps, 7) == ["so", "don't!"]


def test_words_wider_than_a_line_are_cut():
    assert lines_of(["abcdefgh"], [""], 3) == ["abc", "def", "gh"]
    assert lines_of(["a", "bcdef", "g"], ["", "", ""], 4) == ["a", "bcde", "fg"]


def test_line_breaks_are_kept():
    assert lines_of(["a", "b"], ["", "\n"], 9) == ["a", "b"]


def test_characters_break_after_spaces():
    assert lines_of(list("so good it"), [""] * 10, 5) == ["so ", "good ", "it"]


def test_no_words_have_no_lines():
    assert lines_of([], [], 5) == []


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "bcd", " ", "efghijk"]),
            st.sampled_from(["", " ", "\n"]),
        )
    )
)
def test_nothing_is_lost_and_no_line_is_too_wide(pairs):
    words, gaps = [word for word, _ in pairs], [gap for _, gap in pairs]
    lines = break_lines(words, gaps, len, 5)
    spelled = [""] * len(words)
    for line in lines:
        for piece in line:
            spelled[piece.word] += piece.text
    assert spelled == words
    assert all(len(text) <= 5 for text in lines_of(words, gaps, 5))
