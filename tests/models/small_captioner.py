"""A small captioner of pictures of 8 pixels, and a batch for it."""

import keras
import numpy as np

from seqkit.images.image_encoder import ImageEncoder
from seqkit.models.captioner import Captioner
from seqkit.text import Vocabulary
from tests.checks import EAGERLY

VOCABULARY = Vocabulary(["a", "b", "c"])
IMAGES = np.random.default_rng(0).integers(0, 256, (3, 8, 8, 3)).astype("uint8")


def build_encoder(seed=0):
    """Four filters over a picture of 8 by 8 pixels: a grid of 2 by 4 vectors."""
    inputs = keras.Input((8, 8, 3))
    outputs = keras.layers.Conv2D(4, (4, 2), (4, 2), activation="tanh")(inputs)
    backbone = keras.Model(inputs, outputs)
    random = np.random.default_rng(seed)
    for weight in backbone.trainable_variables:
        weight.assign(random.normal(size=weight.shape))
    return ImageEncoder(backbone, preprocessing="tf")


def build_model(**arguments):
    """A small model without dropout, with wild weights, far from undecided."""
    small = {"units": 6, "embedding": 4, "dropout": 0.0, "length": 7}
    model = Captioner(VOCABULARY, build_encoder(), **{**small, **arguments})
    random = np.random.default_rng(1)
    for weight in model.trainable_variables:
        weight.assign(random.normal(size=weight.shape))
    model.run_eagerly = EAGERLY
    return model


def make_batch(fine_tune=False):
    """Grids or pictures, and captions of which both halves weigh the same."""
    random = np.random.default_rng(2)
    pictures = random.integers(0, 256, (4, 8, 8, 3)).astype("float32")
    seen = pictures if fine_tune else random.normal(size=(4, 2, 4, 4))
    before = np.array([[2, 4, 5, 0], [2, 6, 6, 0], [2, 5, 0, 0], [2, 4, 4, 6]], "int32")
    after = np.array([[4, 5, 3, 0], [6, 6, 3, 0], [5, 3, 0, 0], [4, 4, 6, 3]], "int32")
    return (seen.astype("float32"), before), after
