"""Compute the weights of words as gradient times input."""

import keras
import numpy as np
from keras import ops

from seqkit.backend.gradient import gradient
from seqkit.explain.log_odds import log_odds
from seqkit.explain.model_graphs import graph
from seqkit.models.batches_by_length import padded
from seqkit.models.codec_input import embed_steps


def gradient_weights(model: keras.Model, ids: np.ndarray, place: int) -> np.ndarray:
    """Return gradient times input of each token, summed over the embedding's width.

    `explain.words` calls this function for the method "gradients".

    Args:
        model: `SequenceClassifier` without `encoder`.
        ids: int32 `(time,)`, the tokens of one text.
        place: int, index of the label whose log-odds are explained.

    Returns:
        float32 `(time,)`, nats. In a linear model these are the amounts that the tokens
        add to the log-odds.

    Raises:
        ValueError: the model has an `encoder`, whose embedding cannot be read.
    """
    if model.encoder is not None:
        raise ValueError(
            'method="gradients" needs a model with an embedding of its own. Received '
            f'one with the `encoder` {model.encoder.name!r}. Use method="occlusion".'
        )
    weights = graph(model, _token_products)(padded([ids]), place)
    return ops.convert_to_numpy(weights)[0, : len(ids)]  # (time,)


def _token_products(model, ids, place):
    """Return gradient times input of a batch of ids: both are `(batch, time)`."""
    steps, lengths = model.real(ids)
    embedded = embed_steps(model.embed, steps, lengths)

    def total(embedded):
        logits, _ = model.read(embedded, lengths)
        return ops.sum(log_odds(logits, place, model.multi_label))

    slope = ops.cast(gradient(total, embedded), "float32")  # (batch, time, width)
    return ops.sum(slope * ops.cast(embedded, "float32"), axis=-1)  # (batch, time)
