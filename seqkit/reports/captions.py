"""Score generated captions against all reference captions of their images."""

from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from seqkit.arguments import list_of
from seqkit.plot.bars_figure import bars
from seqkit.plot.drawing.html_table import table_html
from seqkit.plot.drawing.notebook_html import Html
from seqkit.reports.bleu import bleu_up_to_four
from seqkit.reports.bleu import paired_texts
from seqkit.reports.caption_words import SIGNATURE
from seqkit.reports.caption_words import caption_words
from seqkit.reports.cider import cider_d
from seqkit.reports.meteor import meteor as score_meteor
from seqkit.reports.report import check_paired
from seqkit.reports.report import spell
from seqkit.reports.rouge import rouge_l

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@dataclass(frozen=True, eq=False)
class CaptionReport:
    """The result of `caption_report`: scores of captions, in per cent.

    Args:
        bleu: float `(4,)`, BLEU-1 to BLEU-4 of all captions together. BLEU-n is NaN,
            printed as a dash, if no reference has n words.
        brevity_penalty: float from 0 to 1, by which BLEU is multiplied if captions are
            shorter than their references.
        rouge_l: float, ROUGE-L, the mean over the captions.
        cider_d: float, CIDEr-D, the mean over the captions.
        meteor: float, METEOR of all captions together. None: not computed.
        each: float `(captions,)`, CIDEr-D of each caption, to find the best and the
            worst captions.
        words: float, mean number of words of a caption.
        reference_words: float, mean number of words of a reference.
        distinct: int, number of different captions.
        signature: str, the settings by which texts were split and BLEU was computed.
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

    def plot(
        self, *, title: str = "", width: float = 6.0, ax: "Axes | None" = None
    ) -> "Figure":
        """Draw the scores as bars, by `plot.bars`; CIDEr-D can be more than 100."""
        scores = self._scores()
        return bars(
            list(scores),
            list(scores.values()),
            axis_names=("score", "per cent"),
            full=100.0,
            decimals=1,
            title=title or self._title(),
            width=width,
            ax=ax,
        )

    def html(self) -> Html:
        """Return the scores as an HTML table."""
        rows = [[name, spell(score, 1)] for name, score in self._scores().items()]
        note = self._note()
        return table_html(["score", "per cent"], rows, title=self._title(), note=note)

    def _repr_html_(self):
        return self.html()

    def _scores(self):
        scores = {f"BLEU-{order + 1}": each for order, each in enumerate(self.bleu)}
        scores |= {"ROUGE-L": self.rouge_l, "CIDEr-D": self.cider_d}
        return scores | ({} if self.meteor is None else {"METEOR": self.meteor})

    def _title(self):
        return (
            f"{len(self.each):,} captions, {self.distinct:,} of them different, of "
            f"{self.words:.1f} words; references of {self.reference_words:.1f}"
        )

    def _note(self):
        return f"brevity penalty {self.brevity_penalty:.3f}, {self.signature}"

    def __str__(self):
        scores = self._scores()
        numbers = [spell(score, 1) for score in scores.values()]
        return "\n".join(
            [
                self._title(),
                "",
                "  ".join(f"{name:>7}" for name in scores),
                "  ".join(f"{number:>7}" for number in numbers),
                "",
                self._note(),
            ]
        )


def caption_report(
    references: Iterable[str | Sequence[str]],
    captions: Iterable[str],
    *,
    meteor: bool = False,
) -> CaptionReport:
    """Score captions against all references of their images.

    Texts are split into words in lower case without punctuation, as in the COCO
    evaluation, by which published scores are computed. BLEU is sacreBLEU's, without
    smoothing.

    Args:
        references: for each image a list of one or more str, or a str.
        captions: list of str, one for each image.
        meteor: bool, whether to compute METEOR too; this needs Java and takes half a
            minute.

    Returns:
        `CaptionReport`.

    Raises:
        TypeError: `references` or `captions` are no collection of str.
        ValueError: there are no captions, there are more or fewer captions than
            references, or an image has no reference.
        ImportError: sacreBLEU is not installed; or, with `meteor`, Java or
            pycocoevalcap.

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
    spaced = _joined(known, written)
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


def _joined(references, captions):
    """Return references and captions as str, with a space between words."""
    return (
        [[" ".join(words) for words in texts] for texts in references],
        [" ".join(words) for words in captions],
    )
