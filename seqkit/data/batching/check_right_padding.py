"""The check that the ids of a user are padded on the right."""

from collections.abc import Callable
from typing import TYPE_CHECKING
from typing import Any

import numpy as np

from seqkit.data.batching.prefetch import as_it_is

if TYPE_CHECKING:
    import tensorflow as tf

LEFT_PADDING = (
    "Ids are padded with 0 on the right, after all real ones. Received a row with 0 "
    'before a real id. Give `keras.utils.pad_sequences(rows, padding="post")`, whose '
    "default pads on the left."
)


def check_right_padding(ids: np.ndarray) -> None:
    """Raise ValueError where 0 stands before a real id.

    Numbers over time are no ids: they may be 0, and steps of NaN before a real step are
    missing values. So only inputs of ids are checked.

    Args:
        ids: ids `(batch, time)` of any dtype, or `(batch, time, …)`, of which the first
            of each step counts.
    """
    ids = ids if ids.ndim == 2 else ids[..., 0]  # (batch, time)
    padding = ids == 0
    # Most arrays have no padding, and need no comparison of neighbours.
    if padding.any() and (padding[:, :-1] & ~padding[:, 1:]).any():
        raise ValueError(LEFT_PADDING)


def with_right_padding(
    batches: "tf.data.Dataset", ids_of: Callable[[Any], list[Any]]
) -> "tf.data.Dataset":
    """Return a data set whose batches are checked as they come.

    Args:
        batches: `tf.data.Dataset`.
        ids_of: function from an element to the list of its ids, `(batch, time)` or
            `(batch, time, …)`.

    Returns:
        `tf.data.Dataset` of the same batches. Iterating raises TensorFlow's
        InvalidArgumentError with `LEFT_PADDING` in its message.
    """
    import tensorflow as tf

    one = not isinstance(batches.element_spec, tuple)

    def checked(*parts):
        for ids in ids_of(parts[0] if one else parts):
            ids = ids if ids.shape.rank == 2 else ids[..., 0]  # (batch, time)
            padding = tf.equal(ids, tf.zeros((), ids.dtype))
            early = tf.reduce_any(padding[:, :-1] & ~padding[:, 1:])
            tf.debugging.Assert(~early, [LEFT_PADDING])
        return parts[0] if one else parts

    return batches.map(as_it_is(checked))
