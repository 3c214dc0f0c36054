import functools
import struct

import numpy as np
import pytest
import tensorflow as tf

from seqkit.sound import Sound
from seqkit.types import Bounds
from tests.sound.wave_files import RATE
from tests.sound.wave_files import TONE
from tests.sound.wave_files import wav

SOUND = Sound([0.0] * 12, [1.0] * 12, rate=RATE, mels=12, fft=256)
KINDS = SOUND.endpoint_kinds()
LONGEST = 20  # frames


@functools.cache
def reader(kind):
    """Return the graph that reads the inputs of a kind."""
    specs = list(KINDS[kind].specs(KINDS[kind].name).values())

    @tf.function(input_signature=specs)
    def read(*columns):
        found = KINDS[kind].read(columns, Bounds(LONGEST, tf.constant(LONGEST)))
        return found.values, found.valid

    return read


def check(found, expected):
    """Check the features and `valid` of a batch; None stands for a row not valid."""
    values, valid = (part.numpy() for part in found)
    assert valid.tolist() == [each is not None for each in expected]
    for row, each in zip(values, expected, strict=True):
        count = 0 if each is None else len(each)
        if count:
            np.testing.assert_allclose(row[:count], each, atol=2e-3)
        assert np.isnan(row[count:]).all()
    return values


@pytest.mark.parametrize("bits", [8, 16, 24, 32])
def test_wav_bytes_of_all_bits_are_read_as_in_python(bits):
    pytest.importorskip("soundfile")
    stereo = np.stack([TONE, 0.5 * TONE[::-1]], axis=1)
    noise = 0.3 * np.random.default_rng(bits).uniform(-1, 1, 1_500)
    files = [
        wav(TONE, bits=bits),
        wav(stereo, bits=bits),
        wav(TONE, bits=bits, extensible=True),
        wav(TONE, bits=bits, chunks=b"LIST\3\0\0\0abc\0"),
        wav(noise, 2 * RATE, bits),
    ]
    check(reader("")(tf.constant(files)), [SOUND.encode(each) for each in files])


def test_bad_files_are_not_valid_and_spoil_no_other():
    pytest.importorskip("soundfile")
    good = wav(TONE)
    floats = np.where(np.arange(800) == 7, np.nan, TONE)
    adpcm = good.replace(b"fmt \x10\0\0\0\1\0", b"fmt \x10\0\0\0\2\0")
    files = [
        good,
        b"",
        b"Dear reader, this is no sound.",
        good[:30],
        adpcm,
        wav(floats, bits=32, code=3),
        wav(np.resize(TONE, 80 * (LONGEST + 3))),
        wav(TONE[:0]),
        wav(TONE[:5]),
        good[:-801],
        good.replace(struct.pack("<I", 1_600), b"\xff\xff\xff\xff"),
        wav(np.sign(TONE), bits=8),
        wav(0 * TONE),
        good.replace(struct.pack("<I", RATE), struct.pack("<I", 0)),
    ]
    wrong = {1, 2, 3, 4, 5, 6, 13}
    expected = [
        None if row in wrong else SOUND.encode(each) for row, each in enumerate(files)
    ]
    assert [len(expected[row]) for row in (7, 8)] == [0, 1]
    check(reader("")(tf.constant(files)), expected)
    alone = check(reader("")(tf.constant([files[1]])), [None])
    assert alone.shape == (1, 1, 12)


def test_samples_of_a_batch_are_read_as_in_python():
    width = 80 * (LONGEST + 3)
    samples = np.full((7, width), 0.1, "float32")
    samples[0, :800] = TONE
    samples[3, 4] = np.nan
    samples[4, 4] = np.inf
    samples[1, 300] = np.nan  # after the end
    lengths = np.array([800, 300, -1, 300, 300, width, 0], "int32")
    expected = [SOUND.encode(TONE), SOUND.encode(samples[1, :300])]
    expected += [None, None, None, None, np.zeros((0, 12))]
    check(reader("samples")(samples, lengths), expected)
    above = np.array([width + 1], "int32")
    check(reader("samples")(samples[:1], above), [None])


def test_the_longest_sound_is_as_long_as_the_bounds():
    fits = 80 * LONGEST + 199  # no other frame begins
    samples = np.zeros((2, fits + 1), "float32")
    lengths = np.array([fits, fits + 1], "int32")
    values, valid = reader("samples")(samples, lengths)
    assert valid.numpy().tolist() == [True, False]
    assert values.shape == (2, LONGEST, 12)


def test_a_batch_without_rows_is_read():
    assert reader("")(tf.zeros([0], tf.string))[0].shape[0] == 0
    values, _ = reader("samples")(np.zeros((0, 0), "float32"), np.zeros(0, "int32"))
    assert values.shape == (0, 1, 12)


@pytest.mark.parametrize("kind", ["", "samples"])
def test_kinds_are_described_in_words(kind):
    kind = KINDS[kind]
    assert kind.meanings(kind.name).keys() == kind.specs(kind.name).keys()
    assert all(kind.name in fault for fault in kind.faults(kind.name, 9, 99))
    assert kind.resources() == ()
