"""Compute the log-odds of a label: the number that explanations explain."""

import numpy as np
from keras import ops

from seqkit.types import Tensor


def log_odds(logits: Tensor, place: Tensor | int, multi_label: bool) -> Tensor:
    """Return log p / (1 - p) of one label, exact for p near 1 too.

    Args:
        logits: float `(batch, labels)`.
        place: int32 `()`, of the label.
        multi_label: bool, whether a text can have several labels. The log-odds of a
            label are its logit then.

    Returns:
        float `(batch,)`, nats.

    Example:
    >>> log_odds(np.array([[1.0, 3.0]]), 1, multi_label=False)
    [2.]
    """
    here = ops.equal(ops.arange(ops.shape(logits)[1], dtype="int32"), place)
    own = ops.sum(ops.where(here, logits, 0), axis=1)  # (batch,)
    if multi_label:
        return own
    return own - ops.logsumexp(ops.where(here, -np.inf, logits), axis=1)
