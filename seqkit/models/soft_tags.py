"""Targets of a tagger that are probabilities of tags: soft tags, `(batch, time, tags)`.

A row of NaN, or one that sums to 0, has no target: padding, or a step without a label.
"""

from typing import Any

import numpy as np
from keras import ops

from seqkit.models.target_checks import shape_of
from seqkit.types import Tensor


def is_soft(tags: Any) -> bool:
    """Return whether targets have a probability for each tag of each step."""
    shape = shape_of(tags)
    return shape is not None and len(shape) == 3


def hard_tags(tags: Tensor) -> Tensor:
    """Return the likeliest tag of each step, from 1 on; int tags are returned as given.

    Args:
        tags: int `(batch, time)`, 1 + index of the tag and 0 on padding; or float
            `(batch, time, tags)`, probabilities.

    Returns:
        int32 `(batch, time)`, 0 on padding and on steps without a target.
    """
    if not is_soft(tags):
        return tags
    tags = ops.cast(tags, "float32")
    # A sum with NaN is not above 0.
    known = ops.sum(tags, axis=-1) > 0  # (batch, time)
    best = ops.argmax(ops.where(known[..., None], tags, 0.0), axis=-1)
    return ops.where(known, ops.cast(best, "int32") + 1, 0)


def soft_nats(tags: Tensor, logits: Tensor) -> Tensor:
    """Return the cross-entropy of each step with soft tags, in nats.

    Args:
        tags: float `(batch, time, tags)`, probabilities.
        logits: float32 `(batch, time, tags)`.

    Returns:
        float32 `(batch, time)`; 0 on steps without a target.
    """
    shares = _shares(tags)
    return -ops.sum(shares * ops.log_softmax(logits, axis=-1), axis=-1)


def tag_weights(tags: Tensor, weights: list[float]) -> Tensor:
    """Return the weight of each step: the mean weight of its tags.

    Args:
        tags: int `(batch, time)` or float `(batch, time, tags)`, see `hard_tags`.
        weights: list of float, the weight of each tag.

    Returns:
        float32 `(batch, time)`, 0 on steps without a target.
    """
    table = ops.convert_to_tensor(weights, "float32")
    if is_soft(tags):
        return ops.sum(_shares(tags) * table, axis=-1)
    table = ops.concatenate([ops.zeros((1,), "float32"), table])
    return ops.take(table, ops.cast(tags, "int32"), axis=0)


def count_tags(tags: np.ndarray, names: int) -> np.ndarray:
    """Return how many steps have each tag: float `(names,)`; soft tags are summed."""
    tags = np.asarray(tags)
    if is_soft(tags):
        return np.nan_to_num(tags.astype("float64")).sum(axis=(0, 1))
    counts = np.bincount(np.ravel(tags).astype(int), minlength=names + 1)
    return counts[1 : names + 1].astype("float64")


def check_soft_tags(y: Any, y_pred: Tensor, crf: bool) -> None:
    """Raise ValueError unless soft tags have the shape of the outputs, without a CRF.

    Args:
        y: the targets, `(batch, time, tags)`.
        y_pred: the outputs, `(batch, time, tags)`.
        crf: bool, whether the model has a CRF.
    """
    shape, wanted = shape_of(y), tuple(y_pred.shape)
    if crf:
        raise ValueError(
            "A CRF is trained on one tag for each step, int (batch, time): it has no "
            "likelihood of probabilities. Received targets of shape "
            f"{shape}. Build the model with `crf=False` to train on probabilities, or "
            "convert them to tags by `y.argmax(axis=-1) + 1` at real steps."
        )
    pairs = zip(shape[1:], wanted[1:], strict=True)
    if any(None not in pair and pair[0] != pair[1] for pair in pairs):
        raise ValueError(
            "Soft tags are float (batch, time, tags), a probability for each tag of "
            f"each step, {(None, *wanted[1:])} here. Received shape {shape}. Build "
            "them with `seqkit.data.event_targets(events, length, model.tags, width)`."
        )


def _shares(tags):
    """Return soft tags as float32, with 0 in steps without a target."""
    tags = ops.cast(tags, "float32")
    known = ops.sum(tags, axis=-1, keepdims=True) > 0
    return ops.where(known, tags, 0.0)
