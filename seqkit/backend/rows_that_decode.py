"""A way to run decoders of TensorFlow in a graph without errors from bad rows."""

from collections.abc import Callable

from seqkit.types import Tensor


def rows_that_decode(
    contents: Tensor, decode: Callable[[Tensor], Tensor], failed: Tensor
) -> tuple[Tensor, Tensor]:
    """Decode the rows of a batch, with a default result for rows that fail.

    If one row is bad, a decoder of TensorFlow raises an error for the whole batch. In a
    graph only `tf.data` can catch errors: it can leave out elements that fail. So a
    data set is built for each row. It has the decoded row, or no element if decoding
    fails, and then `failed`. Its first element is the result. TensorFlow Serving has
    these operations, since it links all kernels of TensorFlow.

    Args:
        contents: string tensor `(batch,)`, for example the bytes of one file in each
            row.
        decode: function from a string tensor `()` to a tensor; the shape is the same
            for all rows. A row is not valid if the function raises an error in the
            graph.
        failed: tensor of the shape and dtype of a decoded row, the result of a row that
            fails.

    Returns:
        rows: tensor `(batch, …)`, `failed` in rows that are not valid.
        valid: bool `(batch,)`, True if a row was decoded.

    Example:
    >>> numbers = tf.constant(["1", "one"])
    >>> rows_that_decode(numbers, tf.strings.to_number, tf.constant(0.0))
    ([1., 0.], [True, False])
    """
    import tensorflow as tf

    # Decoders run on the CPU, whatever device the rest of the graph runs on.
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
        # One row is added, since a data set without rows has no batch to get.
        one_more = tf.size(contents, tf.int64) + 1
        rows = rows.concatenate(empty).batch(one_more)
        decoded, valid = rows.get_single_element()  # (batch + 1, …), (batch + 1,)
    return decoded[:-1], valid[:-1]
