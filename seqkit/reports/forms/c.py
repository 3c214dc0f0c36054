import re

from seqkit.reports.forms.nesting import BRACKETS
from seqkit.reports.forms.nesting import CLOSING
from seqkit.reports.forms.nesting import Nesting
from seqkit.reports.forms.nesting import Scan
from seqkit.reports.forms.nesting import whole_lines

_TOKEN = re.compile(
    r"""
    \s+ | \\\r?\n                                             # space, a line continued
    | /\*.*?\*/ | //[^\n]*
    | (?P<comment>/\*)                                        # closed after the excerpt
    | ^[ \t]*\#[ \t]*(?:error|warning|pragma)[^\n]*
    | ^[ \t]*\#[ \t]*include[ \t]*<[^>\n]*>
    | (?:L|u8?|U)?"(?:\\.|[^"\\\n])*"
    | (?:L|u|U)?'(?:\\.|[^'\\\n])+'
    | [A-Za-z_]\w* | \.?\d(?:[eEpP][+\-]|[\w.])*              # names and numbers
    | \.\.\. | <<= | >>= | -> | \+\+ | -- | << | >> | && | \|\| | \#\#
    | [<>=!+\-*/%&|^]=
    | (?P<mark>[(){}\[\]]) | [<>=!+\-*/%&|^~?:;,.\#]
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE | re.ASCII,
)


def scan_c(text: str) -> Scan | None:
    """Return what is found in the whole lines of an excerpt of C.

    Each character belongs to a token of C, strings and characters are closed in their
    line, and brackets nest. If the excerpt begins inside of a comment, it is read from
    the end of this comment on.

    Args:
        text: str, an excerpt, cut anywhere.

    Returns:
        `Scan`, or None if there is no whole line.

    Reference: ISO C (C17), 6.4 "Lexical elements".
    """
    place, end = whole_lines(text)
    close = text.find("*/", place, end)
    if close >= 0 and text.find("/*", place, close) < 0:
        place = close + 2
    if place >= end:
        return None
    nesting, lines = Nesting(), text[:end]
    while place < end:
        found = _TOKEN.match(lines, place)
        if found is None:
            nesting.scan.fault = place, f"{lines[place : place + 20]!r} begins no token"
            break
        if found["comment"]:
            break
        mark = found["mark"]
        if mark in BRACKETS:
            nesting.open(mark, place)
        elif mark and nesting.close(mark, CLOSING[mark], place):
            break
        place = found.end()
    return nesting.end()
