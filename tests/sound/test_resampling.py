from math import gcd

import numpy as np
import pytest

from seqkit.sound.resampling import resampled
from seqkit.sound.resampling import resampled_in_graph

RATES = [(8_000, 16_000), (44_100, 16_000), (96_000, 16_000), (22_050, 8_000)]


def sine(hertz, rate, seconds=0.1):
    times = np.arange(int(rate * seconds)) / rate
    return np.sin(2 * np.pi * hertz * times).astype("float32")


@pytest.mark.parametrize("rate, wanted", RATES)
def test_a_tone_stays_the_same_tone(rate, wanted):
    found = resampled(sine(700, rate), rate, wanted)
    expected = sine(700, wanted)
    assert len(found) == -(-len(sine(700, rate)) * wanted // rate)
    inner = slice(100, -100)  # the filter reaches beyond the ends
    np.testing.assert_allclose(found[inner], expected[: len(found)][inner], atol=2e-3)


def test_a_tone_above_half_the_new_rate_is_removed_not_mirrored():
    mirrored = sine(12_000, 96_000)[::6]
    assert np.abs(mirrored).max() > 0.9
    found = resampled(sine(12_000, 96_000), 96_000, 16_000)
    assert np.abs(found[100:-100]).max() < 0.01


@pytest.mark.parametrize("rate, wanted", RATES[1:3])
def test_speech_like_noise_is_resampled_as_scipy_does(rate, wanted):
    signal = pytest.importorskip("scipy.signal")
    noise = np.random.default_rng(3).normal(size=rate // 10)
    low = signal.butter(8, 3_000, fs=rate, output="sos")  # both filters pass it
    noise = signal.sosfilt(low, noise)
    common = gcd(rate, wanted)
    expected = signal.resample_poly(noise, wanted // common, rate // common)
    found = resampled(noise, rate, wanted)
    inner = slice(100, -100)
    error = np.abs(found[inner] - expected[inner]).max()
    assert error < 0.02 * np.abs(expected).max()


def test_graph_equals_numpy():
    import tensorflow as tf

    convert = tf.function(
        lambda samples, rate: resampled_in_graph(samples, rate, 8_000)
    )
    noise = np.random.default_rng(5).normal(size=3_001).astype("float32")
    for rate in (8_000, 11_025, 4_000):
        found = convert(tf.constant(noise), tf.constant(rate))
        np.testing.assert_allclose(found, resampled(noise, rate, 8_000), atol=1e-3)


def test_blocks_do_not_show():
    long = sine(300, 24_000, 1.6)  # more new samples than a block has
    found = resampled(long, 24_000, 16_000)
    np.testing.assert_allclose(
        found[100:-100], sine(300, 16_000, 1.6)[100:-100], atol=2e-3
    )


def test_the_same_rate_and_no_sample_are_left_alone():
    np.testing.assert_array_equal(resampled(sine(9, 100), 8, 8), sine(9, 100))
    assert resampled(np.zeros(0, "float32"), 8, 16).shape == (0,)
