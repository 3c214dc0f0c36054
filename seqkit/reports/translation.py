"""Score translations, all together and by the length of the source."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from seqkit.arguments import list_of
from seqkit.labels import check_rows
from seqkit.plot.bars_figure import bars
from seqkit.plot.drawing.html_table import joined_html
from seqkit.plot.drawing.html_table import table_html
from seqkit.plot.drawing.notebook_html import Html
from seqkit.plot.scores_by_length_figure import scores_by_length
from seqkit.reports.bleu import corpus_bleu
from seqkit.reports.bleu import corpus_chrf
from seqkit.reports.bleu import paired_texts
from seqkit.reports.report import spell

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

EDGES = 10, 15, 20, 30  # classes of length in words: 1-10, 11-15, …, 31+
FEWEST = 20  # BLEU is computed only of classes with at least this many sentences


@dataclass(frozen=True, eq=False)
class TranslationReport:
    """The result of `translation_report`: BLEU, chrF and the share of exact texts.

    BLEU is NaN, printed as a dash, if no reference has four words. chrF counts letters,
    and has a score for every text.

    Args:
        count: int, number of translations.
        bleu: float, 0 to 100, BLEU of all translations together; upper and lower case
            differ.
        bleu_lowercase: float, 0 to 100, BLEU of the texts in lower case.
        exact: float, share of the translations that equal one of their references.
        signature: str, sacreBLEU's signature of `bleu`.
        by_length: list of (str, int, float), one for each class of source lengths: its
            name, such as "11-15" words, its number of sentences, and their BLEU.
            Classes of fewer than 20 sentences are left out.
        chrf: float, 0 to 100, chrF2 of all translations together; upper and lower case
            differ.
        chrf_signature: str, sacreBLEU's signature of `chrf`.
    """

    count: int
    bleu: float
    bleu_lowercase: float
    exact: float
    signature: str
    by_length: list[tuple[str, int, float]]
    chrf: float
    chrf_signature: str

    def plot(
        self, *, title: str = "", width: float = 6.0, ax: "Axes | None" = None
    ) -> "Figure":
        """Draw BLEU by length; if fewer than two lengths have a BLEU, draw all scores.

        Args:
            title: str, written above. "": the number of translations and the share of
                exact ones are written instead.
            width: float, inches.
            ax: `matplotlib.axes.Axes` to draw into. None: a new figure.

        Returns:
            `matplotlib.figure.Figure`; write it to a file by `savefig`.

        Raises:
            ImportError: Matplotlib is not installed.
        """
        settings = {"title": title or self._title(), "width": width, "ax": ax}
        lengths, _, scores = (
            zip(*self.by_length, strict=True) if self.by_length else [()] * 3
        )
        if np.count_nonzero(np.isfinite(scores)) > 1:
            unit = "words of the source"
            return scores_by_length(lengths, {"BLEU": scores}, length=unit, **settings)
        scores = self._scores()
        return bars(
            list(scores),
            list(scores.values()),
            axis_names=("score", "of 100"),
            full=100.0,
            decimals=2,
            **settings,
        )

    def html(self) -> Html:
        """Return HTML tables of the scores and of BLEU by length."""
        rows = [[name, spell(score, 2)] for name, score in self._scores().items()]
        note = f"BLEU: {self.signature}; chrF: {self.chrf_signature}"
        table = table_html(["score", "of 100"], rows, title=self._title(), note=note)
        if len(self.by_length) < 2:
            return table
        rows = [
            [words, f"{count:,}", spell(bleu, 2)]
            for words, count, bleu in self.by_length
        ]
        return joined_html(table, table_html(["words", "sentences", "BLEU"], rows))

    def _repr_html_(self):
        return self.html()

    def _scores(self):
        return {
            "BLEU": self.bleu,
            "BLEU of lower case": self.bleu_lowercase,
            "chrF": self.chrf,
            "exact": 100 * self.exact,
        }

    def _title(self):
        return f"{self.count:,} translations, {100 * self.exact:.1f} % exact"

    def __str__(self):
        lines = [
            self._title(),
            f"BLEU {spell(self.bleu, 2)}, of lower case "
            f"{spell(self.bleu_lowercase, 2)}, chrF {spell(self.chrf, 2)}",
            f"BLEU: {self.signature}",
            f"chrF: {self.chrf_signature}",
        ]
        if len(self.by_length) > 1:
            lines += ["", "words     sentences    BLEU"]
            lines += [
                f"{words:<8}  {count:>9,}  {spell(bleu, 2):>6}"
                for words, count, bleu in self.by_length
            ]
        return "\n".join(lines)


def translation_report(
    sources: Sequence[str],
    references: Sequence[str] | Sequence[Sequence[str]],
    translations: Sequence[str],
) -> TranslationReport:
    """Score translations against their references.

    Args:
        sources: list of str, the texts that were translated.
        references: list of str, or of lists of str, the right translations of each
            source.
        translations: list of str, one for each source.

    Returns:
        `TranslationReport`.

    Raises:
        ImportError: sacreBLEU is not installed.
        TypeError: one of the three arguments is no collection of str.
        ValueError: the lists are not equally long, or are empty.

    Reference: Papineni et al. 2002, https://aclanthology.org/P02-1040; Post 2018,
        https://aclanthology.org/W18-6319; Popović 2015,
        https://aclanthology.org/W15-3049; by length: Bahdanau et al. 2015, figure 2,
        https://arxiv.org/abs/1409.0473.

    Example:
    >>> translation_report(["zwei Hunde"], ["two dogs"], ["two dogs"]).exact
    1.0
    """
    texts, several = paired_texts(translations, references, "translation")
    sources = list_of(sources, "sources")
    check_rows(sources=len(sources), translations=len(texts))
    sources, _ = paired_texts(sources, texts, "source")
    bleu, signature = corpus_bleu(texts, several)
    lowercase, _ = corpus_bleu(texts, several, lowercase=True)
    chrf, chrf_signature = corpus_chrf(texts, several)
    right = [text in good for text, good in zip(texts, several, strict=True)]
    bins = np.digitize([len(text.split()) for text in sources], EDGES, right=True)
    by_length = []
    for place, words in enumerate(_names_of_bins()):
        rows = np.flatnonzero(bins == place)
        if len(rows) >= FEWEST:
            score, _ = corpus_bleu(
                [texts[row] for row in rows], [several[row] for row in rows]
            )
            by_length.append((words, len(rows), score))
    return TranslationReport(
        len(right),
        bleu,
        lowercase,
        float(np.mean(right)),
        signature,
        by_length,
        chrf,
        chrf_signature,
    )


def _names_of_bins():
    """Return the names of the classes of length: "1-10", …, "31+"."""
    firsts = [1, *(edge + 1 for edge in EDGES)]
    lasts = [f"-{edge}" for edge in EDGES] + ["+"]
    return [f"{first}{last}" for first, last in zip(firsts, lasts, strict=True)]
