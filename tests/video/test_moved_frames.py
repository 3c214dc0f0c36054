import keras
import numpy as np
import pytest
from keras import ops

from seqkit.video.moved_frames import bent_frames
from seqkit.video.moved_frames import moved_frames
from seqkit.video.moved_frames import relit_frames
from seqkit.video.moved_frames import sped_frames

FRAMES = np.random.default_rng(0).random((64, 3, 6, 8, 1)).astype("float32")


def moved(frames, shift=0.0, zoom=0.0, flip=False):
    seed = keras.random.SeedGenerator(1)
    return ops.convert_to_numpy(moved_frames(frames, shift, zoom, flip, seed))


def test_without_a_change_frames_stay():
    np.testing.assert_allclose(moved(FRAMES), FRAMES, atol=1e-6)


@pytest.mark.parametrize("channels", [1, 3])
def test_half_of_the_clips_are_mirrored(channels):
    frames = np.repeat(FRAMES, channels, axis=-1)
    flipped = moved(frames, flip=True)
    same = np.isclose(flipped, frames, atol=1e-5).all(axis=(1, 2, 3, 4))
    mirrored = np.isclose(flipped, frames[:, :, :, ::-1], atol=1e-5)
    mirrored = mirrored.all(axis=(1, 2, 3, 4))
    assert (same ^ mirrored).all() and 16 < mirrored.sum() < 48


@pytest.mark.parametrize("channels", [1, 3])
def test_all_frames_of_a_clip_move_alike_and_clips_differ(channels):
    still = np.repeat(FRAMES[:1, :1], 64, axis=0).repeat(3, axis=1)
    changed = moved(still.repeat(channels, axis=-1), shift=0.3, zoom=0.2)
    np.testing.assert_allclose(changed[:, 0], changed[:, 2], atol=1e-6)
    assert np.abs(changed[0] - changed[1]).max() > 0.05
    # Interpolation stays between the pixels.
    assert still.min() - 1e-6 <= changed.min() <= changed.max() <= still.max() + 1e-6


def test_a_ramp_is_shifted_by_at_most_the_share():
    ramp = np.broadcast_to(np.arange(8.0, dtype="float32")[:, None], (64, 1, 6, 8, 1))
    by = moved(ramp, shift=0.25)[:, 0, 3, 2:6, 0] - np.arange(2, 6)
    np.testing.assert_allclose(by, by[:, :1].repeat(4, axis=1), atol=1e-5)
    assert np.abs(by).max() <= 2 + 1e-5 and by.min() < -1 and by.max() > 1


def test_light_changes_by_one_factor_and_one_sum_a_clip():
    seed = keras.random.SeedGenerator(1)
    changed = ops.convert_to_numpy(relit_frames(FRAMES, 0.5, 0.4, seed))
    for clip, other in zip(FRAMES[:8], changed, strict=False):
        factor, added = np.polyfit(clip.ravel(), other.ravel(), 1)
        assert 0.6 <= factor <= 1.4 and abs(added) <= 0.5
        np.testing.assert_allclose(other, clip * factor + added, atol=1e-4)


def test_gamma_is_one_exponent_a_clip():
    seed = keras.random.SeedGenerator(1)
    changed = ops.convert_to_numpy(bent_frames(FRAMES * 255, 0.3, seed))
    exponents = np.log(changed[:8] / 255) / np.log(FRAMES[:8])
    for each in exponents:
        np.testing.assert_allclose(each, each.mean(), rtol=1e-2)
    assert 0.74 < exponents.min() < 0.95 and 1.05 < exponents.max() < 1.36


def test_a_clip_runs_faster_or_slower_around_its_middle():
    seed = keras.random.SeedGenerator(1)
    places = np.broadcast_to(np.arange(9.0)[:, None, None, None], (64, 9, 1, 1, 1))
    lengths = np.full(64, 7, "int32")
    found = ops.convert_to_numpy(sped_frames(places, lengths, 0.5, seed))[..., 0, 0, 0]
    np.testing.assert_array_equal(found[:, 3], np.full(64, 3))
    np.testing.assert_array_equal(found[:, 7:], np.tile([7, 8], (64, 1)))
    assert (np.diff(found, axis=1) >= 0).all() and found[:, :7].max() == 6
    assert set(found[:, 0]) == {0, 1} and set(found[:, 6]) == {5, 6}
