"""Trace graphs without the operations of cuDNN, so that they run on any device."""

import contextlib
from collections.abc import Iterator

import keras

from seqkit.backend.keras_private import all_layers


@contextlib.contextmanager
def without_cudnn(model: keras.layers.Layer) -> Iterator[None]:
    """Trace all recurrent layers of a model as plain loops, inside a `with` block.

    On a machine with a GPU, Keras traces an LSTM or GRU as `CudnnRNNV3`, which does not
    run on a machine without a GPU. Inside the block, the layers of `RecurrentStack` are
    traced as loops of several steps a turn. Afterwards each layer has its old setting.

    Args:
        model: keras.Model, on the TensorFlow backend.

    Yields:
        None.
    """
    layers = [layer for layer in all_layers(model) if hasattr(layer, "use_cudnn")]
    settings = [layer.use_cudnn for layer in layers]
    try:
        for layer in layers:
            layer.use_cudnn = False
        yield
    finally:
        for layer, setting in zip(layers, settings, strict=True):
            layer.use_cudnn = setting
