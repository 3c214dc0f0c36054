"""Adversarial training: a model learns from texts moved to where it errs more."""

from collections.abc import Callable
from collections.abc import Iterator
from numbers import Real

import keras
from keras import ops

from seqkit.backend.gradient import gradient
from seqkit.layers.lengths import count_real
from seqkit.layers.lengths import real_steps
from seqkit.layers.movable import Movable
from seqkit.types import Tensor

SCALE = 2.0**10  # only directions count, and half precision loses small slopes
TINY = 1e-12


def adversarial_loss(
    model: keras.Model, loss: Callable[[Tensor], Tensor], tokens: Tensor, share: float
) -> Tensor:
    """Return the loss where each text is moved a little to where its loss is higher.

    Args:
        model: with a `Movable` where words have become vectors; the first one counts,
            those of models inside it as well.
        loss: from what the model gives to a scalar.
        tokens: int32 `(batch, time)`, padded on the right with 0.
        share: float, how far a whole text is moved: this share of the length of one
            of its vectors, in the root mean square.

    Returns:
        float `()`. Its gradient takes the moves as constants.

    Raises:
        ValueError: Keras's backend has no gradients here.

    Reference:
        Miyato et al. 2017, section 3, https://arxiv.org/abs/1605.07725; there the
        vectors are normalised, here the length of the move follows theirs.
    """
    words, lengths = next(movables(model)), count_real(tokens)

    def loss_at(move):
        def moved(vectors):
            steps = move * typical_length(vectors, lengths)
            return vectors + ops.cast(steps, vectors.dtype)

        with words.moved(moved):
            return loss(model(tokens, training=True))

    still = ops.zeros((*ops.shape(tokens), words.width), "float32")
    slopes = gradient(lambda move: SCALE * loss_at(move), still)
    steepness = ops.sqrt(ops.sum(ops.square(slopes), axis=(1, 2), keepdims=True))
    return loss_at(ops.stop_gradient(share * slopes / ops.maximum(steepness, TINY)))


def movables(model: keras.Model) -> Iterator[Movable]:
    """Return the places at which vectors can be moved, in the order of the graph."""
    for layer in model.layers:
        if isinstance(layer, Movable):
            yield layer
        elif isinstance(layer, keras.Model):
            yield from movables(layer)


def typical_length(vectors: Tensor, lengths: Tensor) -> Tensor:
    """Return the root mean square length of each text's vectors.

    Returns: float32 `(batch, 1, 1)`; its gradient is none.
    """
    real = ops.cast(real_steps(vectors, lengths), "float32")[..., None]
    squares = ops.square(ops.cast(vectors, "float32")) * real
    steps = ops.maximum(ops.sum(real, axis=(1, 2), keepdims=True), 1.0)
    mean = ops.sum(squares, axis=(1, 2), keepdims=True) / steps
    return ops.stop_gradient(ops.sqrt(mean))


def check_adversarial(share):
    """Raise ValueError unless a share is a number of 0 or more."""
    if not (isinstance(share, Real) and 0 <= share < float("inf")):
        raise ValueError(
            "`adversarial` is a share of a vector's length, 0 or more; 0.1 is a good "
            f"one to try. Received {share!r}."
        )
