import itertools

import pytest

from seqkit.reports.forms.nesting import BRACKETS
from seqkit.reports.forms.nesting import CLOSING
from seqkit.reports.forms.nesting import Nesting
from seqkit.reports.forms.nesting import whole_lines


def scan(marks):
    nesting = Nesting()
    for place, mark in enumerate(marks):
        if mark in BRACKETS:
            nesting.open(mark, place)
        elif nesting.close(mark, CLOSING[mark], place):
            break
    return nesting.end()


def is_balanced(marks):
    before = None
    while before != marks:
        before, marks = marks, marks.replace("()", "").replace("[]", "")
    return not marks


def words(letters, longest):
    for length in range(longest + 1):
        yield from map("".join, itertools.product(letters, repeat=length))


def test_marks_are_faultless_if_some_text_around_them_makes_them_balanced():
    before, after = list(words("([", 3)), list(words(")]", 3))
    for marks in words("()[]", 3):
        possible = any(
            is_balanced(one + marks + other) for one in before for other in after
        )
        assert (scan(marks).fault is None) is possible, marks


def test_pairs_and_marks_cut_off_are_counted():
    found = scan("}()[{}](")
    assert (found.pairs, found.cut, found.fault) == (3, 2, None)
    assert scan("({)").fault == (2, ") closes { of character 1")


@pytest.mark.parametrize(
    "text, lines",
    [
        ("", ""),
        ("abc", ""),
        ("a\nb", ""),
        ("a\nb\nc", "b\n"),
        ("\na\n\nb\n", "a\n\nb\n"),
    ],
)
def test_whole_lines_stand_between_two_line_ends(text, lines):
    begin, end = whole_lines(text)
    assert text[begin:end] == lines
