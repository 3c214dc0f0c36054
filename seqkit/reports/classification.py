"""Compare predicted labels with true labels, by the package scikit-learn."""

import itertools
from collections.abc import Iterable
from collections.abc import Sequence
from numbers import Integral
from numbers import Real

import numpy as np

from seqkit.arguments import is_several
from seqkit.arguments import list_of
from seqkit.labels import label_names
from seqkit.messages import show
from seqkit.reports.report import Report
from seqkit.reports.report import check_paired
from seqkit.reports.report import not_installed


def classification_report(
    targets: Iterable[str | Sequence[str]],
    predictions: Iterable[str | Sequence[str]],
    labels: Iterable[str] | None = None,
) -> Report:
    """Compare predicted labels with the true labels.

    A label that is missing in `labels` is added to the report, since a test set can
    contain labels that the training set does not.

    Args:
        targets: list of str, the true labels; or list of lists of str, if a text can
            have any number of labels. Ints and bools are converted by `str`; arrays and
            pandas columns are allowed in place of lists.
        predictions: the predicted labels, in the same form as `targets`.
        labels: list of str, in the order of the report. None: all labels that occur,
            sorted.

    Returns:
        `Report`. It has no confusion matrix if a text can have any number of labels.

    Raises:
        TypeError: `targets`, `predictions` or `labels` are no collection of labels.
        ValueError: there are no targets, or more or fewer targets than predictions; or
            targets and predictions have no label in common.
        ImportError: scikit-learn is not installed.

    Example:
    >>> answers = [answer.label for answer in model.classify(texts)]
    >>> print(classification_report(targets, answers, model.labels))
    """
    rows = {
        "targets": _rows_of(targets, "targets"),
        "predictions": _rows_of(predictions, "predictions"),
    }
    check_paired(*rows.values(), "examples")
    names = {side: _read_labels(labels, side) for side, labels in rows.items()}
    known = [] if labels is None else list_of(labels, "labels")
    known = [name for each in known for name in _read_labels([each], "labels")]
    _check_same_names(names | ({"labels": known} if known else {}))
    known = list(dict.fromkeys(known))  # each once
    known += sorted({*names["targets"], *names["predictions"]} - {*known})
    sides = [list(map(_as_set, side)) for side in rows.values()]
    multi_label = any(isinstance(row, list) for side in rows.values() for row in side)
    encode = _encode_sets if multi_label else _encode_single
    return _compare(*(encode(side, known) for side in sides), known, multi_label)


def _rows_of(side, name):
    """Return targets or predictions as a list; a row of several labels is a list."""
    rows = list_of(side, name, "labels")
    for place, row in enumerate(rows):
        if hasattr(row, "label") and hasattr(row, "scores"):  # of a classifier
            raise TypeError(
                f"`{name}` are labels. Received a {type(row).__name__} in row {place}, "
                "counted from 0. Give `answer.label` of each, or `answer.above()`."
            )
    rows = [list(row) if is_several(row) else row for row in rows]
    if rows and all(isinstance(row, list) and _are_scores(row) for row in rows):
        raise TypeError(
            f"`{name}` are a list of labels, or of lists of labels. Received rows such "
            f"as {rows[0]!r:.80}: scores, or a 0 or 1 for each label. Give names "
            "instead: `labels[place]` for each place in `scores.argmax(axis=1)`, or "
            "the list of the labels that have a 1."
        )
    return rows


def _are_scores(row):
    """Return whether a row is a list of scores, or of 0 and 1, instead of names."""
    if len(row) < 2 or not all(isinstance(each, Real | np.bool_) for each in row):
        return False
    whole = all(isinstance(each, Integral | np.bool_) for each in row)
    return not whole or {*row} <= {0, 1}


def _read_labels(rows, name):
    """Return the labels that occur in rows, as a list of str."""
    try:
        return label_names(rows)
    except (TypeError, ValueError) as error:
        raise type(error)(f"`{name}`: {error}") from error


def _check_same_names(names):
    """Raise ValueError unless targets and predictions have a label in common.

    `names` is a dict from the name of an argument to the labels that occur in it.
    """
    for one, other in itertools.combinations(names, 2):
        # If both sides have names of `labels`, all predictions may really be wrong.
        beside = "labels" in names and other != "labels"
        if beside or not (names[one] and names[other]):
            continue
        if not {*names[one]} & {*names[other]}:
            raise ValueError(
                "A report compares labels by their names. Received "
                f"{show(names[one])} as `{one}` and {show(names[other])} as "
                f"`{other}`, which have none in common. Give the same names on both "
                "sides, such as `model.labels[place]` for the index of a label. If all "
                "predictions are really wrong, give the names of both sides as "
                "`labels`."
            )


def _as_set(labels):
    """Return the label of a row, or its list of labels, as a set of str."""
    return set(label_names([labels]))


def _encode_single(rows, labels):
    """Return the index of the label of each row, int `(rows,)`."""
    places = {label: place for place, label in enumerate(labels)}
    return np.array([places[label] for (label,) in rows])


def _encode_sets(rows, labels):
    """Return 1 if a row has a label and else 0, int `(rows, labels + 1)`.

    A last column of zeros is added, because scikit-learn reads a single column as two
    classes.
    """
    return np.array([[label in row for label in [*labels, None]] for row in rows], int)


def _compare(targets, predictions, labels, multi_label):
    """Return the report of targets and predictions, encoded by one of the functions."""
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
        # A label is added and cut off again: scikit-learn warns about a single label.
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
