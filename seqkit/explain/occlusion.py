"""What a classifier says without each of the words."""

import keras
import numpy as np
from keras import ops

from seqkit.explain.log_odds import log_odds
from seqkit.models.batches_by_length import ROWS
from seqkit.models.batches_by_length import by_length
from seqkit.types import UNKNOWN


def occlusion_weights(model: keras.Model, ids: np.ndarray, place: int) -> np.ndarray:
    """Compute by how much the log-odds of a label fall where a token is made unknown.

    Args:
        model: `SequenceClassifier`.
        ids: int32 `(time,)`.
        place: int, of the label.

    Returns:
        float32 `(time,)`, nats. 0 for tokens that are unknown already.
    """

    def judge(rows):
        logits = by_length(model.predict_on_batch, rows)
        odds = log_odds(np.stack(logits), place, model.multi_label)
        return ops.convert_to_numpy(odds)

    (whole,) = judge([ids])
    known = np.flatnonzero(ids != UNKNOWN)
    weights = np.zeros(len(ids), np.float32)
    # A few rows at once, since all of them are the square of the text.
    for places in np.split(known, range(ROWS, len(known), ROWS)):
        rows = np.tile(ids, (len(places), 1))
        rows[np.arange(len(places)), places] = UNKNOWN
        weights[places] = whole - judge(list(rows)) if len(places) else 0.0
    return weights
