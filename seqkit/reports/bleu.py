"""Compute BLEU and chrF of texts against references, by the package sacreBLEU."""

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
    """Return the BLEU of all texts together, as sacreBLEU computes it by default.

    Texts are split into words by sacreBLEU's tokenizer 13a. BLEU counts n-grams of up
    to four words, so it is NaN if no reference has four words. `corpus_chrf` counts
    letters, and has a score for such texts too.

    Args:
        texts: list of str, the generated texts.
        references: list of str, or of lists of str, the right texts for each text.
        lowercase: bool, whether to ignore the case of letters.

    Returns:
        float, 0 to 100 or NaN; and str, sacreBLEU's signature, which names its version
        and settings.

    Raises:
        ImportError: sacreBLEU is not installed.
        TypeError: `texts` or `references` are no collection of str.
        ValueError: there is no text, there are more or fewer references than texts, or
            a text has no reference.

    Reference: Papineni et al. 2002, https://aclanthology.org/P02-1040; Post 2018,
        https://aclanthology.org/W18-6319.

    Example:
    >>> corpus_bleu(["two dogs run in snow"], ["two dogs run in snow"])[0]
    100.0
    """
    score, signature, most = _sacre_bleu(texts, references, lowercase=lowercase)
    return (score.score if most >= len(score.totals) else float("nan")), signature


def bleu_up_to_four(
    texts: Sequence[str], references: Sequence[str] | Sequence[Sequence[str]]
) -> tuple[np.ndarray, float, str]:
    """Return BLEU-1 to BLEU-4 of all texts together, the scores of captions.

    BLEU-n counts n-grams of up to n words, and is NaN if no reference has n words.
    Counts are not smoothed. Texts are split at spaces only, so the caller splits them
    into words and joins the words by spaces.

    Args:
        texts: list of str, as in `corpus_bleu`.
        references: list of str, or of lists of str, as in `corpus_bleu`.

    Returns:
        float64 `(4,)`, 0 to 100 or NaN; float from 0 to 1, the brevity penalty, by
        which all four are multiplied; and str, sacreBLEU's signature.

    Raises:
        ImportError, TypeError, ValueError: as `corpus_bleu`.

    Reference: Papineni et al. 2002, section 2.3, https://aclanthology.org/P02-1040.

    Example:
    >>> bleu_up_to_four(["a dog runs"], [["a dog ran", "the dog runs"]])[0]
    array([100., 100.,   0.,  nan])
    """
    options = {"tokenize": "none", "smooth_method": "none", "force": True}
    score, signature, most = _sacre_bleu(texts, references, **options)
    orders = np.arange(1, 5)
    with np.errstate(divide="ignore"):  # the logarithm of 0 if no n-gram matches
        logarithms = np.cumsum(np.log(np.array(score.precisions) / 100))
    bleu = 100 * score.bp * np.exp(logarithms / orders)
    return np.where(orders <= most, bleu, np.nan), score.bp, signature


def _sacre_bleu(texts, references, **options):
    """Return sacreBLEU's score, its signature, and the longest reference's words."""
    bleu = _sacre_metric("BLEU", options)
    texts, references = paired_texts(texts, references)
    most = max(len(bleu.tokenizer(good).split()) for row in references for good in row)
    score = bleu.corpus_score(texts, _streams(references))
    return score, str(bleu.get_signature()), most


def corpus_chrf(
    texts: Sequence[str], references: Sequence[str] | Sequence[Sequence[str]]
) -> tuple[float, str]:
    """Return sacreBLEU's chrF2 of all texts together.

    chrF counts n-grams of up to six letters. So texts of any length have a score, even
    single words.

    Args:
        texts: list of str, as in `corpus_bleu`.
        references: list of str, or of lists of str, as in `corpus_bleu`.

    Returns:
        float, 0 to 100, and str, sacreBLEU's signature.

    Raises:
        ImportError, TypeError, ValueError: as `corpus_bleu`.

    Reference: Popović 2015, https://aclanthology.org/W15-3049.

    Example:
    >>> corpus_chrf(["zwölf"], ["zwölf"])[0]
    100.0
    """
    chrf = _sacre_metric("CHRF", {})
    texts, references = paired_texts(texts, references)
    score = chrf.corpus_score(texts, _streams(references))
    return score.score, str(chrf.get_signature())


def paired_texts(
    texts: Sequence[str],
    references: Sequence[str] | Sequence[Sequence[str]],
    name: str = "text",
) -> tuple[list[str], list[list[str]]]:
    """Check texts and references, and return one list of references for each text.

    Args:
        texts: list of str.
        references: list of str, or of lists of str.
        name: str, the singular noun for a text in error messages, such as "caption".

    Returns:
        list of str, the texts; and list of lists of str, the references of each text.

    Raises:
        TypeError: `texts` or `references` are no collection of str.
        ValueError: there is no text, there are more or fewer references than texts, or
            a text has no reference.
    """
    texts, rows = list_of(texts, f"{name}s"), list_of(references, "references")
    if not texts or len(texts) != len(rows):
        raise ValueError(
            f"Each {name} is compared with its references. Received "
            f"{len(texts)} texts and {len(rows)} references. "
            "Give equally many of both, and at least one."
        )
    rows = [list(row) if is_several(row) else [row] for row in rows]
    for place, (text, row) in enumerate(zip(texts, rows, strict=True)):
        wrong = [each for each in (text, *row) if not isinstance(each, str)]
        if wrong:
            raise TypeError(
                f"`{name}s` are str, and `references` are str or lists of them. "
                f"Received {wrong[0]!r:.80} of type {type(wrong[0]).__name__} in row "
                f"{place}, counted from 0. Give its text, or leave the row out."
            )
        if not row:
            raise ValueError(
                f"Each {name} has at least one reference. "
                f"Received no reference for {name} {place}, {text!r:.80}, counted from "
                f"0. Leave {name}s without references out."
            )
    return texts, rows


def _streams(references: list[list[str]]) -> list[list[str | None]]:
    """Return a list of all first references, a list of all second ones, and so on.

    None is in place of a missing reference. sacreBLEU reads references in this form.
    """
    return [
        [row[place] if place < len(row) else None for row in references]
        for place in range(max(map(len, references)))
    ]


def _sacre_metric(name, options):
    """Return the sacreBLEU metric with a name, "BLEU" or "CHRF", and these options."""
    try:
        metrics = importlib.import_module("sacrebleu.metrics")
    except ImportError as error:
        raise ImportError(
            "BLEU and chrF are computed by sacreBLEU, which is not installed. "
            "Install it: `pip install seqkit[eval]`."
        ) from error
    return getattr(metrics, name)(**options)
