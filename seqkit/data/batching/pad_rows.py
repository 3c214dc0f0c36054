"""`pad_rows`: gather one padded batch from the flat array of a `Ragged`."""

from seqkit.types import Tensor


def pad_rows(values: Tensor, starts: Tensor, lengths: Tensor, width: Tensor) -> Tensor:
    """Copy stretches of a flat tensor into the rows of a batch, padded on the right.

    The padding is 0 for integers, NaN for floats.

    Args:
        values: integer or float tensor `(total, …)`, at least one step.
        starts: int64 tensor `(batch,)`, the first step of each row.
        lengths: int64 tensor `(batch,)`, the steps of each row, at most `width`.
        width: int, steps of the result.

    Returns:
        tensor `(batch, width, …)`: int32 for integers, and the dtype of `values` for
        floats.

    Example:
    >>> pad_rows(tf.constant([5, 6, 7]), tf.constant([0, 1]), tf.constant([1, 2]), 2)
    [[5 0]
     [6 7]]
    """
    import tensorflow as tf

    steps = tf.range(tf.cast(width, tf.int64))
    real = steps < lengths[:, None]  # (batch, width)
    places = tf.where(real, starts[:, None] + steps, 0)
    gathered = tf.gather(values, places)  # (batch, width, …)
    real = tf.reshape(real, tf.concat([tf.shape(real), [1] * (values.ndim - 1)], 0))
    if gathered.dtype.is_floating:
        padding = tf.constant(float("nan"), gathered.dtype)
        return tf.where(real, gathered, padding)
    return tf.where(real, tf.cast(gathered, tf.int32), 0)
