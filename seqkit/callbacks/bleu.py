from collections.abc import Sequence

from seqkit.callbacks.decoded_metrics import DecodedMetrics
from seqkit.reports.bleu import corpus_bleu


class Bleu(DecodedMetrics):
    """Translate a validation set after each epoch, and compute its BLEU.

    The score is sacreBLEU's, of the whole set, with the tokeniser 13a. It is added to
    the logs of the epoch as `val_bleu`, for other callbacks; see `DecodedMetrics`.

    Args:
        sources: sequence of str, the texts to translate.
        references: sequence of str, or of lists of str: one or more correct
            translations of each source.
        every: int, the number of epochs from one score to the next.
        beams: int, of the beam search; 1 takes the likeliest token at each step.
        length: int, the most new tokens. None: the model's `length`.
        length_penalty: float, see `generate`. None: the model's default.
        lowercase: bool, whether to ignore the case of letters.
        show: int, the number of sources that are printed, each with a reference and its
            translation.

    Attributes:
        scores: dict, the last `val_bleu`, 0 to 100; empty before the first.
        texts: list of str, the last translations.
        signature: str, sacreBLEU's description of its settings; empty before the first
            score.

    Raises:
        ImportError: sacreBLEU is not installed.
        TypeError: `sources` or `references` are one str, or a reference is no str.
        ValueError: there is no source; sources and references differ in number; a
            source has no reference; or `every`, `beams` or `length` is less than 1.

    Reference: Papineni et al. 2002, https://aclanthology.org/P02-1040; Post 2018,
        https://aclanthology.org/W18-6319.

    Example:
    >>> bleu = Bleu(sources, references)
    >>> stop = keras.callbacks.EarlyStopping("val_bleu", patience=3)
    >>> model.fit(batches, epochs=99, callbacks=[bleu, stop])
    """

    def __init__(
        self,
        sources: Sequence[str],
        references: Sequence[str] | Sequence[Sequence[str]],
        *,
        every: int = 1,
        beams: int = 1,
        length: int | None = None,
        length_penalty: float | None = None,
        lowercase: bool = False,
        show: int = 3,
    ):
        super().__init__(
            sources,
            references,
            {"bleu": self._count},
            every=every,
            beams=beams,
            length=length,
            length_penalty=length_penalty,
            show=show,
        )
        corpus_bleu(["a"], ["a"])  # raises ImportError before training
        self.lowercase = lowercase
        self.signature = ""

    def _count(self, texts, references):
        bleu, self.signature = corpus_bleu(texts, references, self.lowercase)
        return bleu
