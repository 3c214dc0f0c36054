"""How often a tagger finds whole entities; the numbers are seqeval's."""

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
"""Prefixes in BIOES: M is of BMES, L and U are of BILOU."""


def entity_report(
    targets: Iterable[Sequence[str]], predictions: Iterable[Sequence[str]]
) -> Report:
    """Compare the entities that tags spell: an entity is right if all of it is.

    Tags are `O`, or a prefix, a hyphen and a kind, as in `B-city`. They are read as the
    CoNLL script reads them: an `I-` without a `B-` begins an entity, too. BILOU and
    BMES are read as BIOES: `L-` as `E-`, `U-` as `S-`, `M-` as `I-`. `accuracy` is of
    single tags; a sentence without words has none, and no entity.

    Args:
        targets: list of lists of str, one tag a word.
        predictions: as `targets`.

    Returns:
        `Report` of the kinds of entities, without a confusion matrix.

    Raises:
        TypeError: `targets`, `predictions` or a sentence of them are no collection.
        ValueError: there are no sentences, or more or fewer than predictions; a
            sentence has more or fewer tags than its prediction; or a tag is none of
            entities, such as a part of speech.
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
    targets = read_tags(targets, "targets")
    predictions = read_tags(predictions, "predictions")
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
        accuracy=float(share(sum(same), len(same))),
        precision=share(right, predicted),
        recall=share(right, support),
        f1=share(np.multiply(2, right), np.add(predicted, support)),
        support=np.array(support, int),
        micro_f1=float(share(2 * len(true & found), len(true) + len(found))),
        unit="sentences",
    )


def share(count, of) -> np.ndarray:
    """Divide counts; NaN where there is nothing to count."""
    count, of = np.asarray(count, float), np.asarray(of, float)
    return np.divide(count, of, out=np.full(of.shape, np.nan), where=of > 0)


def read_tags(sentences, name) -> list[list[str]]:
    """List the tags of each sentence in BIOES."""
    rows = [
        list_of(tags, f"{name}[{row}]", "tags")
        for row, tags in enumerate(list_of(sentences, name, "lists of tags"))
    ]
    return [
        [read_tag(tag, name, row, place) for place, tag in enumerate(tags)]
        for row, tags in enumerate(rows)
    ]


def read_tag(tag, name, row, place) -> str:
    """Return a tag in BIOES."""
    spelled = tag.strip() if isinstance(tag, str) else ""
    prefix, _, kind = map(str.strip, spelled.partition("-"))
    if spelled == OUTSIDE:
        return spelled
    if prefix not in PREFIXES or not kind:
        raise ValueError(
            "An entity's tag is O, or one of the prefixes B-, I-, E-, S-, L-, U- and "
            f"M- before a kind, as in B-city. Received {tag!r:.80} in `{name}`, "
            f"sentence {row}, word {place}, the first being 0. Tags that spell no "
            "entities, such as parts of speech, are compared one by one: "
            "`classification_report(sum(targets, []), sum(predictions, []))`."
        )
    return f"{PREFIXES[prefix]}-{kind}"
