"""The ways in which a classifier makes one vector of all outputs of a sequence."""

from typing import Any

import keras

from seqkit.layers.attention_over_time import AttentionOverTime
from seqkit.layers.last_over_time import LastOverTime
from seqkit.layers.max_over_time import MaxOverTime
from seqkit.layers.mean_over_time import MeanOverTime

POOLINGS = {
    "last": LastOverTime,
    "mean": MeanOverTime,
    "max": MaxOverTime,
    "attention": AttentionOverTime,
}


def check_pooling(pooling: Any) -> None:
    """Raise ValueError unless a pooling is one of `POOLINGS`."""
    if not isinstance(pooling, str) or pooling not in POOLINGS:
        raise ValueError(
            f"`pooling` is one of {', '.join(map(repr, POOLINGS))}. "
            f"Received {pooling!r}."
        )


def build_pool(pooling: str, dtype: str) -> keras.Layer:
    """Build the layer of a pooling, from outputs and lengths to one vector a row."""
    return POOLINGS[pooling](dtype=dtype)
