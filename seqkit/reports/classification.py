"""How often a classifier is right; the numbers are scikit-learn's."""

import itertools
from collections.abc import Iterable
from collections.abc import Sequence
from numbers import Integral
from numbers import Real

import numpy as np

from seqkit.arguments import is_several
from seqkit.arguments import list_of
from seqkit.labels import classes_of
from seqkit.messages import show
from seqkit.reports.report import Report
from seqkit.reports.report import check_paired
from seqkit.reports.report import not_installed
from seqkit.types import Classification


def classification_report(
    targets: Iterable[str | Sequence[str]],
    predictions: Iterable[str | Sequence[str]],
    labels: Iterable[str] | None = None,
) -> Report:
    """Compare the labels predicted with the true ones.

    A label that `labels` lack counts as a label of its own: a test set may hold what
    training never showed, and it was not predicted.

    Args:
        targets: list of str, or of lists of str where a text has any number of labels.
            An int or bool stands for its `str`; arrays and pandas columns are lists.
        predictions: as `targets`.
        labels: list of str, in the order of the report. None: all that occur, sorted.

    Returns:
        `Report`, without a confusion matrix where texts have any number of labels.

    Raises:
        TypeError: `targets`, `predictions` or `labels` are no collection of labels.
        ValueError: there are no targets, or more or fewer than predictions; or the two
            sides name their labels differently, so that not one is in both.
        ImportError: scikit-learn is not installed.

    Example:
    >>> answers = [answer.label for answer in model.classify(texts)]
    >>> print(classification_report(targets, answers, model.labels))
    """
    rows = {
        "targets": rows_of(targets, "targets"),
        "predictions": rows_of(predictions, "predictions"),
    }
    check_paired(*rows.values(), "examples")
    names = {side: read_labels(labels, side) for side, labels in rows.items()}
    known = [] if labels is None else list_of(labels, "labels")
    known = [name for each in known for name in read_labels([each], "labels")]
    check_same_names(names | ({"labels": known} if known else {}))
    known = list(dict.fromkeys(known))  # each once
    known += sorted({*names["targets"], *names["predictions"]} - {*known})
    sides = [list(map(as_set, side)) for side in rows.values()]
    multi_label = any(isinstance(row, list) for side in rows.values() for row in side)
    encode = encode_sets if multi_label else encode_single
    return judge(*(encode(side, known) for side in sides), known, multi_label)


def rows_of(side, name) -> list:
    """List one side of a comparison, with lists where a row has several labels."""
    rows = list_of(side, name, "labels")
    for place, row in enumerate(rows):
        if isinstance(row, Classification):
            raise TypeError(
                f"`{name}` are labels. Received a Classification in row {place}, the "
                "first being 0. Give `answer.label` of each, or `answer.above()`."
            )
    rows = [list(row) if is_several(row) else row for row in rows]
    if rows and all(isinstance(row, list) and are_scores(row) for row in rows):
        raise TypeError(
            f"`{name}` are a list of labels, or of lists of labels. Received rows such "
            f"as {rows[0]!r:.80}: scores, or a 0 or 1 for each label. Give names "
            "instead: `labels[place]` for each place in `scores.argmax(axis=1)`, or "
            "the list of those that have a 1."
        )
    return rows


def are_scores(row) -> bool:
    """Say whether a row is numbers where names are meant."""
    if len(row) < 2 or not all(isinstance(each, Real | np.bool_) for each in row):
        return False
    whole = all(isinstance(each, Integral | np.bool_) for each in row)
    return not whole or {*row} <= {0, 1}


def read_labels(rows, name) -> list[str]:
    """List the labels that occur, as str."""
    try:
        return classes_of(rows)
    except (TypeError, ValueError) as error:
        raise type(error)(f"`{name}`: {error}") from error


def check_same_names(names):
    """Raise ValueError where two sides have no label in common."""
    for one, other in itertools.combinations(names, 2):
        # Where both have some of `labels`, all predictions are just wrong.
        beside = "labels" in names and other != "labels"
        if beside or not (names[one] and names[other]):
            continue
        if not {*names[one]} & {*names[other]}:
            raise ValueError(
                "A report compares labels by their names. Received "
                f"{show(names[one])} as `{one}` and {show(names[other])} as "
                f"`{other}`, which have none in common. Name them alike on both "
                "sides, such as `model.labels[place]` for a place among the labels; "
                "where all predictions are wrong, give the names of both sides as "
                "`labels`."
            )


def as_set(labels) -> set[str]:
    """Return the set of one label or of any number, as str."""
    return set(classes_of([labels]))


def encode_single(rows, labels) -> np.ndarray:
    """Return the place of the label of each row, int `(count,)`."""
    places = {label: place for place, label in enumerate(labels)}
    return np.array([places[label] for (label,) in rows])


def encode_sets(rows, labels) -> np.ndarray:
    """Return 1 where a row has a label and else 0, int `(count, labels + 1)`.

    The last column is all zeros: a single one would mean two classes to scikit-learn.
    """
    return np.array([[label in row for label in [*labels, None]] for row in rows], int)


def judge(targets, predictions, labels, multi_label) -> Report:
    """Compare what `encode_single` or `encode_sets` gave."""
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
