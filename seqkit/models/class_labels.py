"""Functions on the labels of classifiers and taggers: checks, weights, and answers."""

from collections.abc import Sequence
from numbers import Real
from typing import Any

import keras
import numpy as np

from seqkit.labels import checked_names
from seqkit.models.answers import Classification
from seqkit.models.soft_tags import count_tags

BALANCED = "balanced"


def classification(labels: Sequence[str], scores: np.ndarray) -> Classification:
    """Build the answer of a classifier for one text.

    Args:
        labels: list of str, the labels of the model.
        scores: float32 `(labels,)`, the probability of each label.
    """
    best = int(np.argmax(scores))
    scores = dict(zip(labels, map(float, scores), strict=True))
    return Classification(labels[best], scores[labels[best]], scores)


def check_labels(labels: Any, least: int, name: str = "labels") -> list[str]:
    """Return the labels of a model as a list of str, checked.

    Args:
        labels: ordered collection of str, int or bool, see `checked_names`.
        least: int, the smallest number of labels.
        name: str, the argument's name, for the error.

    Raises:
        TypeError: `labels` are not an ordered collection, or an item is not a label.
        ValueError: a label is blank or occurs twice, or there are fewer than `least`.
    """
    names = checked_names(labels, name)
    if len(names) < least:
        raise ValueError(
            f"`{name}` are at least {least} different str. Received {names}. "
            f"Give `sorted(set({name}))` of the training data."
        )
    return names


def check_weights(class_weights: Any, labels: Sequence[str]) -> dict | str | None:
    """Return `class_weights` in the form of a model's config, checked.

    Args:
        class_weights: dict from label to number, "balanced", or None.
        labels: list of str, the labels of the model.

    Returns:
        dict from str to float, "balanced", or None.

    Raises:
        TypeError: a key is not a label.
        ValueError: `class_weights` has another form, or has keys that are not labels of
            the model.
    """
    if class_weights is None or (
        isinstance(class_weights, str) and class_weights == BALANCED
    ):
        return class_weights
    given = dict(class_weights) if hasattr(class_weights, "keys") else {}
    names = checked_names(given.keys(), "class_weights")
    weights = dict(zip(names, given.values(), strict=True))
    known = weights.keys() <= set(labels) and all(
        isinstance(weight, Real) and 0 <= weight < float("inf")
        for weight in weights.values()
    )
    if not known or not (given and any(weights_of(weights, labels))):
        raise ValueError(
            '`class_weights` is "balanced", or a dict from labels to weights, finite '
            "and 0 or more; a label without an entry has the weight 1. "
            f"Received {class_weights!r:.200}; the labels are {list(labels)}."
        )
    return {label: float(weight) for label, weight in weights.items()}


def weights_of(
    class_weights: dict[str, float] | str | None, labels: Sequence[str]
) -> list[float] | None:
    """Return the weights of a dict in the order of the labels.

    The result is None if there is no dict: all weights are then 1.
    """
    if class_weights is None or class_weights == BALANCED:
        return None
    return [float(class_weights.get(label, 1.0)) for label in labels]


def balanced_weights(x: Any, y: Any, labels: Sequence[str]) -> dict[str, float]:
    """Compute weights with which all labels have the same total weight in the data.

    The weight of a label is rows / (labels * rows of the label), as in scikit-learn; 1
    if the label does not occur.

    Args:
        x: the argument `x` of `fit`. If `y` is None, a data set or a `PyDataset` of
            `(x, y)`.
        y: the argument `y` of `fit`, places of labels, or 0 and 1 for each label.
        labels: list of str, the labels of the model.

    Returns:
        dict from label to weight.

    Raises:
        ValueError: the data set has no end, or can be read only once.
    """
    y = _targets_of(x, y, "labels")
    several = len(y[0].shape) == 2 and y[0].shape[1] == len(labels)
    counts = sum(
        np.asarray(each).sum(axis=0)
        if several
        else np.bincount(np.ravel(each).astype(int), minlength=len(labels))
        for each in y
    )
    return _even_weights(counts, labels)


def balanced_tag_weights(x: Any, y: Any, tags: Sequence[str]) -> dict[str, float]:
    """Compute weights with which all tags have the same total weight in the data.

    Args:
        x: the argument `x` of `fit`, see `balanced_weights`.
        y: the argument `y` of `fit`, tags as in `soft_tags.count_tags`, or a pair of
            tags and labels.
        tags: list of str, the tags of the model.

    Returns:
        dict from tag to weight, as `balanced_weights` computes them of single steps.

    Raises:
        ValueError: the data set has no end, or can be read only once.
    """
    pairs = _targets_of(x, y, "tags")
    first = [each[0] if isinstance(each, list | tuple) else each for each in pairs]
    return _even_weights(sum(count_tags(each, len(tags)) for each in first), tags)


def _targets_of(x, y, counted):
    """Return a list of the targets of all batches."""
    if y is not None:
        return [y]
    known = isinstance(x, keras.utils.PyDataset) and x.num_batches
    batches = map(x.__getitem__, range(x.num_batches)) if known else x
    finite = hasattr(x, "cardinality") and int(x.cardinality()) != -1
    if not known and not finite:
        raise ValueError(
            f'`class_weights="balanced"` counts the {counted} before `fit` trains on '
            f"them. Received {type(x).__name__}, which has no end or can be "
            "read only once. Give the weights by name: "
            f"`class_weights={{{counted[:-1]}: weight}}`."
        )
    return [keras.utils.unpack_x_y_sample_weight(batch)[1] for batch in batches]


def _even_weights(counts, labels):
    """Return the weight of each label: all / (labels * those of the label), or 1."""
    weights = counts.sum() / (len(labels) * np.where(counts > 0, counts, 1))
    weights = np.where(counts > 0, weights, 1.0)
    return dict(zip(labels, map(float, weights), strict=True))
