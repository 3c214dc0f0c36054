"""Change the sample rate of sounds, in NumPy and in a TensorFlow graph alike.

Each new sample is a weighted sum of the samples around its time. The weights are a
sinc, the impulse response of the ideal low-pass filter, times a Hann window. If the
rate falls, the filter is wider, so that higher frequencies are removed and not mirrored
(Smith 2002, "Digital audio resampling", https://ccrma.stanford.edu/~jos/resample/).
"""

import numpy as np

ZEROS = 16  # zero crossings of the sinc on each side
PASSED = 0.95  # share of the lower half rate that passes


def resampled(samples: np.ndarray, rate: int, wanted: int) -> np.ndarray:
    """Return a sound at another sample rate.

    Args:
        samples: float `(samples,)`.
        rate: int, samples a second of `samples`.
        wanted: int, samples a second of the result.

    Returns:
        float32 `(new samples,)`, `samples * wanted / rate` of them, rounded up.
    """
    if rate == wanted or not len(samples):
        return samples.astype("float32")
    count = -(-len(samples) * wanted // rate)
    # Blocks, so that the weights of a long sound need little memory.
    parts = [
        _weighted(samples, np.arange(first, min(first + _BLOCK, count)), rate, wanted)
        for first in range(0, count, _BLOCK)
    ]
    return np.concatenate(parts)


_BLOCK = 2**14


def _weighted(samples, places, rate, wanted):
    """Return the new samples at `places`, int64 `(new samples,)`."""
    reach, low = _reach(rate, wanted)
    # Whole numbers, since times of float32 are wrong after some seconds.
    nearest, rest = np.divmod(places * rate, wanted)
    offsets = np.arange(-reach, reach + 1)
    distances = offsets - (rest / wanted)[:, None]  # (new samples, 2 * reach + 1)
    weights = low * np.sinc(low * distances)
    weights *= np.where(
        np.abs(distances) < reach, 0.5 + 0.5 * np.cos(np.pi * distances / reach), 0
    )
    taken = np.pad(samples, reach)[nearest[:, None] + offsets + reach]
    return (taken * weights).sum(axis=1).astype("float32")


def _reach(rate, wanted):
    """Return the samples on each side of a new one, and the share of passed ones."""
    low = PASSED * min(1.0, wanted / rate)
    return int(np.ceil(ZEROS / low)), low


def resampled_in_graph(samples, rate, wanted: int):
    """Return one sound at another sample rate, in a TensorFlow graph.

    Args:
        samples: float32 tensor `(samples,)`.
        rate: int32 tensor `()`, above 0.
        wanted: int, samples a second of the result.

    Returns:
        float32 `(new samples,)`, equal to `resampled`.
    """
    import tensorflow as tf

    wanted = tf.constant(wanted, tf.int64)
    rate = tf.cast(rate, tf.int64)
    share = tf.cast(wanted, tf.float32) / tf.cast(rate, tf.float32)
    low = PASSED * tf.minimum(1.0, share)
    reach = tf.cast(tf.math.ceil(ZEROS / low), tf.int64)
    count = -(-tf.size(samples, tf.int64) * wanted // rate)
    padded = tf.pad(samples, [[reach, reach]])
    offsets = tf.range(-reach, reach + 1)

    def block(first, done):
        last = tf.minimum(first + _BLOCK, count)
        places = tf.range(first, last)
        nearest, rest = places * rate // wanted, places * rate % wanted
        rest = tf.cast(rest, tf.float32) / tf.cast(wanted, tf.float32)
        distances = tf.cast(offsets, tf.float32) - rest[:, None]
        span = tf.cast(reach, tf.float32)
        angles = np.float32(np.pi) * low * distances
        sinc = tf.math.divide_no_nan(tf.sin(angles), angles)
        weights = low * tf.where(angles == 0, 1.0, sinc)
        hann = 0.5 + 0.5 * tf.cos(np.float32(np.pi) * distances / span)
        weights *= tf.where(tf.abs(distances) < span, hann, 0.0)
        taken = tf.gather(padded, nearest[:, None] + offsets + reach)
        made = tf.reduce_sum(taken * weights, axis=1)
        return last, tf.concat([done, made], axis=0)

    def convert():
        _, made = tf.while_loop(
            lambda first, done: first < count,
            block,
            (tf.constant(0, tf.int64), tf.zeros([0])),
            shape_invariants=(tf.TensorShape([]), tf.TensorShape([None])),
        )
        return made

    return tf.cond(tf.equal(rate, wanted), lambda: samples, convert)
