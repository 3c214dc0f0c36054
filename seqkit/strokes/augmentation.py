"""Augment encoded drawings in a TensorFlow graph: stretch them, leave points out."""

from seqkit.types import Tensor

_STRETCH, _DROP = 2, 3  # streams of random numbers; those of the order are 0 and 1


def augmented(steps: Tensor, seed: Tensor, stretch: float, drop: float) -> Tensor:
    """Return drawings stretched along both axes, with some points left out.

    Only points inside a line are left out: the pen is on the paper at the point, at the
    two points before and at the point after. The next offset takes over the way.

    Args:
        steps: float32 `(batch, time, 5)`, padded with NaN.
        seed: int64 `()`. The same seed gives the same result.
        stretch: float, each axis of each drawing is multiplied by a random factor
            between 1 - stretch and 1 + stretch.
        drop: float, the probability by which a point inside a line is left out.

    Returns:
        float32 `(batch, time, 5)`, padded with NaN.

    Reference:
        Ha & Eck 2017, https://arxiv.org/abs/1704.03477; the conditions on points are
        those of the authors' code.
    """
    import tensorflow as tf

    batch, time = tf.shape(steps)[0], tf.shape(steps)[1]
    if stretch:
        ratios = tf.random.stateless_uniform(
            [batch, 1, 2], tf.stack([seed, _STRETCH]), 1 - stretch, 1 + stretch
        )
        steps = tf.concat([steps[..., :2] * ratios, steps[..., 2:]], axis=-1)
    if not drop:
        return steps
    drawn = tf.random.stateless_uniform([batch, time], tf.stack([seed, _DROP]))
    return without_points(steps, inside_lines(steps) & (drawn < drop))


def inside_lines(steps: Tensor) -> Tensor:
    """Return which points may be left out, bool `(batch, time)`.

    Args:
        steps: float32 `(batch, time, 5)`, padded with NaN.
    """
    import tensorflow as tf

    down = tf.pad(steps[..., 2] > 0.5, [[0, 0], [2, 1]])  # (batch, time + 3)
    return down[:, :-3] & down[:, 1:-2] & down[:, 2:-1] & down[:, 3:]


def without_points(steps: Tensor, dropped: Tensor) -> Tensor:
    """Return drawings without some points; the next offset takes over their way.

    Args:
        steps: float32 `(batch, time, 5)`, padded with NaN.
        dropped: bool `(batch, time)`, the points to leave out; never the end.

    Returns:
        float32 `(batch, time, 5)`, padded with NaN.
    """
    import tensorflow as tf

    batch, time = tf.shape(steps)[0], tf.shape(steps)[1]
    real = ~tf.math.is_nan(steps[..., 2])  # (batch, time)
    kept = real & ~dropped
    # A point that is left out goes to the same place as the next kept one.
    places = tf.cumsum(tf.cast(kept, tf.int32), axis=1, exclusive=True)
    places += tf.range(batch)[:, None] * time
    pens = tf.where(kept[..., None], steps[..., 2:], 0.0)
    steps = tf.concat([steps[..., :2], pens], axis=-1)
    steps = tf.where(real[..., None], steps, 0.0)
    summed = tf.math.unsorted_segment_sum(steps, places, batch * time)
    summed = tf.reshape(summed, tf.shape(steps))  # (batch, time, 5)
    lengths = tf.reduce_sum(tf.cast(kept, tf.int32), axis=1)
    left = tf.sequence_mask(lengths, time)[..., None]  # (batch, time, 1)
    return tf.where(left, summed, float("nan"))
