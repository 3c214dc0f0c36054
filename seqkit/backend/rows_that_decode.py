"""Decoders of TensorFlow that raise errors, run row by row in a graph."""

from collections.abc import Callable

from seqkit.types import Tensor


def rows_that_decode(
    contents: Tensor, decode: Callable[[Tensor], Tensor], failed: Tensor
) -> tuple[Tensor, Tensor]:
    """Decode each row by itself, so that a row that fails spoils no other row.

    A decoder raises an error for the whole batch, and only `tf.data` can catch errors
    in a graph: it can leave out elements that fail. So each row is a data set of its
    own, of the decoded row (or of no element) followed by `failed`, and its first
    element is the result. TensorFlow Serving has these operations, as it links all
    kernels of TensorFlow.

    Args:
        contents: string tensor `(batch,)`, such as the bytes of a file each.
        decode: function from one string tensor `()` to a tensor of one shape; an error
            in its graph marks the row as not valid.
        failed: tensor of the shape and dtype of a decoded row, the result of a row that
            fails.

    Returns:
        rows: tensor `(batch, …)`, `failed` where not valid.
        valid: bool `(batch,)`.

    Example:
    >>> numbers = tf.constant(["1", "one"])
    >>> rows_that_decode(numbers, tf.strings.to_number, tf.constant(0.0))
    ([1., 0.], [True, False])
    """
    import tensorflow as tf

    # The decoders run on the host, whatever the graph around them runs on.
    with tf.device("CPU:0"):
        empty = tf.data.Dataset.from_tensors((failed, False))

        def first(content):
            row = tf.data.Dataset.from_tensors(content)
            decoded = row.map(lambda content: (decode(content), True))
            return decoded.ignore_errors().concatenate(empty).take(1)

        rows = tf.data.Dataset.from_tensor_slices(contents)
        rows = rows.interleave(
            first,
            cycle_length=tf.data.AUTOTUNE,
            num_parallel_calls=tf.data.AUTOTUNE,
            deterministic=True,
        )
        # One row more, since a batch of no rows would be no element at all.
        one_more = tf.size(contents, tf.int64) + 1
        rows = rows.concatenate(empty).batch(one_more)
        decoded, valid = rows.get_single_element()  # (batch + 1, …), (batch + 1,)
    return decoded[:-1], valid[:-1]
