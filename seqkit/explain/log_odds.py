"""Compute the log-odds of a label, the number that word weights explain."""

import numpy as np
from keras import ops

from seqkit.types import Tensor


def log_odds(logits: Tensor, place: Tensor | int, multi_label: bool) -> Tensor:
    """Return log(p / (1 - p)) of the probability p of a label, precise for p near 1.

    Args:
        logits: float `(batch, labels)`.
        place: int32 `()`, index of the label.
        multi_label: bool, whether a text can have several labels. If so, the log-odds
            of a label are its logit.

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
