import json

import keras
import numpy as np
import pytest
from keras import ops

import seqkit
from seqkit.images.image_encoder import ImageEncoder
from seqkit.images.image_encoder import preprocess
from tests.checks import assert_same
from tests.checks import numbers
from tests.checks import precision
from tests.models.small_backbone import IMAGES
from tests.models.small_backbone import build_backbone

MEANS = np.array([0.485, 0.456, 0.406])
DEVIATIONS = np.array([0.229, 0.224, 0.225])
BY_HAND = {
    "tf": lambda pixels: pixels / 127.5 - 1,
    "torch": lambda pixels: (pixels / 255 - MEANS) / DEVIATIONS,
    "caffe": lambda pixels: pixels[..., ::-1] - np.array([103.939, 116.779, 123.68]),
    "scaled": lambda pixels: pixels / 255,
    (0.5, (1.0, 2.0, 3.0)): lambda pixels: pixels / 2 + np.array([1, 2, 3]),
    None: lambda pixels: pixels,
}


def build_model(encoder):
    """The encoder with a class head: a plain image classifier, one to one."""
    pool = keras.layers.GlobalAveragePooling2D()
    return keras.Sequential([encoder, pool, keras.layers.Dense(2)])


def train(model, epochs=1):
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.05), loss)
    targets = np.array([0, 1, 0, 1])
    return model.fit(IMAGES, targets, epochs=epochs, verbose=0).history["loss"]


@pytest.mark.parametrize("mode", BY_HAND, ids=str)
def test_preprocessing_is_that_of_the_formula(mode):
    assert_same(preprocess(ops.array(IMAGES, "float32"), mode), BY_HAND[mode](IMAGES))


def test_gives_a_vector_for_each_place_of_a_grid():
    backbone = build_backbone()
    encoder = ImageEncoder(backbone, preprocessing="tf")
    assert encoder.size == (32, 32)
    assert encoder.output_shape == (None, 4, 4, 5)
    expected = backbone(IMAGES / 127.5 - 1)
    assert_same(encoder(IMAGES), expected)
    assert_same(encoder(IMAGES.astype("float32")), expected)
    assert_same(encoder.predict(IMAGES, verbose=0), expected)


def test_works_on_images_that_are_a_graphs_input():
    encoder = ImageEncoder(build_backbone(), preprocessing="caffe")
    images = keras.Input((32, 32, 3), dtype="uint8")
    assert_same(keras.Model(images, encoder(images))(IMAGES), encoder(IMAGES))


def test_what_is_loaded_says_the_same(tmp_path):
    encoder = ImageEncoder(build_backbone(), preprocessing=(0.5, [1.0, 2.0, 3.0]))
    encoder.trainable = False
    encoder.save(tmp_path / "encoder.keras")
    loaded = seqkit.load(tmp_path / "encoder.keras")
    assert_same(loaded(IMAGES), encoder(IMAGES))
    assert not loaded.trainable_variables
    assert json.dumps(loaded.get_config()) == json.dumps(encoder.get_config())


def test_layers_that_are_frozen_by_themselves_stay_so(tmp_path):
    encoder = ImageEncoder(build_backbone())
    encoder.backbone.get_layer("places").trainable = False
    encoder.save(tmp_path / "model.keras")
    loaded = seqkit.load(tmp_path)
    assert loaded.trainable
    assert len(loaded.trainable_variables) == len(encoder.trainable_variables) == 2


def test_an_image_classifier_trains_frozen_first_and_then_whole():
    encoder = ImageEncoder(build_backbone(dropout=0.5), preprocessing="scaled")
    encoder.trainable = False
    before, features = encoder.get_weights(), numbers(encoder(IMAGES))
    model = build_model(encoder)
    losses = train(model, epochs=5)
    assert losses[-1] < losses[0]
    assert_same(encoder.get_weights(), before)
    assert_same(encoder(IMAGES, training=True), features)  # no dropout either
    encoder.trainable = True
    train(model)
    weights = zip(encoder.get_weights(), before, strict=True)
    assert all(np.any(new != old) for new, old in weights)


def test_computes_in_16_bits_where_that_is_asked():
    with precision("mixed_bfloat16"):
        encoder = ImageEncoder(build_backbone(), preprocessing="tf")
        outputs = encoder(IMAGES)
    assert keras.backend.standardize_dtype(outputs.dtype) == "bfloat16"
    assert np.isfinite(numbers(outputs)[0]).all()


def test_a_backbone_of_keras_hub_is_an_encoder(tmp_path):
    hub = pytest.importorskip("keras_hub")
    backbone = hub.models.ResNetBackbone(
        input_conv_filters=[64],
        input_conv_kernel_sizes=[3],
        stackwise_num_filters=[64, 8],
        stackwise_num_blocks=[1, 1],
        stackwise_num_strides=[1, 2],
        block_type="basic_block",
    )
    encoder = ImageEncoder(backbone, (32, 32), "torch")
    assert encoder(IMAGES).shape == (4, 4, 4, 8)
    encoder.save(tmp_path / "model.keras")
    assert_same(seqkit.load(tmp_path)(IMAGES), encoder(IMAGES))


@pytest.mark.parametrize(
    ("backbone", "arguments", "said"),
    [
        (build_backbone(pooled=True), {}, r"grid.*\(None, 5\) of 'tiny'.*before its"),
        (build_backbone(), {"size": (16, 32)}, r"\(32, 32\). Received \(16, 32\)"),
        (
            build_backbone(),
            {"size": (32.0, 32)},
            r"`size\[0\]` is an int of at least 1. Received 32.0",
        ),
        (build_backbone(), {"preprocessing": "pytorch"}, "'torch'.*'pytorch'"),
        ("mobilenet", {}, "built `keras.Model` of images.*'mobilenet'"),
        (
            keras.layers.Conv2D(3, 3, name="bare"),
            {},
            "'bare' with inputs of shape None",
        ),
    ],
)
def test_wrong_arguments_say_what_is_right(backbone, arguments, said):
    with pytest.raises(ValueError, match=said):
        ImageEncoder(backbone, **arguments)


def test_a_backbone_of_any_size_needs_one():
    images = keras.Input((None, None, 3))
    backbone = keras.Model(images, keras.layers.Conv2D(2, 3)(images))
    with pytest.raises(ValueError, match=r"\(None, None\). Received \(None, None\)"):
        ImageEncoder(backbone)
    assert ImageEncoder(backbone, (9, 7)).output_shape == (None, 7, 5, 2)
