"""Compute the weights of words by the attention pooling of a classifier."""

import keras
import numpy as np
from keras import ops

from seqkit.explain.model_graphs import graph
from seqkit.models.batches_by_length import padded
from seqkit.models.codec_input import embed_steps


def attention_weights(model: keras.Model, ids: np.ndarray, place: int) -> np.ndarray:
    """Return the weight of each token in the pooled vector.

    `explain.words` calls this function for the method "attention".

    Args:
        model: `SequenceClassifier` with `pooling="attention"`.
        ids: int32 `(time,)`, the tokens of one text.
        place: int, index of the label. Unused: all labels have the same weights.

    Returns:
        float32 `(time,)`; they sum to 1.

    Raises:
        ValueError: the model has another pooling.
    """
    if model.pooling != "attention":
        raise ValueError(
            'method="attention" needs a model with pooling="attention". Received one '
            f'with pooling={model.pooling!r}. Use method="gradients" or "occlusion".'
        )
    weights = graph(model, pooling_weights)(padded([ids]))
    return ops.convert_to_numpy(weights)[0, : len(ids)]  # (time,)


def pooling_weights(model, ids):
    """Return the pooling weights of a batch of ids: both are `(batch, time)`."""
    steps, lengths = model.real(ids)
    _, weights = model.read(embed_steps(model.embed, steps, lengths), lengths)
    return ops.cast(weights, "float32")
