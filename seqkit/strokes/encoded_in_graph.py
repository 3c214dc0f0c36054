"""Encode offsets in a TensorFlow graph, as exports do."""

from seqkit.types import Tensor


def encoded_in_graph(offsets: Tensor, lengths: Tensor, scale: float) -> Tensor:
    """Return the steps of drawings: each point, and the end.

    Args:
        offsets: float32 `(batch, time, 3)`: dx, dy, lifted. After its length a row may
            contain any numbers.
        lengths: int32 `(batch,)`, the points of each row, from 0 to `time`.
        scale: float, by which dx and dy are divided.

    Returns:
        float32 `(batch, time + 1, 5)`: dx / scale, dy / scale, p1, p2, p3; padded with
        NaN.
    """
    import tensorflow as tf

    offsets = tf.pad(offsets, [[0, 0], [0, 1], [0, 0]])  # (batch, time + 1, 3)
    place = tf.range(tf.shape(offsets)[1])
    ends = tf.cast(lengths, tf.int32)[:, None]  # (batch, 1)
    ways, lifted = offsets[..., :2] / scale, offsets[..., 2:]
    # `where` keeps the numbers after the length out, NaN among them.
    points = tf.concat([ways, 1 - lifted, lifted, tf.zeros_like(lifted)], axis=-1)
    end = tf.constant([0.0, 0.0, 0.0, 0.0, 1.0])
    steps = tf.where((place < ends)[..., None], points, end)
    return tf.where((place <= ends)[..., None], steps, float("nan"))
