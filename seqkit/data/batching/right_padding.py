"""Padding stands on the right: the rule for ids that a user hands over."""

from collections.abc import Callable
from typing import Any

import numpy as np

from seqkit.data.batching.pipeline import as_it_is

LEFT_PADDING = (
    "Ids are padded with 0 on the right, after all real ones. Received a row with 0 "
    'before a real id. Give `keras.utils.pad_sequences(rows, padding="post")`, whose '
    "default pads on the left."
)


def check_right_padding(ids: np.ndarray) -> None:
    """Raise ValueError where 0 stands before a real id.

    Args:
        ids: number `(batch, time)`, or `(batch, time, …)`, of which the first counts.
    """
    ids = ids if ids.ndim == 2 else ids[..., 0]
    padding = ids == 0
    # Most arrays end here: a pass over bytes, and none over all neighbours.
    if padding.any() and (padding[:, :-1] & ~padding[:, 1:]).any():
        raise ValueError(LEFT_PADDING)


def with_right_padding(batches: Any, ids_of: Callable[[Any], list[Any]]) -> Any:
    """Return a data set whose batches are checked as they come.

    Args:
        batches: `tf.data.Dataset`.
        ids_of: function that lists the ids, `(batch, time)` or `(batch, time, …)`, in
            an element.

    Returns:
        `tf.data.Dataset` of the same batches. Iterating raises TensorFlow's
        InvalidArgumentError with `LEFT_PADDING` in its message.
    """
    import tensorflow as tf

    one = not isinstance(batches.element_spec, tuple)

    def checked(*parts):
        for ids in ids_of(parts[0] if one else parts):
            ids = ids if ids.shape.rank == 2 else ids[..., 0]
            padding = tf.equal(ids, tf.zeros((), ids.dtype))
            early = tf.reduce_any(padding[:, :-1] & ~padding[:, 1:])
            tf.debugging.Assert(~early, [LEFT_PADDING])
        return parts[0] if one else parts

    return batches.map(as_it_is(checked))
