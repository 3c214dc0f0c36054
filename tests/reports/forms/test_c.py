import pytest

from seqkit.reports.forms.c import scan_c

CODE = r"""
#include <ngx_config.h>
#error can't be
#define MAX(a, b) \
    ((a) > (b) ? (a) : (b))
/* a comment's ( end */
static ngx_int_t   // it's
f(u_char *p, size_t n)
{
    char  *s = L"a \"quoted\" (\n", c = '\'', d = '(';

    if (p[0] == 0x1F && n >= 1.5e-3f || p->x <<= 2) {
        return ~n ^ s[1] % 3 ? NGX_OK : -1;
    }
}
"""


def test_c_as_it_is_written_has_no_fault():
    found = scan_c(CODE)
    assert found.fault is None and found.cut == 0
    assert found.pairs == sum(CODE.count(mark) for mark in "{[") + 8


@pytest.mark.parametrize(
    "line, reason",
    [
        ("f(a];", "] closes ("),
        ("{ ( }", "} closes ("),
        ('s = "open;', "'\"open;"),
        ("c = 'a;", "\"'a;"),
        ("c = '';", "\"'';"),
        ("a @ b", "'@ b"),
        ("a $ b", "'$ b"),
        ("é = 1", "'é"),
        ("a \\ b", r"'\\ b"),
    ],
)
def test_faults_are_named(line, reason):
    place, found = scan_c(f"x\n{line}\n").fault
    assert found.startswith(reason)
    assert 2 <= place < 2 + len(line)


@pytest.mark.parametrize(
    "text",
    [
        "inside of a comment's\n * end ( @ */ f(x);\n",
        "x\n} ) ]\n",
        "x\n{ ( [\n",
        "x\n/* isn't closed ( ]\n",
        "half of a 'line ]\nx;\nand 'half",
        "x\n#warning don't\n#pragma @\n",
    ],
)
def test_what_is_cut_off_is_no_fault(text):
    assert scan_c(text).fault is None


def test_an_excerpt_without_a_whole_line_says_nothing():
    assert scan_c("f(x]") is None
    assert scan_c("x\nthe end of a comment */\n").fault is None
