import numpy as np
import pytest

from seqkit.explain.character_properties import text_properties


def marked(text, name, kind="prose"):
    """A text in which the characters of a property are in ⟦ and ⟧."""
    inside, pieces = False, []
    for character, true in zip(text, text_properties(text, kind)[name], strict=True):
        pieces += ["⟦" if true else "⟧"] * (bool(true) != inside) + [character]
        inside = bool(true)
    return "".join(pieces) + "⟧" * inside


def test_position_counts_from_the_last_newline():
    position = text_properties("ab\n\nc")["position in line"]
    np.testing.assert_array_equal(position, [1, 2, 0, 0, 1])


def test_capital_follows_looks_one_character_ahead():
    capital = text_properties("a B\nÉc")["capital follows"]
    np.testing.assert_array_equal(capital, [0, 1, 0, 1, 0, 0])


def test_depth_counts_brackets_of_all_kinds():
    depth = text_properties("a)(b[c]{d)")["bracket depth"]
    np.testing.assert_array_equal(depth, [0, 0, 1, 1, 2, 2, 1, 2, 2, 2])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('say "yes" or "no"', 'say ⟦"yes⟧" or ⟦"no⟧"'),
        ("“so” he «said»", "⟦“so⟧” he ⟦«said⟧»"),
        ('"open\n\nnext"', '⟦"open⟧\n\nnext⟦"⟧'),
        ("quoth he: 'Aye.' Then", "quoth he: ⟦'Aye.⟧' Then"),
        ("'Shall'!\nO good", "⟦'Shall⟧'!\nO good"),
        ("cry 'Thus, th' end' now", "cry ⟦'Thus, th' end⟧' now"),
        ("'Tis the lords' fault", "'Tis the lords' fault"),
        ("I'll stabb'd o' th' day", "I'll stabb'd o' th' day"),
        ("say 'no end\n\nof it'", "say 'no end\n\nof it'"),
        ("", ""),
    ],
)
def test_quotations_of_prose_have_single_or_double_marks(text, expected):
    assert marked(text, "inside quotes") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<a b='c'>d</a>", "⟦<a b='c'⟧>d⟦</a⟧>"),
        ("1 < 2 <br/>", "1 < 2 ⟦<br/⟧>"),
        ("<a <b>", "⟦<a <b⟧>"),
        ("x&lt;ref&gt;y", "x&lt⟦;ref&gt⟧;y"),
        ("1 &lt; 2", "1 &lt; 2"),
        ("<!-- a", "⟦<!-- a⟧"),
    ],
)
def test_tags_may_be_escaped(text, expected):
    assert marked(text, "inside tag", "xml") == expected


def test_quotation_marks_of_xml_may_be_escaped():
    expected = 'a &quot⟦;b&quot⟧; ⟦"c⟧"'
    assert marked('a &quot;b&quot; "c"', "inside quotes", "xml") == expected


@pytest.mark.parametrize("kind", ["prose", "c", "xml"])
@pytest.mark.parametrize(
    "text", ["", "\n", "سلام\n", "\x00'\"(/*<", "a" * 300 + "'" * 300]
)
def test_any_text_has_a_value_for_each_character(text, kind):
    for name, values in text_properties(text, kind).items():
        assert values.shape == (len(text),), name
        assert values.dtype in (bool, float)


@pytest.mark.parametrize("piece", ["'a", " 'a", '"', "<a", "(", "&lt;a", "\n", "/*"])
@pytest.mark.parametrize("kind", ["prose", "c", "xml"])
def test_thousands_of_one_mark_are_read(piece, kind):
    text = piece * 5000
    known = text_properties(text, kind)
    assert {len(values) for values in known.values()} == {len(text)}


def test_what_is_no_text_or_kind_is_refused():
    with pytest.raises(ValueError, match="'prose', 'c', 'xml'. Received 'python'"):
        text_properties("a", "python")
    with pytest.raises(TypeError, match="one text, a str.*bytes"):
        text_properties(b"a")
