"""An LSTM over all steps, with a gradient that is written out."""

import keras
from keras import ops

from seqkit.backend.run_steps import run_steps
from seqkit.layers.products_of_steps import product
from seqkit.layers.products_of_steps import summed_product
from seqkit.types import Tensor


def lstm_over_time(
    cell: keras.layers.LSTMCell, inputs: Tensor, state: list[Tensor]
) -> list[Tensor]:
    """Run an LSTM over time, and return its state after each step.

    The products with all inputs, and those of the weights' gradients, are one product
    each before and after the loop; the loop itself multiplies by the recurrent weights
    only. So an LSTM of 512 units trains in two thirds to five sixths of the time of
    Keras's layer on a CPU; a narrow one trains slower (see `cells.py`). In mixed
    precision the products are of the lower precision, and the state and the gates are
    float32, so that small changes of c are not lost.

    Args:
        cell: built `keras.layers.LSTMCell`, with the activations tanh and sigmoid and a
            bias. It runs without dropout.
        inputs: float `(batch, time, features)`, at least one step.
        state: list of h and c, float `(batch, units)`, before the first step.

    Returns:
        list of h and c after each step, float `(batch, time, units)`.

    Reference: see `RecurrentStack`, lstm.
    """
    dtype = cell.compute_dtype
    weights = [
        _sigmoids_first(ops.cast(each, dtype))
        for each in (cell.kernel, cell.recurrent_kernel)
    ]
    bias = _sigmoids_first(ops.cast(cell.bias, "float32"))
    steps = ops.transpose(inputs, (1, 0, 2))  # (time, batch, features)
    state = [ops.cast(part, "float32") for part in state]
    after = _lstm(steps, *state, *weights, bias)  # h, c: (time, batch, units)
    return [ops.cast(ops.transpose(part, (1, 0, 2)), dtype) for part in after]


def _sigmoids_first(weights):
    """Put the columns of Keras's i, f, candidate, o in the order i, f, o, candidate."""
    put_in, forget, candidate, put_out = ops.split(weights, 4, axis=-1)
    return ops.concatenate([put_in, forget, put_out, candidate], axis=-1)


@ops.custom_gradient
def _lstm(inputs, h, c, kernel, recurrent_kernel, bias):
    """Return h and c after each step, and the function of their gradients."""
    units = h.shape[-1]
    before = product(inputs, kernel) + bias  # (time, batch, 4 * units)

    def step(carried, inputs):
        h, c = carried
        gates = inputs[0] + product(h, recurrent_kernel)  # (batch, 4 * units)
        sigmoids = ops.sigmoid(gates[:, : 3 * units])
        candidate = ops.tanh(gates[:, 3 * units :])
        put_in, forget, put_out = ops.split(sigmoids, 3, axis=-1)
        c = forget * c + put_in * candidate
        h = put_out * ops.tanh(c)
        return (h, c), (h, c, sigmoids, candidate)

    _, (after_h, after_c, *gates) = run_steps(step, (h, c), (before,))

    def gradient(*upstream):
        # TensorFlow gives two gradients, JAX a pair of them.
        upstream_h, upstream_c = upstream if len(upstream) == 2 else upstream[0]
        before_h = ops.concatenate([h[None], after_h[:-1]])  # (time, batch, units)
        before_c = ops.concatenate([c[None], after_c[:-1]])
        (of_h, of_c), (of_gates,) = run_steps(
            _backward(ops.transpose(recurrent_kernel)),
            (ops.zeros_like(h), ops.zeros_like(c)),
            (upstream_h, upstream_c, before_c, after_c, *gates),
            reverse=True,
        )
        return (
            ops.cast(product(of_gates, ops.transpose(kernel)), inputs.dtype),
            of_h,
            of_c,
            summed_product(inputs, of_gates),
            summed_product(before_h, of_gates),
            ops.sum(ops.cast(of_gates, "float32"), axis=(0, 1)),
        )

    return (after_h, after_c), gradient


def _backward(transposed):
    """Build the step from the gradients after a step to those before it."""

    def step(carried, inputs):
        of_h, of_c = carried
        upstream_h, upstream_c, before_c, after_c, sigmoids, candidate = inputs
        put_in, forget, put_out = ops.split(sigmoids, 3, axis=-1)
        squashed = ops.tanh(after_c)
        of_h = of_h + upstream_h
        of_c = of_c + upstream_c + of_h * put_out * (1 - squashed * squashed)
        of_sigmoids = ops.concatenate(
            [of_c * candidate, of_c * before_c, of_h * squashed], axis=-1
        )  # (batch, 3 * units)
        of_gates = ops.concatenate(
            [
                of_sigmoids * sigmoids * (1 - sigmoids),
                of_c * put_in * (1 - candidate * candidate),
            ],
            axis=-1,
        )  # (batch, 4 * units)
        of_gates = ops.cast(of_gates, transposed.dtype)
        return (product(of_gates, transposed), of_c * forget), (of_gates,)

    return step
