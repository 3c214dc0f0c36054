"""Score transcripts of speech: word and character error rates, and the worst ten."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seqkit.plot.drawing.html_table import joined_html
from seqkit.plot.drawing.html_table import table_html
from seqkit.plot.drawing.notebook_html import Html
from seqkit.plot.drawing.terminal_columns import columns
from seqkit.plot.drawing.terminal_columns import pad
from seqkit.reports.bleu import paired_texts
from seqkit.reports.report import spell

WORST = 10  # the most transcripts that are shown word by word
GAP = "*"  # stands for the word that is absent in an insertion or a deletion


@dataclass(frozen=True)
class EditCounts:
    """The edits that turn the references into the transcripts.

    Args:
        hits: int, words or characters that are right.
        substitutions: int, words or characters that have another one in their place.
        insertions: int, words or characters that are not in the reference.
        deletions: int, words or characters that are absent in the transcript.
    """

    hits: int
    substitutions: int
    insertions: int
    deletions: int

    @property
    def errors(self) -> int:
        """Number of all edits."""
        return self.substitutions + self.insertions + self.deletions

    @property
    def size(self) -> int:
        """Number of words or characters of the references."""
        return self.hits + self.substitutions + self.deletions

    @property
    def rate(self) -> float:
        """Errors per word or character; NaN if all references are empty."""
        return self.errors / self.size if self.size else float("nan")


@dataclass(frozen=True)
class AlignedTranscript:
    """A transcript beside its reference, word by word.

    Args:
        row: int, the index of the transcript, from 0.
        errors: int, number of wrong words.
        words: list of (str, str), words of the reference and of the transcript; ""
            where one of them has no word.
    """

    row: int
    errors: int
    words: list[tuple[str, str]]

    def lines(self) -> tuple[str, str]:
        """Return the reference and the transcript as two lines of equal columns."""
        pairs = [(one or GAP, two or GAP) for one, two in self.words]
        # Wrong words of the reference are in capitals, as in sclite.
        pairs = [
            (one, two) if one == two else (one.upper(), two.upper())
            for one, two in pairs
        ]
        widths = [max(map(columns, pair)) for pair in pairs]
        first, second = (
            " ".join(
                pad(word, width) for word, width in zip(side, widths, strict=True)
            ).rstrip()
            for side in (zip(*pairs, strict=True) if pairs else ((), ()))
        )
        return first, second


@dataclass(frozen=True, eq=False)
class TranscriptionReport:
    """The result of `transcription_report`; `print` shows its tables.

    Args:
        count: int, number of transcripts.
        exact: float, share of the transcripts whose words are all right.
        words: `EditCounts` of words.
        characters: `EditCounts` of characters, spaces among them.
        worst: list of `AlignedTranscript`, up to ten with the most wrong words, worst
            first.
    """

    count: int
    exact: float
    words: EditCounts
    characters: EditCounts
    worst: list[AlignedTranscript]

    @property
    def wer(self) -> float:
        """Word error rate; above 1 if there are more errors than words."""
        return self.words.rate

    @property
    def cer(self) -> float:
        """Character error rate."""
        return self.characters.rate

    def html(self) -> Html:
        """Return the error rates and the worst transcripts as HTML tables."""
        table = table_html(self._head(), self._rows(), title=self._title())
        if not self.worst:
            return table
        rows = [[str(each.row), str(each.errors), *each.lines()] for each in self.worst]
        head = ["row", "errors", "reference", "transcript"]
        return joined_html(table, table_html(head, rows, left=4))

    def _repr_html_(self):
        return self.html()

    def __str__(self):
        rows = [self._head(), *self._rows()]
        lines = [self._title(), ""]
        lines += [
            f"{row[0]:<10}" + "".join(f"{cell:>15}" for cell in row[1:]) for row in rows
        ]
        for each in self.worst:
            reference, transcript = each.lines()
            lines += [
                "",
                f"row {each.row}, {each.errors} wrong",
                f"  reference   {reference}".rstrip(),
                f"  transcript  {transcript}".rstrip(),
            ]
        return "\n".join(lines)

    def _title(self):
        return (
            f"{self.count:,} transcripts, {self.exact:.1%} exact, "
            f"WER {_percent(self.wer)}, CER {_percent(self.cer)}"
        )

    def _head(self):
        return ["", "error rate", "substitutions", "insertions", "deletions", "of"]

    def _rows(self):
        parts = {"words": self.words, "characters": self.characters}
        return [
            [
                name,
                _percent(part.rate),
                f"{part.substitutions:,}",
                f"{part.insertions:,}",
                f"{part.deletions:,}",
                f"{part.size:,}",
            ]
            for name, part in parts.items()
        ]


def transcription_report(
    references: Sequence[str], transcripts: Sequence[str]
) -> TranscriptionReport:
    """Compare transcripts with their references by words and by characters.

    Texts are compared as they are, upper and lower case too; only spaces at their ends
    and repeated spaces do not count. An empty transcript deletes its reference, and a
    transcript of an empty reference inserts its words.

    Args:
        references: list of str, the right texts.
        transcripts: list of str, one for each reference.

    Returns:
        `TranscriptionReport`.

    Raises:
        ImportError: jiwer is not installed.
        TypeError: a reference or a transcript is no str.
        ValueError: the lists are not equally long, or are empty; or a transcript has
            several references.

    Reference: edits by jiwer, https://github.com/jitsi/jiwer.

    Example:
    >>> transcription_report(["two dogs run"], ["two dog run"]).wer
    0.3333333333333333
    """
    transcripts, several = paired_texts(transcripts, references, "transcript")
    transcripts = [" ".join(text.split()) for text in transcripts]
    for place, row in enumerate(several):
        if len(row) > 1:
            raise ValueError(
                "Each transcript has one reference, a str. "
                f"Received {len(row)} references in row {place}, counted from 0. "
                "Give the best of them."
            )
    references = [" ".join(row[0].split()) for row in several]
    try:
        import jiwer
    except ModuleNotFoundError as error:
        raise ImportError(
            "Transcripts are compared by jiwer. "
            f"Received no module named {error.name!r}. "
            "`pip install 'seqkit[eval]'` installs it."
        ) from error
    words = jiwer.process_words(references, transcripts)
    characters = jiwer.process_characters(references, transcripts)
    pairs = zip(words.references, words.hypotheses, words.alignments, strict=True)
    aligned = [
        _aligned(row, reference, transcript, chunks)
        for row, (reference, transcript, chunks) in enumerate(pairs)
    ]
    wrong = [each for each in aligned if each.errors]
    wrong.sort(key=lambda each: -each.errors)
    exact = (len(aligned) - len(wrong)) / len(aligned)
    return TranscriptionReport(
        len(aligned), exact, _counts(words), _counts(characters), wrong[:WORST]
    )


def _counts(output):
    names = "hits", "substitutions", "insertions", "deletions"
    return EditCounts(*(int(getattr(output, name)) for name in names))


def _aligned(row, reference, transcript, chunks):
    """Return one transcript beside its reference, from jiwer's chunks."""
    words = []
    for chunk in chunks:
        ours = reference[chunk.ref_start_idx : chunk.ref_end_idx]
        theirs = transcript[chunk.hyp_start_idx : chunk.hyp_end_idx]
        size = max(len(ours), len(theirs))
        ours = [*ours, *[""] * (size - len(ours))]
        theirs = [*theirs, *[""] * (size - len(theirs))]
        words += zip(ours, theirs, strict=True)
    errors = sum(one != two for one, two in words)
    return AlignedTranscript(row, errors, words)


def _percent(rate):
    """Return a rate as text in percent; a dash for NaN."""
    return spell(100 * rate, 1) + ("" if np.isnan(rate) else " %")
