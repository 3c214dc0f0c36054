import importlib

import keras
import numpy as np
import pytest

from seqkit.images.applications import APPLICATIONS
from seqkit.images.applications import cut
from seqkit.images.image_encoder import ImageEncoder
from seqkit.images.image_encoder import preprocess
from tests.checks import assert_same
from tests.models.small_backbone import IMAGES
from tests.models.small_backbone import build_backbone

LAYER = "conv_pw_1_relu"
PART = "mobilenet", LAYER, (32, 32)


@pytest.fixture(scope="module")
def encoder():
    return ImageEncoder.from_application(*PART, weights=None)


@pytest.mark.parametrize("name", APPLICATIONS)
def test_pixels_are_what_keras_makes_of_them_for_this_application(name):
    known = APPLICATIONS[name]
    module = importlib.import_module(
        getattr(keras.applications, known.builder).__module__
    )
    pixels = IMAGES[:1].astype("float32")
    expected = module.preprocess_input(pixels.copy())
    assert_same(preprocess(keras.ops.array(pixels), known.preprocessing), expected)


def test_an_application_gives_its_layers_outputs(encoder):
    assert encoder.output_shape == (None, 16, 16, 64)
    assert encoder.preprocessing == "tf"
    assert encoder.backbone.layers[-1].name == LAYER
    assert encoder.trainable  # since its weights are random


def test_a_file_has_the_weights_up_to_the_layer(encoder, tmp_path):
    path = tmp_path / "part.weights.h5"
    encoder.backbone.save_weights(path)
    loaded = ImageEncoder.from_application(*PART, weights=path)
    assert_same(loaded(IMAGES), encoder(IMAGES))
    assert not loaded.trainable
    with pytest.raises(
        ValueError, match="or 5 up to 'conv1_relu'.* with 15 arrays. Give"
    ):
        ImageEncoder.from_application("mobilenet", "conv1_relu", (32, 32), path)


def test_a_file_has_the_weights_of_the_whole(tmp_path):
    shape = (32, 32, 3)
    whole = keras.applications.MobileNet(
        include_top=False, weights=None, input_shape=shape
    )
    path = tmp_path / "whole.weights.h5"
    whole.save_weights(path)
    loaded = ImageEncoder.from_application(*PART, weights=path)
    assert_same(loaded(IMAGES), cut(whole, LAYER)(IMAGES / 127.5 - 1))


def test_a_file_without_weights_is_refused(tmp_path):
    with pytest.raises(ValueError, match="no such file"):
        ImageEncoder.from_application(*PART, weights=tmp_path / "missing.weights.h5")
    (tmp_path / "text.weights.h5").write_text("no weights")
    with pytest.raises(ValueError, match="text.weights.h5 with 0"):
        ImageEncoder.from_application(*PART, weights=tmp_path / "text.weights.h5")


def test_unknown_names_say_which_there_are():
    with pytest.raises(ValueError, match="mobilenet, .*resnet50.*'squeezenet'"):
        ImageEncoder.from_application("squeezenet")
    with pytest.raises(ValueError, match="last of which is 're_lu.*'place'.*places"):
        cut(keras.Model(*_ends(build_backbone())), "place")


def _ends(model):
    return model.input, model.layers[-2].output


@pytest.mark.dataset
def test_real_weights_see(real_data):
    path = real_data / "weights" / "mobilenet_1_0_conv_pw_12.weights.h5"
    encoder = ImageEncoder.from_application(
        "mobilenet", "conv_pw_12_relu", (160, 160), path
    )
    grey = np.full((1, 160, 160, 3), 128, "uint8")
    noise = np.random.default_rng(0).integers(0, 256, grey.shape, "uint8")
    vectors = np.array(encoder(np.concatenate([grey, noise])))
    assert vectors.shape == (2, 5, 5, 1024) and vectors.max() <= 6.0
    # Of what ImageNet does not show, few channels speak.
    assert 0.0 < (vectors > 0).mean() < 0.5
