import keras
import numpy as np
import pytest
from keras import ops

from seqkit.video.frame_network import FrameNetwork

PIXELS = np.random.default_rng(0).integers(0, 255, (2, 6, 8, 12, 1)).astype("float16")
LENGTHS = np.array([4, 6], "int32")


def network(**options):
    keras.utils.set_random_seed(0)
    return FrameNetwork([100.0], [50.0], (3, 4), 5, **options)


@pytest.mark.parametrize("stem", ["2d", "3d"])
def test_padding_has_no_effect(stem):
    layer = network(stem=stem, stem_frames=3, subtract_mean_image=True)
    vectors = ops.convert_to_numpy(layer(PIXELS, lengths=LENGTHS))
    assert vectors.shape == (2, 6, 5)
    assert layer.compute_output_shape(PIXELS.shape) == (2, 6, 5)
    alone = ops.convert_to_numpy(layer(PIXELS[:1, :4]))
    np.testing.assert_allclose(vectors[:1, :4], alone, atol=1e-5)
    assert (vectors[0, 4:] == 0).all() and vectors[0, :4].any()


def test_a_2d_stem_sees_each_frame_by_itself_and_a_3d_stem_its_neighbours():
    changed = PIXELS.copy()
    changed[:, 3] = 0
    for stem, reach in [("2d", 0), ("3d", 1)]:
        layer = network(stem=stem, stem_frames=3)
        one, other = (ops.convert_to_numpy(layer(each)) for each in (PIXELS, changed))
        moved = np.abs(one - other).max(axis=(0, 2)) > 1e-6
        expected = np.abs(np.arange(6) - 3) <= reach
        np.testing.assert_array_equal(moved, expected)


def test_the_mean_image_of_real_frames_is_subtracted():
    layer = network(subtract_mean_image=True)
    frames = ops.convert_to_numpy(layer.normalised(PIXELS, LENGTHS, False))
    scaled = (PIXELS.astype("float32") - 100) / 50
    for row, length in enumerate(LENGTHS):
        real = scaled[row, :length]
        np.testing.assert_allclose(
            frames[row, :length], real - real.mean(axis=0), atol=1e-5
        )
        assert (frames[row, length:] == 0).all()


def test_a_brighter_speaker_looks_the_same_without_the_mean_image():
    layer = network(subtract_mean_image=True)
    one, other = (layer.normalised(PIXELS + more, None, False) for more in (0, 16))
    np.testing.assert_allclose(one, other, atol=1e-2)


def test_each_clip_is_scaled_to_its_own_deviation():
    layer = network(subtract_mean_image=True, scale_each_clip=True)
    for factor in (1, 0.5):
        frames = layer.normalised(PIXELS * factor, LENGTHS, False)
        frames = ops.convert_to_numpy(frames)
        for row, length in enumerate(LENGTHS):
            assert abs(frames[row, :length].std() - 1) < 1e-3
    still = np.ones((1, 3, 8, 12, 1), "float16")
    assert np.isfinite(layer.normalised(still, None, False)).all()


def test_clips_change_in_training_alone():
    layer = network(
        shift=0.3,
        zoom=0.2,
        flip=True,
        brightness=0.5,
        contrast=0.5,
        gamma=0.3,
        speed=0.5,
    )
    calm = [ops.convert_to_numpy(layer(PIXELS, lengths=LENGTHS)) for _ in range(2)]
    np.testing.assert_array_equal(*calm)
    wild = ops.convert_to_numpy(layer(PIXELS, lengths=LENGTHS, training=True))
    assert np.abs(wild - calm[0]).max() > 0.01
    assert (wild[0, 4:] == 0).all()


def test_a_layer_is_its_configuration():
    layer = network(stem="3d", stem_frames=3, shift=0.1, dropout=0.5)
    layer(PIXELS)
    again = FrameNetwork.from_config(layer.get_config())
    again(PIXELS)
    again.set_weights(layer.get_weights())
    np.testing.assert_allclose(again(PIXELS), layer(PIXELS), atol=1e-6)
    assert again.get_config() == layer.get_config()
