"""How often a classifier is right; the numbers are scikit-learn's."""

from collections.abc import Iterable
from collections.abc import Sequence

import numpy as np

from seqkit.explain.report import Report
from seqkit.explain.report import check_paired
from seqkit.explain.report import not_installed

COLLECTIONS = (list, tuple, set, frozenset)


def classification_report(
    targets: Iterable[str | Sequence[str]],
    predictions: Iterable[str | Sequence[str]],
    labels: Iterable[str] | None = None,
) -> Report:
    """Compares the labels predicted with the true ones.

    A label that `labels` lack counts as a label of its own: a test set may hold what
    training never showed, and it was not predicted.

    Args:
        targets: list of str, or of lists of str where a text has any number of labels.
            A number or bool stands for its `str`.
        predictions: as `targets`.
        labels: list of str, in the order of the report. None: all that occur, sorted.

    Returns:
        `Report`, without a confusion matrix where texts have any number of labels.

    Raises:
        ValueError: there are no targets, or more or fewer than predictions.
        ImportError: scikit-learn is not installed.

    Example:
    >>> answers = [answer.label for answer in model.classify(texts)]
    >>> print(classification_report(targets, answers, model.labels))
    """
    targets, predictions = list(targets), list(predictions)
    check_paired(targets, predictions, "examples")
    multi_label = any(isinstance(each, COLLECTIONS) for each in targets + predictions)
    sides = [list(map(as_set, side)) for side in (targets, predictions)]
    known = list(map(str, labels or ()))
    known += sorted(set().union(*sides[0], *sides[1]) - set(known))
    encode = encode_sets if multi_label else encode_single
    rows = [encode(side, known) for side in sides]
    return judge(*rows, known, multi_label)


def as_set(labels) -> set[str]:
    """Makes a set of one label or of any number."""
    return set(map(str, labels if isinstance(labels, COLLECTIONS) else [labels]))


def encode_single(rows, labels) -> np.ndarray:
    """Gives the place of the label of each row, int `(count,)`."""
    places = {label: place for place, label in enumerate(labels)}
    return np.array([places[label] for (label,) in rows])


def encode_sets(rows, labels) -> np.ndarray:
    """Gives 1 where a row has a label and else 0, int `(count, labels + 1)`.

    The last column is all zeros: a single one would mean two classes to scikit-learn.
    """
    return np.array([[label in row for label in [*labels, None]] for row in rows], int)


def judge(targets, predictions, labels, multi_label) -> Report:
    """Compares what `encode_single` or `encode_sets` gave."""
    try:
        from sklearn import metrics
    except ModuleNotFoundError as error:
        raise not_installed(error) from error
    both, places = (targets, predictions), range(len(labels))
    settings = {"labels": places, "zero_division": np.nan}
    shares = metrics.precision_recall_fscore_support(*both, **settings)
    micro_f1 = metrics.f1_score(*both, average="micro", **settings)
    confusion = None
    if not multi_label:
        # One label more, for scikit-learn warns of a single one.
        more = range(len(labels) + 1)
        confusion = metrics.confusion_matrix(*both, labels=more)[:-1, :-1]
    return Report(
        labels=labels,
        count=len(targets),
        accuracy=float(metrics.accuracy_score(*both)),
        micro_f1=float(micro_f1),
        confusion=confusion,
        **dict(zip(("precision", "recall", "f1", "support"), shares, strict=True)),
    )
