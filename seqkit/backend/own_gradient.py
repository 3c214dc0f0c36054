"""A function with a gradient of its own, which exports do not see."""

from collections.abc import Callable
from typing import Any

import keras
from keras import ops


def own_gradient(function: Callable[..., tuple[Any, Callable]]) -> Callable[..., Any]:
    """Return a function of tensors whose gradient is that which it returns.

    On TensorFlow the gradient is left out where no `tf.GradientTape` records, as in an
    export: a SavedModel would store it, and cannot store lists of tensors that only the
    gradient reads. If such a graph is differentiated later, TensorFlow finds the
    gradient.

    Args:
        function: as `keras.ops.custom_gradient` takes it.
    """
    if keras.backend.backend() == "tensorflow":
        from tensorflow.python.eager import record

        if not record.could_possibly_record():
            return lambda *tensors: function(*tensors)[0]
    return ops.custom_gradient(function)
