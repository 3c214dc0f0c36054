"""How good translations are, in numbers and by the length of the sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seqkit.metrics import corpus_bleu

EDGES = 10, 15, 20, 30  # words of a source: up to 10, up to 15, …, more
FEWEST = 20  # sentences that a BLEU of their own is told of


@dataclass(frozen=True, eq=False)
class TranslationReport:
    """What sacreBLEU and an exact comparison say of translations.

    Args:
        count: int, how many were judged.
        bleu: float, 0 to 100, of all together, cased.
        bleu_lowercase: float, the same of texts in lower case.
        exact: float, share of the texts that are as one of their references.
        signature: str, sacreBLEU's, of `bleu`.
        by_length: list of (str, int, float): words of the source, sentences of that
            length, and their BLEU, where there are 20 or more.
    """

    count: int
    bleu: float
    bleu_lowercase: float
    exact: float
    signature: str
    by_length: list[tuple[str, int, float]]

    def __str__(self):
        lines = [
            f"{self.count:,} translations, {100 * self.exact:.1f} % exact",
            f"BLEU {self.bleu:.2f}, of lower case {self.bleu_lowercase:.2f}",
            self.signature,
        ]
        if len(self.by_length) > 1:
            lines += ["", "words     sentences    BLEU"]
            lines += [
                f"{words:<8}  {count:>9,}  {bleu:6.2f}"
                for words, count, bleu in self.by_length
            ]
        return "\n".join(lines)


def translation_report(
    sources: Sequence[str],
    references: Sequence[str] | Sequence[Sequence[str]],
    translations: Sequence[str],
) -> TranslationReport:
    """Judges translations by references.

    Args:
        sources: list of str.
        references: list of str, or of lists of them, the good translations of each.
        translations: list of str.

    Returns:
        `TranslationReport`.

    Raises:
        ImportError: sacreBLEU is not installed.
        ValueError: the lists are not equally long, or empty.

    Reference: Papineni et al. 2002, https://aclanthology.org/P02-1040; Post 2018,
        https://aclanthology.org/W18-6319; by length: Bahdanau et al. 2015, figure 2,
        https://arxiv.org/abs/1409.0473.

    Example:
    >>> translation_report(["zwei Hunde"], ["two dogs"], ["two dogs"]).exact
    1.0
    """
    bleu, signature = corpus_bleu(translations, references)
    lowercase, _ = corpus_bleu(translations, references, lowercase=True)
    several = [[each] if isinstance(each, str) else each for each in references]
    right = [text in good for text, good in zip(translations, several, strict=True)]
    bins = np.digitize([len(text.split()) for text in sources], EDGES, right=True)
    by_length = []
    for place, words in enumerate(names_of_bins()):
        rows = np.flatnonzero(bins == place)
        if len(rows) >= FEWEST:
            score, _ = corpus_bleu(
                [translations[row] for row in rows], [several[row] for row in rows]
            )
            by_length.append((words, len(rows), score))
    return TranslationReport(
        len(right), bleu, lowercase, float(np.mean(right)), signature, by_length
    )


def names_of_bins():
    """Spells the bins: `1-10`, …, `31+`."""
    firsts = [1, *(edge + 1 for edge in EDGES)]
    lasts = [f"-{edge}" for edge in EDGES] + ["+"]
    return [f"{first}{last}" for first, last in zip(firsts, lasts, strict=True)]
