"""How good captions are, against all references of their images."""

from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seqkit.arguments import list_of
from seqkit.reports.bleu import bleu_up_to_four
from seqkit.reports.bleu import paired_texts
from seqkit.reports.caption_words import SIGNATURE
from seqkit.reports.caption_words import caption_words
from seqkit.reports.cider import cider_d
from seqkit.reports.meteor import meteor as score_meteor
from seqkit.reports.report import check_paired
from seqkit.reports.report import spell
from seqkit.reports.rouge import rouge_l


@dataclass(frozen=True, eq=False)
class CaptionReport:
    """Scores of captions, in percent, as they are published.

    Args:
        bleu: float `(4,)`, of all captions together, up to n-grams of 1, 2, 3 and 4;
            NaN, which prints as a dash, where no reference has so many words.
        brevity_penalty: float from 0 to 1, by which captions that are too short divide
            BLEU.
        rouge_l: float, mean over the captions.
        cider_d: float, mean over the captions.
        meteor: float, of all captions together; None where it was not asked for.
        each: float `(captions,)`, CIDEr-D of each, by which to find the best and the
            worst.
        words: float, mean words of a caption.
        reference_words: float, mean words of a reference.
        distinct: int, how many different captions there are.
        signature: str, how texts were split and BLEU was computed.
    """

    bleu: np.ndarray
    brevity_penalty: float
    rouge_l: float
    cider_d: float
    meteor: float | None
    each: np.ndarray
    words: float
    reference_words: float
    distinct: int
    signature: str

    def __str__(self):
        scores = {f"BLEU-{order + 1}": each for order, each in enumerate(self.bleu)}
        scores |= {"ROUGE-L": self.rouge_l, "CIDEr-D": self.cider_d}
        if self.meteor is not None:
            scores["METEOR"] = self.meteor
        numbers = [spell(score, 1) for score in scores.values()]
        return "\n".join(
            [
                f"{len(self.each):,} captions, {self.distinct:,} of them different, of "
                f"{self.words:.1f} words; references of {self.reference_words:.1f}",
                "",
                "  ".join(f"{name:>7}" for name in scores),
                "  ".join(f"{number:>7}" for number in numbers),
                "",
                f"brevity penalty {self.brevity_penalty:.3f}, {self.signature}",
            ]
        )


def caption_report(
    references: Iterable[str | Sequence[str]],
    captions: Iterable[str],
    *,
    meteor: bool = False,
) -> CaptionReport:
    """Compare captions with all references of their images.

    Texts are split as in the COCO evaluation, which published scores come from: lower
    case, without punctuation. BLEU is sacreBLEU's, without smoothing.

    Args:
        references: for each image a list of str, one at least, or a str.
        captions: list of str, one for each image.
        meteor: bool, whether METEOR is wanted, which needs Java and half a minute.

    Returns:
        `CaptionReport`.

    Raises:
        TypeError: `references` or `captions` are no collection of str.
        ValueError: there are no captions, more or fewer than references, or no
            reference for one.
        ImportError: sacreBLEU is not installed; or, for METEOR, Java or pycocoevalcap.

    Example:
    >>> texts = seqkit.data.read_captions("captions_dev.tsv.gz")
    >>> captions = model.generate([f"images/{name}" for name in texts])
    >>> print(caption_report(texts.values(), captions))
    """
    captions = list_of(captions, "captions")
    references = list_of(references, "references")
    check_paired(references, captions, "captions")
    captions, references = paired_texts(captions, references, "caption")
    known = [[caption_words(text) for text in texts] for texts in references]
    written = list(map(caption_words, captions))
    spaced = joined(known, written)
    bleu, brevity_penalty, signature = bleu_up_to_four(spaced[1], spaced[0])
    each = 100 * cider_d(known, written)
    rouge = [rouge_l(*pair) for pair in zip(known, written, strict=True)]
    return CaptionReport(
        bleu=bleu,
        brevity_penalty=brevity_penalty,
        rouge_l=100 * float(np.mean(rouge)),
        cider_d=float(each.mean()),
        meteor=100 * score_meteor(*spaced) if meteor else None,
        each=each,
        words=float(np.mean(list(map(len, written)))),
        reference_words=float(np.mean([len(text) for row in known for text in row])),
        distinct=len(set(map(tuple, written))),
        signature=f"{SIGNATURE}|{signature}",
    )


def joined(references, captions):
    """Join words, with spaces."""
    return (
        [[" ".join(words) for words in texts] for texts in references],
        [" ".join(words) for words in captions],
    )
