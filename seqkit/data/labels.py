"""Labels to the numbers that a classifier is trained on."""

import logging
from collections.abc import Iterable
from typing import Any

import numpy as np

SHOWN = 10  # names in a message, of which there may be thousands
SETS = (list, tuple, set, frozenset)

logger = logging.getLogger("seqkit")


def label_targets(labels: Iterable[Any], classes: Iterable[str]) -> np.ndarray:
    """Turns labels into places among the classes, or into rows of 0 and 1.

    A label that is an int or a bool counts as its str: 1 as "1", True as "True". Where
    all labels are the same, a warning in the log of "seqkit" says so.

    Args:
        labels: iterable of str, int or bool; or, where a text has any number of
            labels, of lists, tuples or sets of them.
        classes: iterable of str, all labels that there are.

    Returns:
        int32 `(rows,)`; or float32 `(rows, classes)` of 0 and 1.

    Raises:
        TypeError: a label is neither, or only some of them are lists.
        ValueError: a label is not in `classes`, or they are too few or not distinct.

    Example:
    >>> label_targets(["good", "bad"], ["bad", "good"])
    array([1, 0], dtype=int32)
    >>> label_targets([["good", "funny"], []], ["bad", "funny", "good"])
    array([[0., 1., 1.],
           [0., 0., 0.]], dtype=float32)
    """
    _refuse_one(labels, "labels")
    _refuse_one(classes, "classes")
    labels, places = list(labels), places_of(map(_spelled, classes), "classes")
    several = bool(labels) and isinstance(labels[0], SETS)
    if not several:
        _check_several(list(places))
        found = [_place(label, row, places) for row, label in enumerate(labels)]
        targets = np.array(found, "int32")
        _report_same(targets, list(places))
        return targets
    targets = np.zeros((len(labels), len(places)), "float32")
    for row, names in enumerate(labels):
        if not isinstance(names, SETS):
            raise TypeError(_wrong_label(names, row))
        targets[row, [_place(name, row, places) for name in names]] = 1
    return targets


def classes_of(labels: Iterable[Any]) -> list[str]:
    """Lists the labels that occur, sorted, each once: what a model's `labels` are.

    Args:
        labels: as of `label_targets`.

    Returns:
        list of str.

    Raises:
        TypeError: a label is neither str, int nor bool, nor a list of them.

    Example:
    >>> classes_of(["good", "bad", "good"])
    ['bad', 'good']
    """
    _refuse_one(labels, "labels")
    rows = (label if isinstance(label, SETS) else [label] for label in labels)
    return sorted(
        {_spelled(name, place) for place, row in enumerate(rows) for name in row}
    )


def strata_of(targets: np.ndarray) -> np.ndarray:
    """Numbers rows by their label, or by their set of labels: int64 `(rows,)`."""
    return np.unique(targets, axis=0, return_inverse=True)[1].reshape(-1)


def places_of(names: Iterable[str], argument: str) -> dict[str, int]:
    """Gives each name its place.

    Raises:
        ValueError: a name is there twice.
    """
    names = list(names)
    places = {name: place for place, name in enumerate(names)}
    if len(places) < len(names):
        twice = sorted({name for name in names if names.count(name) > 1})
        raise ValueError(
            f"`{argument}` names each once. Received more than once: {show(twice)}. "
            "Give `sorted(set(names))`, say."
        )
    return places


def show(names: Iterable[str]) -> str:
    """Spells the first of many names out for a message."""
    names = list(names)
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"{names[:SHOWN]}{more}"


def check_rows(**counts: int) -> None:
    """Refuses columns of unequal numbers of rows."""
    if len(set(counts.values())) > 1:
        received = " and ".join(f"{count} {name}" for name, count in counts.items())
        raise ValueError(
            f"`{'` and `'.join(counts)}` belong together, row by row. "
            f"Received {received}. Read them from the same rows; a generator can be "
            "read only once."
        )


def _place(label, row, places):
    place = places.get(_spelled(label, row))
    if place is None:
        raise ValueError(
            f"`classes` are all labels that there are: {show(places)}. "
            f"Received {label!r} in row {row}, the first being 0. "
            "Make the model with this label too, or leave such rows out: a label never "
            "seen in training is never predicted."
        )
    return place


def _spelled(label, row=None):
    """Returns a label as str."""
    if isinstance(label, str | int | np.integer | np.bool_):
        return str(label)
    raise TypeError(_wrong_label(label, row))


def _wrong_label(received, row):
    place = "among `classes`" if row is None else f"in row {row}, the first being 0"
    return (
        "A label is a str, int or bool, or all rows are lists of them. "
        f"Received {received!r:.60} of type {type(received).__name__} {place}. "
        "Turn it into a str first."
    )


def _refuse_one(names, argument):
    """Refuses a str, which would be read as its characters."""
    if isinstance(names, str):
        raise TypeError(
            f"`{argument}` are an iterable of str. Received the str {names!r:.80}. "
            f"Give a list: `[{names!r:.80}]`."
        )


def _check_several(classes):
    if len(classes) < 2:
        raise ValueError(
            "A classifier tells at least two classes apart. "
            f"Received `classes` {classes}. Give texts of another class too; where "
            "each text may have any number of labels, give them as lists."
        )


def _report_same(targets, classes):
    if len(targets) and (targets == targets[0]).all():
        logger.warning(
            "All %d labels are %r, and from one class nothing can be learned. "
            "A file may be sorted by its labels: read more of it.",
            len(targets),
            classes[targets[0]],
        )
