import re
import statistics

from seqkit.reports.forms.nesting import Scan
from seqkit.reports.forms.nesting import whole_lines

SHORTEST, LONGEST = 0.5, 1.7  # of a half-line, in median lengths of the excerpt
WORDS = 2  # of a half-line, at least
_OTHER = re.compile(r"[^\w\s\u200c\u0300-\u036f\u064b-\u0655\u0670.,:;!?()«»،؛؟…'\-]")
_SPACES = re.compile(r"^ | $|  ")


def scan_verse(text: str) -> Scan | None:
    """Return what is found in the whole lines of an excerpt of verse.

    A verse of Persian poems (a bayt) has two half-lines of the same metre, here each on
    a line of its own, without a sign between two verses. So each line that is not blank
    must be a half-line: two words or more, of letters and marks, and of about the
    length of all others.

    Args:
        text: str, an excerpt, cut anywhere.

    Returns:
        `Scan`, whose `pairs` count the half-lines; or None if there is no whole line.
    """
    begin, end = whole_lines(text)
    lines, place = [], begin
    for line in text[begin:end].split("\n"):
        if line.strip():
            lines.append((place, line))
        place += len(line) + 1
    if not lines:
        return None
    usual = statistics.median(len(line) for _, line in lines)
    for count, (place, line) in enumerate(lines):
        if reason := _reason(line, usual):
            return Scan(count, fault=(place, f"{line!r:.60} {reason}"))
    return Scan(len(lines))


def rhymed_verses(text: str, letters: int = 2) -> tuple[int, int]:
    """Return how many verses of an excerpt rhyme, and how many there are.

    A verse rhymes if its second half-line ends in the same letters as its first one (as
    in a masnavi), or as the second one of the verse before (as in a ghazal). Where
    verses begin is not marked: of the two ways to pair the lines, the one with more
    rhymes counts, so lines in any order have some, too.

    Args:
        text: str, an excerpt of verse.
        letters: int, how many last letters are equal.
    """
    begin, end = whole_lines(text)
    ends = [line.rstrip()[-letters:] for line in text[begin:end].split("\n") if line]
    ways = []
    for first in (1, 2):
        places = range(first, len(ends), 2)
        rhymed = [
            ends[place] == ends[place - 1]
            or (place > 1 and ends[place] == ends[place - 2])
            for place in places
        ]
        ways.append((sum(rhymed), len(rhymed)))
    return max(ways, key=lambda way: way[0] / max(way[1], 1))


def _reason(line, usual):
    """Return why a line is no half-line, or an empty str."""
    if len(line.split()) < WORDS:
        return f"has fewer than {WORDS} words"
    if other := _OTHER.search(line):
        return f"has {other[0]!r}, which is no letter"
    if not SHORTEST * usual <= len(line) <= LONGEST * usual:
        return f"has {len(line)} characters, where {usual:g} are usual"
    return ""
