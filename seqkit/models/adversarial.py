"""Adversarial training: a model learns from inputs moved in the direction of errors.

`TrainsOnLabels` adds this loss to the loss of the unmoved inputs.
"""

from collections.abc import Callable
from typing import Any

import keras
from keras import ops

from seqkit.backend.gradient import gradient
from seqkit.layers.lengths import real_steps
from seqkit.types import Tensor

# Multiplies the loss, so that half precision does not round small gradients to 0. The
# length of the gradient has no effect, since only its direction is used.
SCALE = 2.0**10
TINY = 1e-12  # avoids a division by 0


def adversarial_loss(
    model: keras.Model, loss: Callable[[Tensor], Tensor], inputs: Any, share: float
) -> Tensor:
    """Compute the loss of the vectors of a batch, moved so that the loss gets higher.

    Each row is moved in the direction of the gradient of its loss. The gradient and the
    result are two passes through the model, each with dropout masks of its own.

    Args:
        model: a model with three parts: `real(inputs) -> steps, lengths`, the layer
            `RealSteps`; `embed(steps) -> vectors`, float `(batch, time, features)`; and
            `read(vectors, lengths) -> outputs, weights`. `embed` and `read` take
            `training`. The result of `embed` is moved; the `weights`, by which the
            model averages the steps, are not used.
        loss: function of the model's outputs that returns a scalar.
        inputs: inputs of the model, as `fit` takes them.
        share: float, the length of the move of a whole row, as a share of the root
            mean square of the lengths of the row's vectors.

    Returns:
        float `()`. The moves count as constants in its gradient.

    Raises:
        ValueError: Keras's backend is neither TensorFlow nor JAX.

    Reference:
        Miyato et al. 2017, section 3, https://arxiv.org/abs/1605.07725. The paper
        normalises the vectors and moves them by a fixed length; here vectors stay as
        they are, and the move is proportional to their length.
    """
    # The model has one input, which `fit` may also get in a list.
    inputs = ops.convert_to_tensor(keras.tree.flatten(inputs)[0], model.input.dtype)
    steps, lengths = model.real(inputs)
    vectors = model.embed(steps, training=True)  # (batch, time, features)
    length = typical_length(vectors, lengths)

    def loss_at(vectors):
        outputs, _ = model.read(vectors, lengths, training=True)
        return loss(outputs)

    def moved(vectors, move):
        return vectors + ops.cast(move * length, vectors.dtype)

    constant = ops.stop_gradient(vectors)
    zeros = ops.zeros(ops.shape(vectors), "float32")
    slopes = gradient(lambda move: SCALE * loss_at(moved(constant, move)), zeros)
    # The norm of each row's gradient, (batch, 1, 1).
    steepness = ops.sqrt(ops.sum(ops.square(slopes), axis=(1, 2), keepdims=True))
    move = ops.stop_gradient(share * slopes / ops.maximum(steepness, TINY))
    return loss_at(moved(vectors, move))


def typical_length(vectors: Tensor, lengths: Tensor) -> Tensor:
    """Return the root mean square of the lengths of each row's real vectors.

    Args:
        vectors: float `(batch, time, features)`.
        lengths: int32 `(batch,)`, real steps of each row.

    Returns:
        float32 `(batch, 1, 1)`, through which no gradient flows.
    """
    real = ops.cast(real_steps(vectors, lengths), "float32")[..., None]
    squares = ops.square(ops.cast(vectors, "float32")) * real
    steps = ops.maximum(ops.sum(real, axis=(1, 2), keepdims=True), 1.0)
    mean = ops.sum(squares, axis=(1, 2), keepdims=True) / steps  # (batch, 1, 1)
    return ops.stop_gradient(ops.sqrt(mean))
