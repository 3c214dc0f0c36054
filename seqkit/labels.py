"""Convert labels and tags that users give to names, and names to targets of `fit`."""

import logging
from collections.abc import Iterable
from typing import Any

import numpy as np

from seqkit.arguments import each_of
from seqkit.arguments import is_several
from seqkit.messages import show

_LABELS = "str, int or bool"

logger = logging.getLogger("seqkit")


def label_name(label: Any, argument: str = "labels", row: int | None = None) -> str:
    """Return the name of a label: a str without white space around it.

    An int or a bool is converted to str, 1 to "1" and True to "True"; values of NumPy
    and pandas are converted like Python's.

    Args:
        label: str, int or bool.
        argument: str, the name of the argument with the labels, for the error.
        row: int, the label's row in the argument, for the error.

    Raises:
        TypeError: the label is of another type, such as `None`, NaN and `pandas.NA`.
        ValueError: the label is blank.

    Example:
    >>> label_name("pos "), label_name(np.int64(1))
    ('pos', '1')
    """
    if isinstance(label, str):
        name = label.strip()
        if name:
            return name
        raise ValueError(
            f"A label is not blank. Received {label!r} {_place(argument, row)}. "
            "Fill it in, or leave such rows out."
        )
    if isinstance(label, int | np.integer | np.bool_):
        return str(label)
    if _is_missing(label):
        advice = "Turn it into a str first, or leave such rows out."
    elif isinstance(label, float | np.floating):
        advice = 'Turn it into an int first: `column.astype("int64")`, say.'
    else:
        advice = "Turn it into a str first."
    raise TypeError(
        f"A label is a {_LABELS}, or all rows are lists of them. Received "
        f"{label!r:.60} of type {type(label).__name__} {_place(argument, row)}. "
        f"{advice}"
    )


def label_names(labels: Iterable[Any]) -> list[str]:
    """Return the distinct names of labels, sorted: the `labels` of a model.

    Args:
        labels: the labels of rows, see `labelled`.

    Returns:
        list of str.

    Raises:
        TypeError: a label is neither str, int nor bool, nor a list of them.
        ValueError: a label is blank.

    Example:
    >>> label_names(["good", "bad", "good "])
    ['bad', 'good']
    """
    rows = label_rows(labels)
    return sorted({name for row in rows for name in _listed(row)})


def checked_names(names: Iterable[Any], argument: str = "label_names") -> list[str]:
    """Return the names of labels or tags as a list; raise if a name is there twice.

    Args:
        names: ordered collection of str, int or bool.
        argument: str, the argument's name, for the error.

    Raises:
        TypeError: `names` are no ordered collection, or a name is of a wrong type.
        ValueError: a name is blank, or there twice.

    Example:
    >>> checked_names(np.array([0, 1]))
    ['0', '1']
    """
    found = [
        label_name(each, argument, row)
        for row, each in enumerate(each_of(names, argument, _LABELS))
    ]
    if len(set(found)) < len(found):
        twice = sorted({name for name in found if found.count(name) > 1})
        raise ValueError(
            f"`{argument}` are distinct. Received more than once: {show(twice)}. "
            "Give `sorted(set(names))`, say."
        )
    return found


def label_rows(labels: Iterable[Any], argument: str = "labels") -> list[Any]:
    """Return the names of the labels of rows: for each row a str, or a list of str.

    Args:
        labels: ordered collection of str, int or bool, one label for each row; or of
            lists, sets or other collections of labels, if rows have any number.
        argument: str, the argument's name, for the error.

    Raises:
        TypeError: `labels` are no ordered collection, or an array of rows of 0 and 1;
            or a label is of a wrong type.
        ValueError: a label is blank.

    Example:
    >>> label_rows(["good ", "bad"]), label_rows([["good", "funny"], []])
    (['good', 'bad'], [['good', 'funny'], []])
    """
    kind = getattr(getattr(labels, "dtype", None), "kind", "O")
    if getattr(labels, "ndim", 1) > 1 and kind != "O" and kind not in "SU":
        raise TypeError(
            f"`{argument}` are the names of each row's labels. Received an array of "
            f"shape {tuple(labels.shape)}, as of 0 and 1 for each label. Give names: "
            "`[[names[place] for place in np.flatnonzero(row)] for row in labels]`."
        )
    rows = []
    for row, label in enumerate(each_of(labels, argument, _LABELS)):
        if is_several(label):
            rows.append([label_name(each, argument, row) for each in label])
        else:
            rows.append(label_name(label, argument, row))
        if isinstance(rows[row], list) != isinstance(rows[0], list):
            raise TypeError(
                f"A label is a {_LABELS}, or all rows are lists of them. "
                f"Received {label!r:.60} of type {type(label).__name__} "
                f"{_place(argument, row)}, after {rows[0]!r:.60} in row 0. "
                "Make all rows lists."
            )
    return rows


def label_targets(labels: Iterable[Any], names: Iterable[Any]) -> np.ndarray:
    """Return labels as the targets of `fit`: numbers of labels, or rows of 0 and 1.

    If all labels are the same, a warning is logged with the logger "seqkit".

    Args:
        labels: see `label_rows`.
        names: ordered collection of str, the names of all possible labels.

    Returns:
        int32 `(rows,)`, the index of each label in `names`; if labels are lists,
        float32 `(rows, names)`, 1 for each label of the row.

    Raises:
        TypeError: a label is of a wrong type, or only some labels are lists.
        ValueError: a label is blank or not among the names, or the names are too few
            or not distinct.

    Example:
    >>> label_targets(["good", "bad"], ["bad", "good"])
    array([1, 0], dtype=int32)
    >>> label_targets([["good", "funny"], []], ["bad", "funny", "good"])
    array([[0., 1., 1.],
           [0., 0., 0.]], dtype=float32)
    """
    rows, names = label_rows(labels), checked_names(names)
    places = {name: place for place, name in enumerate(names)}
    for row, label in enumerate(rows):
        _check_known(_listed(label), row, places)
    if rows and isinstance(rows[0], list):
        targets = np.zeros((len(rows), len(names)), "float32")  # (rows, names)
        for row, label in enumerate(rows):
            targets[row, [places[name] for name in label]] = 1
        return targets
    _check_several(names)
    targets = np.array([places[name] for name in rows], "int32")  # (rows,)
    _report_same(targets, names)
    return targets


def strata_of(targets: np.ndarray) -> np.ndarray:
    """Return a number for each row, equal if rows have the same label or labels.

    Args:
        targets: from `label_targets`.

    Returns:
        int64 `(rows,)`, from 0.
    """
    return np.unique(targets, axis=0, return_inverse=True)[1].reshape(-1)


def check_rows(**counts: int) -> None:
    """Raise ValueError unless all columns have the same number of rows.

    Args:
        counts: int, the number of rows of each column, by the name of the argument.
    """
    if len(set(counts.values())) > 1:
        received = " and ".join(f"{count} {name}" for name, count in counts.items())
        raise ValueError(
            f"`{'` and `'.join(counts)}` belong together, row by row. "
            f"Received {received}. Read them from the same rows; a generator can be "
            "read only once."
        )


def _place(argument, row):
    """Return a phrase for the place of a label, for an error."""
    if row is None:
        return f"among `{argument}`"
    return f"in row {row} of `{argument}`, the first being 0"


def _listed(label):
    """Return the label or labels of a row as a list."""
    return label if isinstance(label, list) else [label]


def _is_missing(label):
    """Return whether a label is None, NaN, NaT or NA of pandas."""
    try:
        return label is None or bool(label != label)
    except (TypeError, ValueError):
        return type(label).__name__ == "NAType"


def _check_known(labels, row, places):
    """Raise ValueError for a label that is not among the names."""
    for label in labels:
        if label not in places:
            raise ValueError(
                f"`label_names` are all possible labels: {show(places)}. "
                f"Received {label!r} in row {row}, the first being 0. "
                "Make the model with this label too, or leave such rows out: a model "
                "never predicts a label that is not in its training data."
            )


def _check_several(names):
    """Raise ValueError for fewer than two names."""
    if len(names) < 2:
        raise ValueError(
            "A classifier distinguishes at least two labels. "
            f"Received `label_names` {names}. Give rows with another label too; if "
            "each row may have any number of labels, give them as lists."
        )


def _report_same(targets, names):
    """Log a warning if all rows have the same label."""
    if len(targets) and (targets == targets[0]).all():
        logger.warning(
            "All %d labels are %r, so a model cannot learn to distinguish labels. "
            "If the file is sorted by its labels, read more of it.",
            len(targets),
            names[targets[0]],
        )
