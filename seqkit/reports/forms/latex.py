import re

from seqkit.reports.forms.nesting import CLOSING
from seqkit.reports.forms.nesting import Nesting
from seqkit.reports.forms.nesting import Scan
from seqkit.reports.forms.nesting import whole_lines

# Environments whose text is not LaTeX.
LITERAL = {"verbatim", "verbatim*", "lstlisting", "comment"}
_TOKEN = re.compile(
    r"""
    %[^\n]*                                                   # a comment
    | \\(?P<edge>begin|end)\s*\{(?P<name>[^{}\n]*)\}
    | \\verb\*?(?P<bar>[^a-zA-Z\s*])[^\n]*?(?P=bar)
    | \\(?P<side>left|right)(?![a-zA-Z])\s*(?:\\[a-zA-Z]+|\\.|.)
    | \\(?:middle|[bB]igg?[lrm]?)(?![a-zA-Z])\s*(?:\\[a-zA-Z]+|\\.|.)
    | \\(?P<display>[()\[\]])
    | \\(?:[a-zA-Z]+|.)
    | (?P<mark>[(){}\[\]])
    """,
    re.VERBOSE | re.DOTALL,
)


def scan_latex(text: str) -> Scan | None:
    r"""Return what is found in the whole lines of an excerpt of LaTeX.

    Brackets, `\(`, `\[` and `\left` meet their other half, and each `\begin{x}` its
    `\end{x}`, nested in each other. Comments, `\verb` and verbatim environments are
    left out, and so are the marks after `\left` and `\big`, which may differ, and `\{`.

    Args:
        text: str, an excerpt, cut anywhere.

    Returns:
        `Scan`, or None if there is no whole line.
    """
    place, end = whole_lines(text)
    if place >= end:
        return None
    nesting = Nesting()
    while found := _TOKEN.search(text, place, end):
        place = found.end()
        if _is_fault(nesting, found):
            break
        if found["edge"] == "begin" and found["name"] in LITERAL:
            after = text.find(f"\\end{{{found['name']}}}", place, end)
            place = end if after < 0 else after
    return nesting.end()


def _is_fault(nesting, found):
    """Read one token; return whether it is a fault."""
    token, place = found[0], found.start()
    if found["edge"]:
        opening = f"\\begin{{{found['name']}}}"
        if found["edge"] == "end":
            return nesting.close(token, opening, place)
        nesting.open(opening, place)
    elif found["side"]:
        if found["side"] == "right":
            return nesting.close("\\right", "\\left", place)
        nesting.open("\\left", place)
    elif bracket := found["display"] or found["mark"]:
        before = token[:-1]  # a backslash, or nothing
        if bracket in CLOSING:
            return nesting.close(token, before + CLOSING[bracket], place)
        nesting.open(token, place)
    return False
