"""The gradient of a function, for which Keras has no operation on all backends."""

from collections.abc import Callable

import keras

from seqkit.types import Tensor


def gradient(function: Callable[[Tensor], Tensor], inputs: Tensor) -> Tensor:
    """Return the gradient of a function at its inputs.

    Args:
        function: function from a float tensor to a scalar, in `keras.ops`.
        inputs: float tensor.

    Returns:
        Tensor of the shape and dtype of `inputs`.

    Raises:
        ValueError: Keras's backend is neither TensorFlow nor JAX.
    """
    backend = keras.backend.backend()
    if backend == "tensorflow":
        import tensorflow as tf

        with tf.GradientTape() as tape:
            tape.watch(inputs)
            result = function(inputs)
        return tape.gradient(result, inputs)
    if backend == "jax":
        import jax

        return jax.grad(function)(inputs)
    raise ValueError(
        "Gradients need TensorFlow or JAX as Keras's backend. "
        f"Received {backend!r}. Set `KERAS_BACKEND` to one of them; "
        '`explain.words(…, method="occlusion")` and `adversarial=0.0` use none.'
    )
