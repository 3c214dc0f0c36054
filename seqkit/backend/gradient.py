"""The gradient of a function, for which Keras has no public name."""

from collections.abc import Callable

import keras

from seqkit.types import Tensor


def gradient(function: Callable[[Tensor], Tensor], inputs: Tensor) -> Tensor:
    """Return the gradient of a function.

    Args:
        function: in `keras.ops`, from a float tensor to a scalar.
        inputs: float tensor.

    Returns:
        Tensor like `inputs`.

    Raises:
        ValueError: Keras's backend is neither TensorFlow nor JAX.
    """
    backend = keras.backend.backend()
    if backend == "tensorflow":
        import tensorflow as tf

        with tf.GradientTape() as tape:
            tape.watch(inputs)
            answer = function(inputs)
        return tape.gradient(answer, inputs)
    if backend == "jax":
        import jax

        return jax.grad(function)(inputs)
    raise ValueError(
        "Gradients need TensorFlow or JAX as Keras's backend. "
        f"Received {backend!r}. Set `KERAS_BACKEND` to one of them; "
        '`explain.words(…, method="occlusion")` and `adversarial=0.0` need none.'
    )
