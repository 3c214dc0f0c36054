import numpy as np
import pytest

from seqkit.explain.character_properties import text_properties
from tests.explain.test_character_properties import marked


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("a /* b */ c", "a /⟦* b *⟧/ c"),
        ("a // b\nc", "a /⟦/ b⟧\nc"),
        ("a // b \\\n b\nc", "a /⟦/ b \\\n b⟧\nc"),
        ("/**/a/*/b*/", "/⟦**⟧/a/⟦*/b*⟧/"),
        ('"/* no */" 1', '"/* no */" 1'),
        ("/* \"a */ 'b", "/⟦* \"a *⟧/ 'b"),
        ("a / *b", "a / *b"),
        ("/* open", "/⟦* open⟧"),
    ],
)
def test_comments(code, expected):
    assert marked(code, "inside comment", "c") == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('f("a\\"b", \'"\')', 'f(⟦"a\\"b⟧", ⟦\'"⟧\')'),
        ("'\\''", "⟦'\\'⟧'"),
        ('"open\n"a"', '⟦"open⟧\n⟦"a⟧"'),
        ("don't // don't\n", "don⟦'t // don⟧'t\n"),
        ("// don't\n1'000", "// don't\n1'000"),
        ('"\\\\" + "', '⟦"\\\\⟧" + ⟦"⟧'),
    ],
)
def test_strings_and_characters(code, expected):
    assert marked(code, "inside quotes", "c") == expected


def test_comment_or_string_is_either():
    code = 'f("a") /* b */'
    assert marked(code, "inside comment or string", "c") == 'f(⟦"a⟧") /⟦* b *⟧/'


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("if (a) b(c);", "if ⟦(a⟧) b(c);"),
        ("if (f(a) && (b)) c;", "if ⟦(f(a) && (b)⟧) c;"),
        ("if /* x */ (a)", "if /* x */ ⟦(a⟧)"),
        ("else if(a\n && b)", "else if⟦(a\n && b⟧)"),
        ("notif (a) if_ (b) while (c)", "notif (a) if_ (b) while (c)"),
        ('if (a == ")") b;', 'if ⟦(a == ")"⟧) b;'),
        ("// if (a)\n", "// if (a)\n"),
        ("#if (A)\n#endif", "#if (A)\n#endif"),
    ],
)
def test_conditions(code, expected):
    assert marked(code, "inside if condition", "c") == expected


def test_brackets_of_comments_and_strings_do_not_count():
    code = "{ \"(\" /* [ */ '{' (a) }"
    depth = text_properties(code, "c")["bracket depth"]
    assert depth.dtype == float
    assert depth[code.index('"')] == depth[code.index("(a)") - 1] == 1
    assert depth[code.index("a)")] == 2 and depth[-1] == 0


def test_branches_of_the_preprocessor_begin_at_equal_depth():
    code = "{\n#if (A)\nif (a) {\n#elif B\nif (b) {\n# else\nif (c) {\n#endif\n}\n}\nx"
    depth = text_properties(code, "c")["bracket depth"]
    for condition in "abc":
        place = code.index(f"({condition})")
        np.testing.assert_array_equal(depth[place : place + 5], [2, 2, 1, 1, 2])
    assert depth[-1] == 0


def test_a_bracket_that_closes_nothing_leaves_depth_0():
    depth = text_properties("}) a {", "c")["bracket depth"]
    np.testing.assert_array_equal(depth, [0, 0, 0, 0, 0, 1])


@pytest.mark.dataset
def test_every_function_of_nginx_ends_at_depth_0(real_data):
    import gzip
    import re

    path = real_data / "charlm" / "c_nginx" / "val.txt.gz"
    text = gzip.decompress(path.read_bytes()).decode()
    depth = text_properties(text, "c")["bracket depth"]
    ends = [match.start() for match in re.finditer(r"^}", text, re.MULTILINE)]
    assert len(ends) > 50 and not depth[ends].any()
