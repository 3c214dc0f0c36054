"""BLEU and chrF of texts against references, computed by sacreBLEU."""

import importlib
from collections.abc import Sequence

import numpy as np

from seqkit.arguments import is_several
from seqkit.arguments import list_of


def corpus_bleu(
    texts: Sequence[str],
    references: Sequence[str] | Sequence[Sequence[str]],
    lowercase: bool = False,
) -> tuple[float, str]:
    """Compute sacreBLEU's BLEU of all texts together, tokenised by its 13a.

    BLEU counts n-grams of up to four words. Where no reference has four words, there
    is none to count, and the score is NaN: `corpus_chrf` counts letters instead.

    Args:
        texts: list of str, what was generated.
        references: list of str, or of lists of them, the good ones of each text.
        lowercase: bool, whether letters' case does not count.

    Returns:
        float, 0 to 100 or NaN, and str, sacreBLEU's signature.

    Raises:
        ImportError: sacreBLEU is not installed.
        TypeError: `texts` or `references` are no collection of str.
        ValueError: there is no text, not as many references, or a text without one.

    Reference: Papineni et al. 2002, https://aclanthology.org/P02-1040; Post 2018,
        https://aclanthology.org/W18-6319.

    Example:
    >>> corpus_bleu(["two dogs run in snow"], ["two dogs run in snow"])[0]
    100.0
    """
    score, signature, most = sacre_bleu(texts, references, lowercase=lowercase)
    return (score.score if most >= len(score.totals) else float("nan")), signature


def bleu_up_to_four(
    texts: Sequence[str], references: Sequence[str] | Sequence[Sequence[str]]
) -> tuple[np.ndarray, float, str]:
    """Compute BLEU-1 to BLEU-4 of all texts together, as captions are scored.

    Nothing is smoothed, and spaces alone tell words apart: the caller splits the texts
    first. An order of more words than any reference has is NaN.

    Args:
        texts: as of `corpus_bleu`.
        references: as of `corpus_bleu`.

    Returns:
        float64 `(4,)`, 0 to 100 or NaN; float from 0 to 1, the brevity penalty in all
        of them; and str, sacreBLEU's signature.

    Raises:
        ImportError, TypeError, ValueError: as `corpus_bleu`.

    Reference: Papineni et al. 2002, section 2.3, https://aclanthology.org/P02-1040.

    Example:
    >>> bleu_up_to_four(["a dog runs"], [["a dog ran", "the dog runs"]])[0]
    array([100., 100.,   0.,  nan])
    """
    options = {"tokenize": "none", "smooth_method": "none", "force": True}
    score, signature, most = sacre_bleu(texts, references, **options)
    orders = np.arange(1, 5)
    with np.errstate(divide="ignore"):  # the logarithm of no match
        logarithms = np.cumsum(np.log(np.array(score.precisions) / 100))
    bleu = 100 * score.bp * np.exp(logarithms / orders)
    return np.where(orders <= most, bleu, np.nan), score.bp, signature


def sacre_bleu(texts, references, **options):
    """Compute sacreBLEU's score object, its signature, and the most words there are.

    Returns:
        score, str, and int, the words of the longest reference.
    """
    bleu = sacre_metric("BLEU", options)
    texts, references = paired_texts(texts, references)
    most = max(len(bleu.tokenizer(good).split()) for row in references for good in row)
    score = bleu.corpus_score(texts, streams(references))
    return score, str(bleu.get_signature()), most


def corpus_chrf(
    texts: Sequence[str], references: Sequence[str] | Sequence[Sequence[str]]
) -> tuple[float, str]:
    """Compute sacreBLEU's chrF2 of all texts together: runs of up to six letters.

    It scores texts of any length, single words too.

    Args:
        texts: as of `corpus_bleu`.
        references: as of `corpus_bleu`.

    Returns:
        float, 0 to 100, and str, sacreBLEU's signature.

    Raises:
        ImportError, TypeError, ValueError: as `corpus_bleu`.

    Reference: Popović 2015, https://aclanthology.org/W15-3049.

    Example:
    >>> corpus_chrf(["zwölf"], ["zwölf"])[0]
    100.0
    """
    chrf = sacre_metric("CHRF", {})
    texts, references = paired_texts(texts, references)
    score = chrf.corpus_score(texts, streams(references))
    return score.score, str(chrf.get_signature())


def paired_texts(
    texts: Sequence[str],
    references: Sequence[str] | Sequence[Sequence[str]],
    name: str = "text",
) -> tuple[list[str], list[list[str]]]:
    """List texts, and the references of each.

    Args:
        texts: list of str.
        references: list of str, or of lists of them.
        name: str, of one of the texts, for errors.

    Returns:
        list of str, and list of lists of str.

    Raises:
        TypeError: `texts` or `references` are no collection of str.
        ValueError: there is no text, not as many references, or a text without one.
    """
    texts, rows = list_of(texts, f"{name}s"), list_of(references, "references")
    if not texts or len(texts) != len(rows):
        raise ValueError(
            f"Each {name} is compared with what it should be. Received "
            f"{len(texts)} texts and {len(rows)} references. "
            "Give as many of both, one at least."
        )
    rows = [list(row) if is_several(row) else [row] for row in rows]
    for place, (text, row) in enumerate(zip(texts, rows, strict=True)):
        wrong = [each for each in (text, *row) if not isinstance(each, str)]
        if wrong:
            raise TypeError(
                f"`{name}s` are str, and `references` are str or lists of them. "
                f"Received {wrong[0]!r:.80} of type {type(wrong[0]).__name__} in row "
                f"{place}, the first being 0. Give its text, or leave the row out."
            )
        if not row:
            raise ValueError(
                f"Each {name} has one reference at least. "
                f"Received none for {name} {place}, {text!r:.80}, the first being 0. "
                f"Leave {name}s without references out."
            )
    return texts, rows


def streams(references: list[list[str]]) -> list[list[str | None]]:
    """Transpose references, with None where a text has fewer than others."""
    return [
        [row[place] if place < len(row) else None for row in references]
        for place in range(max(map(len, references)))
    ]


def sacre_metric(name, options):
    """Build one of sacreBLEU's metrics."""
    try:
        metrics = importlib.import_module("sacrebleu.metrics")
    except ImportError as error:
        raise ImportError(
            "BLEU and chrF are counted by sacreBLEU, which is not installed. "
            "Install it: `pip install seqkit[eval]`."
        ) from error
    return getattr(metrics, name)(**options)
