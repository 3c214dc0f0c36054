"""A small encoder of images of 32 pixels, and a batch of them."""

import keras
import numpy as np

IMAGES = np.random.default_rng(0).integers(0, 256, (4, 32, 32, 3), "uint8")


def build_backbone(pooled=False, dropout=0.0):
    """Convolution to a grid of 4 by 4 places, with statistics and dropout."""
    images = keras.Input((32, 32, 3))
    grid = keras.layers.Conv2D(5, 8, strides=8, name="places")(images)
    grid = keras.layers.BatchNormalization(name="statistics")(grid)
    grid = keras.layers.Dropout(dropout)(keras.layers.ReLU()(grid))
    outputs = keras.layers.GlobalAveragePooling2D()(grid) if pooled else grid
    return keras.Model(images, outputs, name="tiny")
