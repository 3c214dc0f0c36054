"""Decode WAV files in a TensorFlow graph, each row by itself, without any error."""

from seqkit.sound.read_sound_file import CHANNELS
from seqkit.sound.resampling import resampled_in_graph
from seqkit.types import Tensor

INTEGERS, FLOATS, EXTENSIBLE = 1, 3, 0xFFFE  # codes of formats
HEADER = 12  # bytes before the first chunk
CHUNK = 8  # bytes of the name and the size of a chunk
FORMAT = 26  # bytes of a format that are read
MOST_CHUNKS = 100  # the most chunks before the samples
FASTEST = 768_000  # samples a second


def decode_wavs(
    contents: Tensor, rate: int, most: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """Return the samples of WAV files at one rate; channels are averaged.

    A file is not valid if it is no WAV file, has another encoding than integers of 8,
    16, 24 or 32 bits or floats of 32 bits, more than 8 channels, too many samples, or
    samples that are not finite. It then has no samples, and no effect on other rows.

    Args:
        contents: string tensor `(batch,)`, the bytes of one file in each row.
        rate: int, samples a second of the result.
        most: int32 tensor `()`, the most samples of a row of the result.

    Returns:
        samples: float32 `(batch, samples)`, 0 after the end of a row.
        counts: int32 `(batch,)`, samples of each row.
        valid: bool `(batch,)`.
    """
    import tensorflow as tf

    # Strings are decoded on the CPU, whatever device the rest of the graph runs on.
    with tf.device("CPU:0"):
        ragged, valid = tf.map_fn(
            lambda content: _decode(content, rate, most),
            contents,
            fn_output_signature=(
                tf.RaggedTensorSpec([None], tf.float32, 0),
                tf.TensorSpec([], tf.bool),
            ),
        )
        counts = tf.cast(ragged.row_lengths(), tf.int32)
        return ragged.to_tensor(), counts, valid


def _decode(content, rate, most):
    """Return the samples of one file and whether it is valid."""
    import tensorflow as tf

    contents = tf.io.decode_raw(content, tf.uint8)  # (bytes,)
    layout = _layout(content, contents)
    fits = layout.valid & (
        -(-layout.frames * rate // tf.maximum(layout.rate, 1)) <= tf.cast(most, tf.int64)
    )
    samples = tf.cond(fits, lambda: _samples(contents, layout), lambda: tf.zeros([0]))
    valid = fits & tf.reduce_all(tf.math.is_finite(samples))
    samples = tf.where(valid, samples, 0.0)
    own = tf.where(fits, layout.rate, rate)
    samples = resampled_in_graph(samples, own, rate)
    return tf.ensure_shape(samples, [None]), valid


class _Layout:
    """Where the samples of a file are, and what they are: scalars, int64 and bool."""

    def __init__(self, form, start, size, valid):
        import tensorflow as tf

        code = _number(form, 0, 2)
        code = tf.where(tf.equal(code, EXTENSIBLE), _number(form, 24, 2), code)
        self.channels = _number(form, 2, 2)
        self.rate = _number(form, 4, 4)
        bits = _number(form, 14, 2)
        self.floats = tf.equal(code, FLOATS)
        integers = tf.equal(code, INTEGERS) & (bits % 8 == 0) & (bits <= 32)
        known = (integers & (bits > 0)) | (self.floats & tf.equal(bits, 32))
        counts = (self.channels > 0) & (self.channels <= CHANNELS)
        self.valid = valid & known & counts & (self.rate > 0) & (self.rate <= FASTEST)
        # Other layouts are never read; 1 keeps their numbers from being wrong.
        self.channels = tf.where(self.valid, self.channels, 1)
        self.width = tf.where(self.valid, bits // 8, 1)
        self.start = start
        self.frames = size // (self.channels * self.width)


def _layout(content, contents):
    """Find the format and the samples among the chunks of a file."""
    import tensorflow as tf

    length = tf.size(contents, tf.int64)
    missing = tf.maximum(HEADER - length, 0)
    # Bytes after the end, so that a chunk that is cut off can be read.
    padded = tf.pad(contents, [[0, missing + CHUNK + FORMAT]])
    riff = tf.equal(tf.strings.substr(content, 0, 4), "RIFF")
    wave = tf.equal(tf.strings.substr(tf.strings.join([content, " " * 12]), 8, 4), "WAVE")

    def searches(place, form, start, size, chunks):
        more = (place + CHUNK <= length) & (chunks < MOST_CHUNKS)
        return riff & wave & more & (start < 0)

    def next_chunk(place, form, start, size, chunks):
        name, own = padded[place : place + 4], _number(padded[place + 4 :], 0, 4)
        body = place + CHUNK
        # A chunk before the samples is at most as long as the file.
        form = tf.where(_is(name, b"fmt "), padded[body : body + FORMAT], form)
        found = _is(name, b"data")
        start = tf.where(found, body, start)
        size = tf.where(found, tf.minimum(own, length - body), size)
        end = tf.minimum(body + own + own % 2, length)  # chunks have even sizes
        return end, form, start, size, chunks + 1

    zero = tf.constant(0, tf.int64)
    _, form, start, size, _ = tf.while_loop(
        searches,
        next_chunk,
        (zero + HEADER, tf.zeros([FORMAT], tf.uint8), zero - 1, zero, zero),
    )
    return _Layout(form, start, size, start >= 0)


def _samples(contents, layout):
    """Return the samples of a file, averaged over its channels."""
    import tensorflow as tf

    size = layout.frames * layout.channels * layout.width
    taken = contents[layout.start : layout.start + size]
    # Integers of 8 bits are without a sign.
    eight = tf.equal(layout.width, 1)
    taken = tf.where(eight, tf.bitwise.bitwise_xor(taken, tf.constant(128, tf.uint8)), taken)
    parts = tf.reshape(taken, [layout.frames, layout.channels, layout.width])
    # The bytes become the upper ones of 32 bits; the lowest byte is the first.
    parts = tf.pad(parts, [[0, 0], [0, 0], [4 - layout.width, 0]])
    parts = tf.reshape(parts, [layout.frames, layout.channels, 4])
    whole = tf.cast(tf.bitcast(parts, tf.int32), tf.float32) / 2.0**31
    samples = tf.where(layout.floats, tf.bitcast(parts, tf.float32), whole)
    return tf.reduce_mean(samples, axis=1)  # (frames,)


def _number(part, place, count):
    """Return a whole number without a sign of `count` bytes, the lowest one first."""
    import tensorflow as tf

    values = tf.cast(part[place : place + count], tf.int64)
    return tf.reduce_sum(values * tf.constant([256**i for i in range(count)], tf.int64))


def _is(name, wanted):
    """Return whether the four bytes of a name are the wanted ones."""
    import tensorflow as tf

    return tf.reduce_all(tf.equal(name, tf.constant(list(wanted), tf.uint8)))
