"""The labels of a model: what they may be, what they weigh, which one it is."""

from collections.abc import Iterable
from collections.abc import Sequence

import numpy as np

from seqkit.types import Classification


def classification(labels: Sequence[str], scores: np.ndarray) -> Classification:
    """Makes the answer of probabilities.

    Args:
        labels: list of str.
        scores: float32 `(labels,)`.
    """
    best = int(np.argmax(scores))
    scores = dict(zip(labels, map(float, scores), strict=True))
    return Classification(labels[best], scores[labels[best]], scores)


def check_labels(labels: Iterable[str], least: int, name: str = "labels") -> list[str]:
    """Lists the labels, and refuses those that no classifier can learn."""
    labels = [labels] if isinstance(labels, str) else list(labels)
    wrong = [label for label in labels if not isinstance(label, str)]
    if wrong or len(set(labels)) != len(labels) or len(labels) < least:
        raise ValueError(
            f"`{name}` are at least {least} different str. "
            f"Received {labels!r:.200}. Give `sorted(set({name}))` of the training "
            "data, each as a str."
        )
    return [str(label) for label in labels]


def weights_of(
    class_weights: dict[str, float] | None, labels: Sequence[str]
) -> list[float] | None:
    """Lists the weights in the order of the labels."""
    if class_weights is None:
        return None
    if set(class_weights) != set(labels):
        raise ValueError(
            "`class_weights` has a number for each label. Received one for "
            f"{sorted(class_weights)} where the labels are {labels}. "
            "Give 1.0 to those that count as they are."
        )
    return [float(class_weights[label]) for label in labels]
