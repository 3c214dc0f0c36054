import keras
import numpy as np
import pytest

from seqkit.data import labelled_images
from seqkit.images import ImageEncoder
from tests.models.small_backbone import IMAGES
from tests.models.small_backbone import build_backbone

SIZE = 32, 32


def rows_of(dataset):
    return {
        image.tobytes(): target.tolist()
        for images, targets in dataset.as_numpy_iterator()
        for image, target in zip(images, targets, strict=True)
    }


def test_every_image_comes_with_its_label():
    batches = labelled_images(IMAGES, [1, 0, 0, 1], [0, 1], batch_size=3, size=SIZE)
    images = [image.tobytes() for image in IMAGES]
    assert rows_of(batches) == dict(zip(images, [1, 0, 0, 1], strict=True))
    labels = [["x"], [], ["y", "x"], ["y"]]
    batches = labelled_images(IMAGES, labels, ["x", "y"], size=SIZE)
    assert rows_of(batches)[images[2]] == [1.0, 1.0]


def test_a_class_head_trains_on_features():
    keras.utils.set_random_seed(0)
    bright = np.repeat(np.array([0, 255], "uint8"), 8).reshape(-1, 1, 1, 1)
    images = bright ^ (IMAGES[:1] // 9)
    encoder = ImageEncoder(build_backbone(), preprocessing="tf")
    pool, dense = keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(2)
    head = keras.Sequential([pool, dense])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    head.compile(keras.optimizers.Adam(0.1), loss, metrics=["accuracy"])
    labels, classes = ["dark"] * 8 + ["bright"] * 8, ["dark", "bright"]
    batches = labelled_images(images, labels, classes, encoder)
    history = head.fit(batches, epochs=12, verbose=0, shuffle=False)
    assert history.history["accuracy"][-1] == 1.0


def test_each_label_is_validated_on_other_images():
    images = np.random.default_rng(0).integers(0, 256, (20, 2, 2, 3), "uint8")
    labels = ["a", "b"] * 10
    sides = labelled_images(
        images, labels, ["a", "b"], size=(2, 2), validation=0.2, seed=0
    )
    training, validating = map(rows_of, sides)
    assert not training.keys() & validating.keys()
    assert sorted(validating.values()) == [0, 0, 1, 1]
    with pytest.raises(ValueError, match="keeps one image to train on"):
        labelled_images(images[:2], ["a", "b"], ["a", "b"], size=(2, 2), validation=0.5)


def test_images_that_are_left_out_take_their_labels_along():
    batches = labelled_images(
        [b"none", *IMAGES],
        [*"abbab"],
        ["a", "b"],
        size=SIZE,
        on_bad="skip",
        cache=False,
    )
    assert rows_of(batches)[IMAGES[2].tobytes()] == 0
    with pytest.raises(ValueError, match="4 images and 3 labels"):
        labelled_images(IMAGES, ["a", "b", "a"], ["a", "b"], size=SIZE)
    with pytest.raises(ValueError, match="at least one image that can be read"):
        labelled_images([], [], ["a", "b"], size=SIZE)
