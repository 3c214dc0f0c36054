"""Graphs that run anywhere: tracing without cuDNN's operations."""

import contextlib
from collections.abc import Iterator
from typing import Any


@contextlib.contextmanager
def without_cudnn(model: Any) -> Iterator[None]:
    """Trace all recurrent layers of a model as plain loops.

    On a machine with a GPU, Keras traces an LSTM or GRU as `CudnnRNNV3`, which no
    other machine can run. Those of `RecurrentStack` become loops of several steps a
    turn. Afterwards each layer is set as it was.

    Args:
        model: keras.Model or keras.Layer, on the TensorFlow backend.

    Yields:
        None.
    """
    from seqkit.backend.keras_private import all_layers  # which imports Keras

    layers = [each for each in all_layers(model) if hasattr(each, "use_cudnn")]
    settings = [layer.use_cudnn for layer in layers]
    try:
        for layer in layers:
            layer.use_cudnn = False
        yield
    finally:
        for layer, setting in zip(layers, settings, strict=True):
            layer.use_cudnn = setting
