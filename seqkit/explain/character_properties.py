"""`explain.text_properties`: properties of the characters of a text."""

import re

import numpy as np

from seqkit.arguments import one_of
from seqkit.explain.c_properties import c_properties

KINDS = ("prose", "c", "xml")
# Words that begin with an apostrophe, and so with no quotation.
_ELISIONS = (
    "tis twas twere twill twould tween twixt em gainst scape gins longs larum bout "
    "fore cause neath nointed pon rt st ld s t d ll re ve ay"
).replace(" ", "|")
# A quotation ends at its mark, or before an empty line if its mark is missing.
_END = r"(?=\n[ \t\r]*\n)|\Z"
_SINGLE = (
    # After a space or a mark, before a letter, and not before a word of `_ELISIONS`;
    rf"(?<![^\s(\-—,;:.])'(?=\w)(?!(?:{_ELISIONS})\b)"
    # to the first mark after a word of two letters or a mark, but not after "th", in
    # the same paragraph, and in reach, so that a long text of open marks is read fast.
    r"(?:[^\n]|\n(?![ \t\r]*\n)){1,1000}?(?<=[\w.,!?;:\-])(?<!\b\w)(?<!\bth)'(?!\w)"
)
_PROSE_QUOTES = re.compile(
    rf'"[^"]*?(?:"|{_END})|“[^”]*?(?:”|{_END})|«[^»]*?(?:»|{_END})|{_SINGLE}', re.I
)
_XML_QUOTES = re.compile(
    rf'"[^"]*?(?:"|{_END})|&quot;.*?(?:&quot;|{_END})|“[^”]*?(?:”|{_END})', re.S
)
_TAG = re.compile(
    r"<[A-Za-z/!?][^<>]*(?:>|(?=<)|\Z)|&lt;[A-Za-z/!?].*?(?:&gt;|(?=\n)|\Z)", re.S
)
_CLOSING = {")": "(", "]": "[", "}": "{"}
_ENDS = {'"': '"', "“": "”", "«": "»", "'": "'", "<": ">"}
_ENDS |= {"&quot;": "&quot;", "&lt;": "&gt;"}


def text_properties(text: str, kind: str = "prose") -> dict[str, np.ndarray]:
    """Return properties of the characters of a text, to look for cells that know them.

    Each value holds after the character is read: an opening mark is inside of its
    quotation, a closing mark is not.

    All kinds have:

    - "position in line": the number of characters since the last newline; 0 at a
      newline. It is the distance to the last newline as well.
    - "capital follows": whether the next character is a capital letter.
    - "bracket depth": the number of (, [ and { that are open.
    - "inside quotes".

    Kind "c" (the language C, and its relatives) has in addition "inside comment",
    "inside comment or string" and "inside if condition"; brackets in comments and
    strings do not count, and the branches of `#if` begin at equal depth. Kind "xml" has
    "inside tag", which includes the escaped tags of a text, `&lt;ref&gt;`, and reads
    `&quot;` as a quotation mark.

    In prose, quotations are in double marks, or in single marks that are not
    apostrophes by a rule of thumb. A quotation that is not closed ends with its
    paragraph.

    Args:
        text: str.
        kind: str, "prose", "c" or "xml".

    Returns:
        dict from a name to bool or float64 `(characters,)`.

    Raises:
        TypeError: `text` is no str.
        ValueError: `kind` is unknown.

    Example:
    >>> text_properties("a (b)")["bracket depth"]
    [0., 0., 1., 1., 0.]
    """
    if not isinstance(text, str):
        raise TypeError(
            "`text_properties` reads one text, a str. "
            f"Received {text!r:.80} of type {type(text).__name__}. Give one text."
        )
    one_of("kind", kind, KINDS)
    properties = {
        "position in line": _position_in_line(text),
        "capital follows": np.array([*map(str.isupper, text[1:]), False][: len(text)]),
    }
    if kind == "c":
        return properties | c_properties(text)
    quotes = _XML_QUOTES if kind == "xml" else _PROSE_QUOTES
    properties["bracket depth"] = _bracket_depth(text)
    properties["inside quotes"] = _inside(text, quotes)
    if kind == "xml":
        properties["inside tag"] = _inside(text, _TAG)
    return properties


def _position_in_line(text):
    places = np.arange(1, len(text) + 1)
    newline = np.array([character == "\n" for character in text], bool)
    return (places - np.maximum.accumulate(np.where(newline, places, 0))).astype(float)


def _bracket_depth(text):
    """Return the number of open brackets; a bracket of the wrong kind closes none."""
    depths, open_ = np.zeros(len(text)), []
    for place, character in enumerate(text):
        if character in "([{":
            open_.append(character)
        elif open_ and _CLOSING.get(character) == open_[-1]:
            open_.pop()
        depths[place] = len(open_)
    return depths


def _inside(text, pattern):
    """Return whether each character is in a match, without the mark that closes it."""
    inside = np.zeros(len(text), bool)
    for match in pattern.finditer(text):
        matched = match.group()
        opening = next(mark for mark in _ENDS if matched.startswith(mark))
        closed = len(matched) > len(opening) and matched.endswith(_ENDS[opening])
        # A mark of several characters is known when its last one is read.
        inside[match.start() + len(opening) - 1 : match.end() - closed] = True
    return inside
