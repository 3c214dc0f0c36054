"""Gradients of the sigmoid and of tanh, in one pass over memory on TensorFlow."""

import keras

from seqkit.types import Tensor


def through_sigmoid(outputs: Tensor, upstream: Tensor) -> Tensor:
    """Return the gradient of the inputs of `outputs = sigmoid(inputs)`.

    Args:
        outputs: float tensor.
        upstream: float tensor of the same shape and dtype, the gradient of `outputs`.
    """
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        return tf.raw_ops.SigmoidGrad(y=outputs, dy=upstream)
    return upstream * outputs * (1 - outputs)


def through_tanh(outputs: Tensor, upstream: Tensor) -> Tensor:
    """Return the gradient of the inputs of `outputs = tanh(inputs)`.

    Args:
        outputs: float tensor.
        upstream: float tensor of the same shape and dtype, the gradient of `outputs`.
    """
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        return tf.raw_ops.TanhGrad(y=outputs, dy=upstream)
    return upstream * (1 - outputs * outputs)
