"""A recurrent cell over all steps, with a gradient that is written out."""

import keras
from keras import ops

from seqkit.backend.own_gradient import own_gradient
from seqkit.backend.run_halves import run_halves
from seqkit.layers.gates import Gates
from seqkit.layers.products_of_steps import product
from seqkit.layers.products_of_steps import summed
from seqkit.layers.products_of_steps import summed_product
from seqkit.types import Tensor


def over_time(
    gates: Gates, cell: keras.layers.Layer, inputs: Tensor, state: list[Tensor]
) -> list[Tensor]:
    """Run a cell over time, and return its state after each step.

    The products with all inputs, and those of the weights' gradients, are one product
    each before and after the loop; the loop itself multiplies by the recurrent weights
    only, and its gradient reads what the loop has kept. So on a CPU a layer trains in
    two thirds to five sixths of the time of Keras's. In mixed precision the products
    are of the lower precision, and the state and the gates are float32, so that small
    changes of the state are not lost.

    Args:
        gates: `Gates` of the cell.
        cell: built Keras cell of these gates, with a bias. It runs without dropout.
        inputs: float `(batch, time, features)`, at least one step.
        state: list of float `(batch, units)`, before the first step; h is the first.

    Returns:
        list of each part of the state after each step, float `(batch, time, units)`.

    Reference: see `RecurrentStack`.
    """
    dtype = cell.compute_dtype
    weights = [ops.cast(each, dtype) for each in (cell.kernel, cell.recurrent_kernel)]
    biases = ops.reshape(ops.cast(cell.bias, "float32"), (-1, weights[0].shape[-1]))
    steps = ops.transpose(inputs, (1, 0, 2))  # (time, batch, features)
    state = [ops.cast(part, "float32") for part in state]
    after = _differentiable(gates)(steps, *weights, biases, *state)
    return [ops.cast(ops.transpose(part, (1, 0, 2)), dtype) for part in after]


def _differentiable(gates):
    """Return a function of tensors that has a gradient of its own."""

    @own_gradient
    def run(inputs, kernel, recurrent_kernel, biases, *state):
        """Return the parts of the state after each step, and their gradients."""
        of_inputs = product(inputs, kernel)  # (time, batch, gates * units)

        def step(state, inputs):
            of_h = product(state[0], recurrent_kernel) + biases[-1]
            of_inputs = inputs[0] + biases[0] if gates.two_biases else inputs[0]
            state, kept = gates.forward(of_inputs, of_h, state)
            return state, (*state, *kept)

        last, after = run_halves(step, state, (of_inputs,), stack=len(state))
        after, kept = after[: len(state)], after[len(state) :]

        def gradient(*upstream):
            upstream = keras.tree.flatten(upstream)  # JAX gives a tuple of a tuple
            of_state, of_products = run_halves(
                _backward(gates, ops.transpose(recurrent_kernel)),
                tuple(map(ops.zeros_like, last)),
                (*upstream, *kept),
                reverse=True,
            )
            before = ops.concatenate([state[0][None], after[0][:-1]])
            of_biases = [summed(each) for each in of_products]
            return (
                ops.cast(product(of_products[0], ops.transpose(kernel)), inputs.dtype),
                summed_product(inputs, of_products[0]),
                summed_product(before, of_products[-1]),
                ops.stack(of_biases),
                *of_state,
            )

        return after, gradient

    return run


def _backward(gates, transposed):
    """Build the step from the gradients after a step to those before it."""

    def step(of_state, inputs):
        count = len(of_state)
        of_state = tuple(
            each + upstream
            for each, upstream in zip(of_state, inputs[:count], strict=True)
        )
        of_products, (of_h, *others) = gates.backward(of_state, inputs[count:])
        of_products = tuple(ops.cast(each, transposed.dtype) for each in of_products)
        through_h = product(of_products[-1], transposed)
        of_h = through_h if of_h is None else of_h + through_h
        return (of_h, *others), of_products

    return step
