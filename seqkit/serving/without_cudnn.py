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
    # Keras has no public name for all layers at any depth: `model.layers` are the
    # outermost, and TensorFlow's `TrackableView` misses those in lists of lists.
    layers = [each for each in model._flatten_layers() if hasattr(each, "use_cudnn")]
    settings = [layer.use_cudnn for layer in layers]
    try:
        for layer in layers:
            layer.use_cudnn = False
        yield
    finally:
        for layer, setting in zip(layers, settings, strict=True):
            layer.use_cudnn = setting
