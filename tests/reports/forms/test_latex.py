import pytest

from seqkit.reports.forms.latex import scan_latex

PROOF = r"""
\begin{lemma}[see \cite{a}]
Let $f : X \to \{y\}$, \[ \left( a \right] \] % a comment ) }
\end{lemma}
\begin{proof}
\verb|}| \big( \\[2pt] 50\% (of) \(x\)
\begin{verbatim}
} ) \end{x}
\end{verbatim}
\end{proof}
"""


def test_latex_as_it_is_written_has_no_fault():
    found = scan_latex(PROOF)
    assert found.fault is None and found.cut == 0
    # 3 environments, [], {a}, \[\], \left\right, [2pt], (of), \(\)
    assert found.pairs == 3 + 7


@pytest.mark.parametrize(
    "line, reason",
    [
        ("(a]", "] closes ("),
        (r"\begin{a} \end{b}", r"\end{b} closes \begin{a}"),
        (r"{\begin{a} }", r"} closes \begin{a}"),
        (r"\begin{a} ( \end{a}", r"\end{a} closes ("),
        (r"\[ x )", r") closes \["),
        (r"\( x )", r") closes \("),
        (r"{ \left( }", r"} closes \left"),
        (r"( \right)", r"\right closes ("),
    ],
)
def test_a_mark_that_closes_another_is_a_fault(line, reason):
    place, found = scan_latex(f"x\n{line}\n").fault
    assert found.startswith(reason)
    assert place >= 2


@pytest.mark.parametrize(
    "line",
    [
        r"} ) \end{proof} \right) \]",
        r"{ ( \begin{proof} \left( \[",
        r"\% \} \{ \\ \&",
        r"\leftarrow \bigcup \rightarrow",
        r"\begin{lem",
        r"\begin{verbatim} ) } ]",
        r"% \begin{a} ) ]",
    ],
)
def test_what_is_cut_off_or_no_mark_is_no_fault(line):
    assert scan_latex(f"x\n{line}\n").fault is None


def test_only_whole_lines_are_read():
    assert scan_latex("( ]\n{a}\n( ]").fault is None
    assert scan_latex("no line end") is None
    assert scan_latex("one line\nend") is None
