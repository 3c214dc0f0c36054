"""Adversarial training: a model learns from inputs moved to where it errs more."""

from collections.abc import Callable
from typing import Any

import keras
from keras import ops

from seqkit.backend.gradient import gradient
from seqkit.layers.lengths import real_steps
from seqkit.types import Tensor

SCALE = 2.0**10  # only directions count, and half precision loses small slopes
TINY = 1e-12


def adversarial_loss(
    model: keras.Model, loss: Callable[[Tensor], Tensor], inputs: Any, share: float
) -> Tensor:
    """Return the loss where each row is moved a little to where its loss is higher.

    Args:
        model: with `real(inputs) -> steps, lengths`, `embed(steps) -> vectors` and
            `read(vectors, lengths) -> outputs, weights`; `embed` and `read` take
            `training`. The vectors are moved.
        loss: function of the model's outputs that returns a scalar.
        inputs: of the model, as `fit` takes them.
        share: float, how far a whole row is moved: this share of the length of one
            of its vectors, in the root mean square.

    Returns:
        float `()`. Its gradient takes the moves as constants.

    Raises:
        ValueError: Keras's backend has no gradients here.

    Reference:
        Miyato et al. 2017, section 3, https://arxiv.org/abs/1605.07725; there the
        vectors are normalised, here the length of the move follows theirs.
    """
    inputs = ops.convert_to_tensor(keras.tree.flatten(inputs)[0], model.input.dtype)
    steps, lengths = model.real(inputs)
    vectors = model.embed(steps, training=True)  # (batch, time, features)

    def loss_at(vectors):
        outputs, _ = model.read(vectors, lengths, training=True)
        return loss(outputs)

    def moved(vectors, move):
        return vectors + ops.cast(move * length, vectors.dtype)

    length = typical_length(vectors, lengths)
    still = ops.stop_gradient(vectors)
    none = ops.zeros(ops.shape(vectors), "float32")
    slopes = gradient(lambda move: SCALE * loss_at(moved(still, move)), none)
    steepness = ops.sqrt(ops.sum(ops.square(slopes), axis=(1, 2), keepdims=True))
    move = ops.stop_gradient(share * slopes / ops.maximum(steepness, TINY))
    return loss_at(moved(vectors, move))


def typical_length(vectors: Tensor, lengths: Tensor) -> Tensor:
    """Return the root mean square length of each row's vectors.

    Returns: float32 `(batch, 1, 1)`, through which no gradient flows.
    """
    real = ops.cast(real_steps(vectors, lengths), "float32")[..., None]
    squares = ops.square(ops.cast(vectors, "float32")) * real
    steps = ops.maximum(ops.sum(real, axis=(1, 2), keepdims=True), 1.0)
    mean = ops.sum(squares, axis=(1, 2), keepdims=True) / steps  # (batch, 1, 1)
    return ops.stop_gradient(ops.sqrt(mean))
