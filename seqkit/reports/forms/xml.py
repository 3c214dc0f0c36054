import re

from seqkit.reports.forms.nesting import Nesting
from seqkit.reports.forms.nesting import Scan

_NAME = r"[A-Za-z_:][\w:.\-]*"
_TOKEN = re.compile(
    rf"""
    <!--.*?--> | <!\[CDATA\[.*?\]\]> | <\?.*?\?> | <![A-Z][^<>]*>
    | </(?P<end>{_NAME})\s*>
    | <(?P<start>{_NAME})(?:\s+{_NAME}\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*(?P<empty>/?)>
    | &(?:lt|gt|amp|quot|apos|\#\d+|\#x[0-9a-fA-F]+);
    | (?P<wrong>[<&])
    """,
    re.VERBOSE | re.DOTALL,
)
# The beginning of a comment, of a literal part or of an instruction, which may be long.
_LONG = "<!--", "<![CDATA[", "<?"


def scan_xml(text: str) -> Scan | None:
    """Return what is found in an excerpt of XML.

    Tags nest, and their attributes have values in quotes; each "<" begins a tag, and
    each "&" one of XML's five entities or a number. A tag or an entity that is cut off
    at the begin or at the end of the excerpt is no fault.

    Args:
        text: str, an excerpt, cut anywhere.

    Returns:
        `Scan`, or None if there is neither tag nor entity.
    """
    nesting = Nesting()
    place, tokens = _begin(text), 0
    while found := _TOKEN.search(text, place):
        place, tokens = found.end(), tokens + 1
        if found["wrong"]:
            if _is_cut_off(text[found.start() :]):
                break
            shown = text[found.start() : found.start() + 20]
            nesting.scan.fault = found.start(), f"{shown!r} begins no tag or entity"
            break
        if found["start"] and not found["empty"]:
            nesting.open(f"<{found['start']}>", found.start())
        elif name := found["end"]:
            if nesting.close(f"</{name}>", f"<{name}>", found.start()):
                break
    return nesting.end() if tokens else None


def _begin(text):
    """Return the position after a tag or comment that began before the excerpt."""
    for close, opening in (("-->", "<!--"), ("]]>", "<![CDATA[")):
        end = text.find(close)
        if end >= 0 and opening not in text[:end]:
            return end + len(close)
    return 0


def _is_cut_off(rest):
    """Return whether the rest of an excerpt is the beginning of a tag or an entity."""
    if rest.startswith(_LONG):
        return True
    if rest[0] == "&":
        return re.fullmatch(r"&(?:#?\w{0,8})", rest) is not None
    return ">" not in rest and "<" not in rest[1:] and _begins_tag(rest)


def _begins_tag(rest):
    """Return whether a "<" and what follows, up to the end, can become a tag."""
    return (
        re.fullmatch(rf"<(?:!.*|/?(?:{_NAME})?(?:\s.*)?)", rest, re.DOTALL) is not None
    )
