"""Compare the entities in predicted tags with the true ones, by the package seqeval."""

from collections import Counter
from collections.abc import Iterable
from collections.abc import Sequence

import numpy as np

from seqkit.arguments import list_of
from seqkit.reports.report import Report
from seqkit.reports.report import check_paired
from seqkit.reports.report import not_installed

OUTSIDE = "O"
PREFIXES = {"B": "B", "I": "I", "E": "E", "S": "S", "M": "I", "L": "E", "U": "S"}
"""The prefix in BIOES for each known prefix: M is from BMES, L and U from BILOU."""


def entity_report(
    targets: Iterable[Sequence[str]], predictions: Iterable[Sequence[str]]
) -> Report:
    """Compare the entities of predicted tags with the entities of true tags.

    A predicted entity is right if its kind and all its words are right. A tag is `O`,
    or a prefix, a hyphen and a kind, as in `B-city`. Tags are read as by the script of
    CoNLL: an `I-` without a `B-` before it begins an entity too. Tags of the schemes
    BILOU and BMES are read as BIOES: `L-` as `E-`, `U-` as `S-`, `M-` as `I-`. The
    `accuracy` of the report is the share of single tags that are right.

    Args:
        targets: list of lists of str, the true tag of each word of each sentence.
        predictions: list of lists of str, the predicted tags.

    Returns:
        `Report` with the kinds of entities as labels, without a confusion matrix.

    Raises:
        TypeError: `targets`, `predictions` or the tags of a sentence are no collection.
        ValueError: there are no sentences, or more or fewer targets than predictions; a
            sentence has more or fewer tags than its prediction; or a tag has no known
            prefix, such as a part of speech.
        ImportError: seqeval is not installed.

    Reference:
        Ramshaw & Marcus 1995; https://github.com/chakki-works/seqeval.

    Example:
    >>> entity_report([["B-city", "O"]], [["B-city", "O"]]).micro_f1
    1.0
    """
    try:
        from seqeval.metrics.sequence_labeling import get_entities
    except ModuleNotFoundError as error:
        raise not_installed(error) from error
    targets = _read_tags(targets, "targets")
    predictions = _read_tags(predictions, "predictions")
    check_paired(targets, predictions, "sentences")
    for row, (tags, predicted) in enumerate(zip(targets, predictions, strict=True)):
        if len(tags) != len(predicted):
            raise ValueError(
                "Each word has one true and one predicted tag. Received "
                f"{len(tags)} and {len(predicted)} tags in sentence {row}. "
                "Give both for the same words, without padding."
            )
    true, found = ({*get_entities(side)} for side in (targets, predictions))
    kinds = sorted({kind for kind, _, _ in true | found})
    counts = [
        Counter(kind for kind, _, _ in part) for part in (true & found, found, true)
    ]
    right, predicted, support = ([count[kind] for kind in kinds] for count in counts)
    tags = [sum(side, []) for side in (targets, predictions)]
    same = [tag == other for tag, other in zip(*tags, strict=True)]
    return Report(
        labels=kinds,
        count=len(targets),
        accuracy=float(_share(sum(same), len(same))),
        precision=_share(right, predicted),
        recall=_share(right, support),
        f1=_share(np.multiply(2, right), np.add(predicted, support)),
        support=np.array(support, int),
        micro_f1=float(_share(2 * len(true & found), len(true) + len(found))),
        unit="sentences",
    )


def _share(count, of):
    """Return `count / of`, elementwise; NaN if `of` is 0."""
    count, of = np.asarray(count, float), np.asarray(of, float)
    return np.divide(count, of, out=np.full(of.shape, np.nan), where=of > 0)


def _read_tags(sentences, name):
    """Return the tags of each sentence as a list, with the prefixes of BIOES."""
    rows = [
        list_of(tags, f"{name}[{row}]", "tags")
        for row, tags in enumerate(list_of(sentences, name, "lists of tags"))
    ]
    return [
        [_read_tag(tag, name, row, place) for place, tag in enumerate(tags)]
        for row, tags in enumerate(rows)
    ]


def _read_tag(tag, name, row, place):
    """Return one tag with the prefix of BIOES."""
    spelled = tag.strip() if isinstance(tag, str) else ""
    prefix, _, kind = map(str.strip, spelled.partition("-"))
    if spelled == OUTSIDE:
        return spelled
    if prefix not in PREFIXES or not kind:
        raise ValueError(
            "An entity's tag is O, or one of the prefixes B-, I-, E-, S-, L-, U- and "
            f"M- before a kind, as in B-city. Received {tag!r:.80} in `{name}`, "
            f"sentence {row}, word {place}, counted from 0. Compare other tags, "
            "such as parts of speech, one by one: "
            "`classification_report(sum(targets, []), sum(predictions, []))`."
        )
    return f"{PREFIXES[prefix]}-{kind}"
