"""Compute the weights of words by replacing each with the unknown word."""

import keras
import numpy as np
from keras import ops

from seqkit.explain.log_odds import log_odds
from seqkit.models.batches_by_length import ROWS
from seqkit.models.batches_by_length import by_length
from seqkit.types import UNKNOWN


def occlusion_weights(model: keras.Model, ids: np.ndarray, place: int) -> np.ndarray:
    """Return the fall of a label's log-odds if a token is replaced by the unknown one.

    `explain.words` calls this function for the method "occlusion".

    Args:
        model: `SequenceClassifier`.
        ids: int32 `(time,)`, the tokens of one text.
        place: int, index of the label.

    Returns:
        float32 `(time,)`, nats, one for each token; 0 for tokens that are unknown
        already.
    """

    def odds_of(rows):
        logits = by_length(model.predict_on_batch, rows)
        odds = log_odds(np.stack(logits), place, model.multi_label)
        return ops.convert_to_numpy(odds)

    (whole,) = odds_of([ids])
    known = np.flatnonzero(ids != UNKNOWN)
    weights = np.zeros(len(ids), np.float32)
    # In groups of `ROWS`, since all rows together have len(ids) ** 2 tokens.
    for places in np.split(known, range(ROWS, len(known), ROWS)):
        rows = np.tile(ids, (len(places), 1))  # (places, time)
        rows[np.arange(len(places)), places] = UNKNOWN
        weights[places] = whole - odds_of(list(rows)) if len(places) else 0.0
    return weights
