import functools

import numpy as np
import pytest
from keras import ops

from seqkit.sound.normalised_frames import NormalisedFrames
from seqkit.sound.spec_augment import SpecAugment

RANDOM = np.random.default_rng(11)
FRAMES = RANDOM.normal(3, 2, (2, 30, 4)).astype("float32")
LENGTHS = np.array([30, 17], "int32")
MEAN, DEVIATION = [3.0, 2.0, 1.0, 0.0], [2.0, 1.0, 4.0, 0.5]
EXPECTED = (FRAMES - MEAN) / DEVIATION


def numpy_of(tensor):
    return ops.convert_to_numpy(tensor)


def slopes(row):
    """Return the slope of each feature by a least-squares fit, frame by frame."""
    padded = np.pad(row, [(2, 2), (0, 0)], mode="edge")
    fits = [np.polyfit(np.arange(5), padded[t : t + 5], 1)[0] for t in range(len(row))]
    return np.array(fits)


def test_means_and_deviations_are_removed_and_padding_is_zero():
    found = numpy_of(NormalisedFrames(MEAN, DEVIATION)(FRAMES, lengths=LENGTHS))
    np.testing.assert_allclose(found[0], EXPECTED[0], atol=1e-5)
    np.testing.assert_allclose(found[1, :17], EXPECTED[1, :17], atol=1e-5)
    assert not found[1, 17:].any()


@pytest.mark.parametrize("normalise", ["training", "mean", "both"])
def test_padding_and_other_rows_change_nothing(normalise):
    layer = NormalisedFrames(MEAN, DEVIATION, normalise, deltas=True)
    together = numpy_of(layer(FRAMES, lengths=LENGTHS))
    assert together.shape == (2, 30, 12)
    alone = numpy_of(layer(FRAMES[1:, :17]))
    np.testing.assert_allclose(together[1, :17], alone[0], atol=1e-4)
    assert not together[1, 17:].any()


def test_rows_lose_their_own_mean_and_deviation():
    mean = NormalisedFrames(MEAN, DEVIATION, "mean")
    found = numpy_of(mean(FRAMES, lengths=LENGTHS))[1, :17]
    own = EXPECTED[1, :17]
    np.testing.assert_allclose(found, own - own.mean(axis=0), atol=1e-4)
    both = NormalisedFrames(MEAN, DEVIATION, "both")
    found = numpy_of(both(FRAMES, lengths=LENGTHS))[1, :17]
    np.testing.assert_allclose(found.std(axis=0), 1, atol=0.03)
    silence = numpy_of(both(np.full((1, 9, 4), 2.0, "float32")))
    np.testing.assert_allclose(silence, 0, atol=1e-4)


def test_slopes_are_those_of_a_fit_over_five_frames():
    layer = NormalisedFrames(MEAN, DEVIATION, deltas=True)
    found = numpy_of(layer(FRAMES, lengths=LENGTHS))[1, :17]
    first = slopes(EXPECTED[1, :17])
    second = slopes(first)
    for part, each in ((found[:, 4:8], first), (found[:, 8:], second)):
        ratio = part / each
        np.testing.assert_allclose(ratio, np.median(ratio), rtol=2e-2)


def test_an_empty_row_is_zero_and_one_frame_has_no_slope():
    layer = NormalisedFrames(MEAN, DEVIATION, "both", deltas=True, time_masks=2)
    for training in (False, True):
        found = numpy_of(
            layer(FRAMES, lengths=np.array([0, 1], "int32"), training=training)
        )
        assert np.isfinite(found).all()
        assert not found[0].any() and not found[1, 1:].any()


@functools.cache
def masked():
    """Return what four masks of each kind leave of ones, `(40, 80, 24)`."""
    augment = SpecAugment(time_masks=2, feature_masks=2)
    lengths = np.array([80] * 20 + [40] * 20, "int32")
    ones = ops.ones((40, 80, 24))
    return numpy_of(augment.mask(ones, ops.convert_to_tensor(lengths), 8))


def test_masks_over_time_are_at_most_a_share_of_the_row():
    hidden = ~masked().any(axis=2)  # (rows, time)
    assert hidden[:20].any() and hidden[20:].any()
    assert hidden[:20].sum(axis=1).max() <= 2 * 80 // 8
    assert hidden[20:].sum(axis=1).max() <= 2 * 40 // 8
    assert not hidden[20:, 40:].any()


def test_masks_over_features_hide_a_feature_with_its_slopes():
    hidden = ~masked().any(axis=1)  # (rows, features)
    assert 0 < hidden[:, :8].sum(axis=1).max() <= 2 * 8 // 4
    np.testing.assert_array_equal(hidden[:, :8], hidden[:, 8:16])
    np.testing.assert_array_equal(hidden[:, :8], hidden[:, 16:])


def test_each_row_has_masks_of_its_own():
    assert len({row.tobytes() for row in masked()}) > 30


def test_augmentation_is_for_training_only_and_keeps_lengths():
    options = {"speed": 0.2, "noise": 0.1, "time_masks": 1, "feature_masks": 1}
    layer = NormalisedFrames(MEAN, DEVIATION, **options)
    plain = numpy_of(layer(FRAMES, lengths=LENGTHS))
    np.testing.assert_allclose(plain[0], EXPECTED[0], atol=1e-5)
    found = numpy_of(layer(FRAMES, lengths=LENGTHS, training=True))
    assert np.isfinite(found).all() and not found[1, 17:].any()
    assert np.abs(found - plain).max() > 0.1
    again = numpy_of(layer(FRAMES, lengths=LENGTHS, training=True))
    assert np.abs(found - again).max() > 0.1


def test_a_warp_moves_frames_without_new_values():
    augment = SpecAugment(speed=0.2)
    ramp = np.arange(30, dtype="float32")[None, :, None] * np.ones((8, 1, 1), "float32")
    lengths = ops.convert_to_tensor(np.full(8, 30, "int32"))
    warped = numpy_of(augment.warp(ops.convert_to_tensor(ramp), lengths))[..., 0]
    assert (np.diff(warped, axis=1) > 0).all()
    np.testing.assert_allclose(warped[:, 0], 0, atol=1e-4)
    np.testing.assert_allclose(warped[:, -1], 29, atol=1e-3)
    assert np.abs(warped - ramp[..., 0]).max() > 1


def test_a_layer_is_built_again_from_its_configuration():
    layer = NormalisedFrames(MEAN, DEVIATION, "mean", True, speed=0.1, time_masks=2)
    again = NormalisedFrames.from_config(layer.get_config())
    assert again.get_config() == layer.get_config()
