"""Pair the marks of an excerpt that open and close; what is cut off is no fault."""

from dataclasses import dataclass
from dataclasses import field

BRACKETS = {"(": ")", "[": "]", "{": "}"}
CLOSING = {close: opening for opening, close in BRACKETS.items()}


@dataclass
class Scan:
    """What was found in one excerpt.

    Args:
        pairs: int, the number of marks that open and are closed inside the excerpt; of
            verse, the number of half-lines.
        cut: int, the number of marks whose other half lies before or after it.
        fault: tuple of the position of the first fault, in characters, and its
            description; or None.
    """

    pairs: int = 0
    cut: int = 0
    fault: tuple[int, str] | None = None


@dataclass
class Nesting:
    """The marks that are open at some position of an excerpt, the innermost last.

    A mark that closes while none is open was opened before the excerpt begins, and
    marks that are open at its end are closed after it. So the only fault is a mark that
    closes while another one is the innermost: no text before and after the excerpt
    makes that right.
    """

    scan: Scan = field(default_factory=Scan)
    opened: list[tuple[str, int]] = field(default_factory=list)

    def open(self, mark: str, place: int) -> None:
        """Add a mark that opens at a position of the excerpt."""
        self.opened.append((mark, place))

    def close(self, mark: str, expected: str, place: int) -> bool:
        """Remove the innermost open mark; return whether it is a fault.

        Args:
            mark: str, the mark that closes.
            expected: str, the mark that it closes.
            place: int, its position.
        """
        if not self.opened:
            self.scan.cut += 1
            return False
        innermost, began = self.opened[-1]
        if innermost != expected:
            self.scan.fault = place, f"{mark} closes {innermost} of character {began}"
            return True
        self.opened.pop()
        self.scan.pairs += 1
        return False

    def end(self) -> Scan:
        """Return the result at the end of the excerpt."""
        self.scan.cut += len(self.opened)
        return self.scan


def whole_lines(text: str) -> tuple[int, int]:
    """Return where the first whole line of an excerpt begins, and the last one ends.

    A line is whole if the ends of the line before it and its own end are in the
    excerpt.

    Example:
    >>> whole_lines("f of one\\na whole line\\nand ha")
    (9, 22)
    """
    first = text.find("\n") + 1
    return (first, text.rfind("\n") + 1) if first else (0, 0)
