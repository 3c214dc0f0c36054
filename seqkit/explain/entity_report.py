"""How often a tagger finds whole entities; the numbers are seqeval's."""

from collections import Counter
from collections.abc import Iterable
from collections.abc import Sequence

import numpy as np

from seqkit.explain.report import Report
from seqkit.explain.report import check_paired
from seqkit.explain.report import not_installed


def entity_report(
    targets: Iterable[Sequence[str]], predictions: Iterable[Sequence[str]]
) -> Report:
    """Compares the entities that tags spell: right is only what is wholly right.

    Tags are `O`, `B-…`, `I-…` (and `E-…`, `S-…`), read as the CoNLL script reads them:
    an `I-` without a `B-` begins an entity, too. `accuracy` is of single tags.

    Args:
        targets: list of lists of str, one tag a word.
        predictions: as `targets`.

    Returns:
        `Report` of the kinds of entities, without a confusion matrix.

    Raises:
        ValueError: there are no sentences, or more or fewer than predictions, or a
            sentence has more or fewer tags than its prediction.
        ImportError: seqeval is not installed.

    Reference:
        Ramshaw & Marcus 1995; https://github.com/chakki-works/seqeval.

    Example:
    >>> entity_report([["B-city", "O"]], [["B-city", "O"]]).micro_f1
    1.0
    """
    targets, predictions = list(map(list, targets)), list(map(list, predictions))
    check_paired(targets, predictions, "sentences")
    for row, (tags, predicted) in enumerate(zip(targets, predictions, strict=True)):
        if len(tags) != len(predicted):
            raise ValueError(
                "Each word has one true and one predicted tag. Received "
                f"{len(tags)} and {len(predicted)} tags in sentence {row}. "
                "Give both for the same words, without padding."
            )
    try:
        from seqeval import metrics
        from seqeval.metrics.sequence_labeling import get_entities
    except ModuleNotFoundError as error:
        raise not_installed(error) from error
    true, found = (
        Counter(kind for kind, _, _ in get_entities(side))
        for side in (targets, predictions)
    )
    kinds, micro_f1 = sorted(true | found), np.nan
    precision, recall, f1 = np.zeros((3, len(kinds)))
    if kinds:  # seqeval cannot report on none
        scores = metrics.classification_report(
            targets, predictions, output_dict=True, zero_division=0
        )
        names = ("precision", "recall", "f1-score")
        table = [[scores[kind][name] for kind in kinds] for name in names]
        precision, recall, f1 = np.array(table, float)
        micro_f1 = float(scores["micro avg"]["f1-score"])
    precision[[kind not in found for kind in kinds]] = np.nan
    recall[[kind not in true for kind in kinds]] = np.nan
    return Report(
        labels=kinds,
        count=len(targets),
        accuracy=float(metrics.accuracy_score(targets, predictions)),
        precision=precision,
        recall=recall,
        f1=f1,
        support=np.array([true[kind] for kind in kinds], int),
        micro_f1=micro_f1,
        unit="sentences",
    )
