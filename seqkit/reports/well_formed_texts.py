"""The share of samples of a language model that are well-formed."""

from collections.abc import Callable
from collections.abc import Iterable
from dataclasses import dataclass

from seqkit.arguments import list_of
from seqkit.arguments import one_of
from seqkit.reports.forms.c import scan_c
from seqkit.reports.forms.latex import scan_latex
from seqkit.reports.forms.nesting import Scan
from seqkit.reports.forms.verse import scan_verse
from seqkit.reports.forms.xml import scan_xml

KINDS: dict[str, Callable[[str], Scan | None]] = {
    "latex": scan_latex,
    "xml": scan_xml,
    "c": scan_c,
    "verse": scan_verse,
}
FAULTS = 10  # the most faults that are printed


@dataclass(frozen=True)
class Fault:
    """The first fault of a sample.

    Args:
        sample: int, the index of the sample.
        position: int, the index of a character in the sample.
        line: int, the line of this character, from 1.
        reason: str.
    """

    sample: int
    position: int
    line: int
    reason: str

    def __str__(self):
        return f"sample {self.sample}, line {self.line}: {self.reason}"


@dataclass(frozen=True)
class WellFormed:
    """How many samples are well-formed; `print` shows the first faults, too.

    Args:
        kind: str, of `well_formed`.
        count: int, the samples that were checked. Samples without a whole line, or
            without any mark, are not.
        faults: list of `Fault`, one for each sample that is not well-formed.
        pairs: int, the marks of all samples that open and are closed; of verse, the
            half-lines. Samples without any pair are well-formed, and say little.
        cut: int, the marks of all samples whose other half lies outside.
    """

    kind: str
    count: int
    faults: list[Fault]
    pairs: int
    cut: int

    @property
    def share(self) -> float:
        """The share of the checked samples that are well-formed; NaN without any."""
        return 1 - len(self.faults) / self.count if self.count else float("nan")

    def __str__(self):
        what = "half-lines" if self.kind == "verse" else "pairs"
        head = (
            f"{self.share:.1%} of {self.count:,} samples are well-formed {self.kind}: "
            f"{self.pairs:,} {what}"
        )
        head += f", {self.cut:,} marks cut off" if self.kind != "verse" else ""
        more = len(self.faults) - FAULTS
        lines = [head, *map(str, self.faults[:FAULTS])]
        return "\n".join(lines + ([f"and {more:,} more"] if more > 0 else []))


def well_formed(texts: Iterable[str], kind: str) -> WellFormed:
    r"""Return the share of samples that are well-formed, and the faults of the others.

    Samples are excerpts of running text, cut anywhere. A sample is well-formed if it
    can be an excerpt of a well-formed text: marks that close what was opened before the
    sample, and marks that are still open at its end, are no faults; a mark that closes
    while another one is the innermost is one. Of LaTeX, C and verse only whole lines
    are read, those between the first and the last line end of the sample.

    Real texts are not without faults by these rules (macros, half-open intervals,
    branches of the C preprocessor), so compare with the share of real excerpts.

    Args:
        texts: list of str, the samples.
        kind: "latex": brackets, and each `\begin{x}` and its `\end{x}`, nest. "xml":
            tags nest, attributes have quotes, and entities are known. "c": each
            character belongs to a token of C, and brackets nest. "verse": each line is
            a half-line, see `scan_verse`.

    Returns:
        `WellFormed`.

    Raises:
        TypeError: `texts` are no list of str.
        ValueError: `kind` is another word.

    Example:
    >>> well_formed(["\n{a} (b\n", "\n(a]\n"], "latex").share
    0.5
    """
    one_of("kind", kind, KINDS)
    texts = list_of(texts, "texts")
    for text in texts:
        if not isinstance(text, str):
            raise TypeError(
                "`texts` are a list of str. "
                f"Received {text!r:.60} of type {type(text).__name__}."
            )
    scans = [KINDS[kind](text) for text in texts]
    faults = [
        Fault(
            row,
            scan.fault[0],
            1 + texts[row].count("\n", 0, scan.fault[0]),
            scan.fault[1],
        )
        for row, scan in enumerate(scans)
        if scan and scan.fault
    ]
    checked = [scan for scan in scans if scan]
    return WellFormed(
        kind,
        len(checked),
        faults,
        sum(scan.pairs for scan in checked),
        sum(scan.cut for scan in checked),
    )
