"""Check that ids which a user gives as arrays are padded on the right."""

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
    """Raise ValueError if a row of ids has 0, the padding, before a real id.

    Call it for ids alone: series of numbers may contain 0.

    Args:
        ids: ids `(batch, time)` of any dtype; or `(batch, time, …)`, where a step is
            padding if its first id is 0.

    Raises:
        ValueError: a row has padding before a real id.
    """
    ids = ids if ids.ndim == 2 else ids[..., 0]  # (batch, time)
    padding = ids == 0
    # Most arrays have no padding: then neighbours are not compared.
    if padding.any() and (padding[:, :-1] & ~padding[:, 1:]).any():
        raise ValueError(LEFT_PADDING)


def with_right_padding(
    batches: "tf.data.Dataset", ids_of: Callable[[Any], list[Any]]
) -> "tf.data.Dataset":
    """Return a data set that checks the padding of each batch during iteration.

    Args:
        batches: `tf.data.Dataset`.
        ids_of: function from a batch to the list of its tensors of ids, each
            `(batch, time)` or `(batch, time, …)`.

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
