"""How good translations are, in numbers and by the length of the sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seqkit.arguments import list_of
from seqkit.labels import check_rows
from seqkit.reports.bleu import corpus_bleu
from seqkit.reports.bleu import corpus_chrf
from seqkit.reports.bleu import paired_texts
from seqkit.reports.report import spell

EDGES = 10, 15, 20, 30  # words of a source: up to 10, up to 15, …, more
FEWEST = 20  # sentences that a BLEU of their own is told of


@dataclass(frozen=True, eq=False)
class TranslationReport:
    """What sacreBLEU and an exact comparison say of translations.

    BLEU is NaN, and prints as a dash, where no reference has four words; chrF, which
    counts letters, has a score for every text.

    Args:
        count: int, how many were judged.
        bleu: float, 0 to 100, of all together, cased.
        bleu_lowercase: float, the same of texts in lower case.
        exact: float, share of the texts that are as one of their references.
        signature: str, sacreBLEU's, of `bleu`.
        by_length: list of (str, int, float): words of the source, sentences of that
            length, and their BLEU, where there are 20 or more.
        chrf: float, 0 to 100, chrF2 of all together, cased.
        chrf_signature: str, sacreBLEU's, of `chrf`.
    """

    count: int
    bleu: float
    bleu_lowercase: float
    exact: float
    signature: str
    by_length: list[tuple[str, int, float]]
    chrf: float
    chrf_signature: str

    def __str__(self):
        lines = [
            f"{self.count:,} translations, {100 * self.exact:.1f} % exact",
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
    """Judge translations by references.

    Args:
        sources: list of str.
        references: list of str, or of lists of them, the good translations of each.
        translations: list of str.

    Returns:
        `TranslationReport`.

    Raises:
        ImportError: sacreBLEU is not installed.
        TypeError: one of the three is no collection of str.
        ValueError: the lists are not equally long, or empty.

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
    for place, words in enumerate(names_of_bins()):
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


def names_of_bins():
    """Return the names of the bins: `1-10`, …, `31+`."""
    firsts = [1, *(edge + 1 for edge in EDGES)]
    lasts = [f"-{edge}" for edge in EDGES] + ["+"]
    return [f"{first}{last}" for first, last in zip(firsts, lasts, strict=True)]
