"""Decode the bytes of WAV files in a TensorFlow graph, without errors from bad files.

`tf.audio.decode_wav` reads 16 bits only, and raises an error for the whole batch.
"""

from typing import NamedTuple

import numpy as np

from seqkit.types import Tensor

PCM, FLOAT, EXTENSIBLE = 1, 3, 0xFFFE  # formats of samples
BITS = (8, 16, 24, 32)
CHANNELS = 64  # the most channels that are read
RATES = (1_000, 768_000)  # the lowest and the highest rate that is read
CHUNKS = 100  # the most chunks that are read before the samples
_HEADER = 64  # zeros after the file, so that reading beyond its end reads zeros


class Wav(NamedTuple):
    """The parts of a WAV file: tensors `()`.

    Args:
        format: int32, the format of the samples.
        channels: int32.
        rate: int32, samples a second.
        bits: int32, the bits of a sample.
        first: int32, the place of the first byte of samples; 0: there are none.
        bytes: int32, the number of bytes of samples.
    """

    format: Tensor
    channels: Tensor
    rate: Tensor
    bits: Tensor
    first: Tensor
    bytes: Tensor


def decode_wav(content: Tensor, most: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Decode one WAV file of PCM samples of 8, 16, 24 or 32 bits, or of 32-bit floats.

    Channels are averaged. Samples that a truncated file lacks are left out.

    Args:
        content: string tensor `()`, the bytes of the file.
        most: int32 or float32 tensor `()`, the longest sound that is read, seconds.

    Returns:
        samples: float32 `(samples,)`, from -1 to 1; empty if the file is not valid.
        rate: int32 `()`, samples a second; 1 if the file is not valid.
        valid: bool `()`.
    """
    import tensorflow as tf

    raw = tf.cast(tf.io.decode_raw(content, tf.uint8), tf.int32)  # (bytes,)
    size = tf.size(raw)
    raw = tf.pad(raw, [[0, _HEADER]])
    wav = _parts(raw, size)
    block = wav.channels * wav.bits // 8  # bytes of one sample of all channels
    coded = (wav.format == PCM) & tf.reduce_any(wav.bits == BITS)
    coded |= (wav.format == FLOAT) & (wav.bits == 32)
    valid = coded & (wav.first > 0)
    valid &= (wav.channels >= 1) & (wav.channels <= CHANNELS)
    valid &= (wav.rate >= RATES[0]) & (wav.rate <= RATES[1])
    count = wav.bytes // tf.maximum(block, 1)
    longest = tf.cast(wav.rate, tf.float32) * tf.cast(most, tf.float32)
    valid &= tf.cast(count, tf.float32) <= longest

    def decode():
        end = wav.first + count * block
        rows = tf.reshape(raw[wav.first : end], (count, wav.channels, wav.bits // 8))
        return tf.reduce_mean(_samples(rows, wav.format), axis=1)  # (count,)

    samples = tf.cond(valid, decode, lambda: tf.zeros([0]))
    finite = tf.reduce_all(tf.math.is_finite(samples))
    samples = tf.cond(finite, lambda: samples, lambda: tf.zeros([0]))
    return samples, tf.where(valid, wav.rate, 1), valid & finite


def _parts(raw, size):
    """Return the `Wav` of a file, read from the headers of its chunks."""
    import tensorflow as tf

    riff = _is(raw, 0, b"RIFF") & _is(raw, 8, b"WAVE")
    nothing = Wav(*[tf.constant(0)] * 6)

    def more(place, wav):
        return riff & (wav.first == 0) & (place + 8 <= size)

    def read(place, wav):
        length = _whole(raw, place + 4, 4)
        # A length above the rest of the file, also of a stream, whose length is
        # unknown, ends with the file; the sum of bytes may be negative in int32.
        rest = size - place - 8
        length = tf.where((length < 0) | (length > rest), rest, length)
        form = _whole(raw, place + 8, 2)
        form = tf.where(form == EXTENSIBLE, _whole(raw, place + 32, 2), form)
        header = wav._replace(
            format=form,
            channels=_whole(raw, place + 10, 2),
            rate=_whole(raw, place + 12, 4),
            bits=_whole(raw, place + 22, 2),
        )
        described = _is(raw, place, b"fmt ") & (length >= 16)
        samples = _is(raw, place, b"data")
        wav = Wav(
            *[
                tf.where(described, new, old)
                for new, old in zip(header, wav, strict=True)
            ]
        )
        wav = wav._replace(
            first=tf.where(samples, place + 8, 0), bytes=tf.where(samples, length, 0)
        )
        return place + 8 + length + length % 2, wav

    _, wav = tf.while_loop(
        more, read, (tf.constant(12), nothing), maximum_iterations=CHUNKS
    )
    return wav


def _is(raw, place, name):
    """Return whether the bytes at a place are a name of four characters."""
    import tensorflow as tf

    return tf.reduce_all(raw[place : place + 4] == np.frombuffer(name, "uint8"))


def _whole(raw, place, count):
    """Return the whole number of some bytes, the lowest first."""
    import tensorflow as tf

    factors = 256 ** np.arange(count)
    factors = factors.astype("uint32").astype("int32")
    taken = tf.gather(raw, tf.minimum(place + tf.range(count), tf.size(raw) - 1))
    return tf.reduce_sum(taken * factors)


def _samples(rows, form):
    """Return samples from -1 to 1 from their bytes.

    Args:
        rows: int32 `(samples, channels, bytes)`.
        form: int32 `()`, PCM or FLOAT.
    """
    import tensorflow as tf

    width = tf.shape(rows)[2]
    # Moved to the upper bytes of 32 bits, so that the highest bit is the sign.
    shifts = 8 * (4 - width + tf.range(width))
    words = tf.reduce_sum(tf.bitwise.left_shift(rows, shifts), axis=-1)
    # The middle of 8 bits is 128.
    words = tf.where(width == 1, tf.bitwise.bitwise_xor(words, tf.int32.min), words)
    whole = tf.cast(words, tf.float32) / 2.0**31
    return tf.where(form == FLOAT, tf.bitcast(words, tf.float32), whole)
