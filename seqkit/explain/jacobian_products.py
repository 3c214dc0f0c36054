"""Compute gradients of a vanilla RNN as products of Jacobians, without a tape."""

import keras
import numpy as np
from keras import ops

from seqkit.layers.recurrent_stack import RecurrentStack


def has_closed_form(stack: RecurrentStack) -> bool:
    """Return whether `jacobian_products` knows the cell of a stack."""
    return isinstance(stack.recurrences[0][0].layer, keras.layers.SimpleRNN)


def jacobian_products(
    stack: RecurrentStack, states: list[np.ndarray], of_outputs: np.ndarray
) -> np.ndarray:
    """Return the gradient that reaches the state of each layer and step of an RNN.

    From h' = tanh(x W + h U + b) follows ∂h'/∂h = diag(1 - h'²) Uᵀ, so that a gradient
    goes back one step by a product with this Jacobian; to the layer below it goes by
    the same product with W in place of U.

    Args:
        stack: `RecurrentStack` of vanilla cells.
        states: list of float `(batch, time, units)`, h after each step, by layer.
        of_outputs: float `(batch, time, units)`, the gradient of the loss with respect
            to the stack's outputs, which the layers after the stack pass down.

    Returns:
        float64 `(batch, time, depth * units)`.

    Reference: Pascanu et al. 2013, eq. 5, https://arxiv.org/abs/1211.5063.
    """
    batch, time, units = of_outputs.shape
    kernels = [_kernels(level) for level in stack.recurrences]
    slopes = [1 - np.square(h, dtype="float64") for h in states]
    gradients = np.zeros((batch, time + 1, stack.depth, units))
    before = [np.zeros((batch, units))] * stack.depth  # inside tanh, a step later
    for step in reversed(range(time)):
        down = of_outputs[:, step]
        for level in reversed(range(stack.depth)):
            kernel, recurrent = kernels[level]
            gradient = down + before[level] @ recurrent.T  # (batch, units)
            gradients[:, step, level] = gradient
            before[level] = gradient * slopes[level][:, step]
            below = before[level] @ kernel.T
            skips = stack.residual and len(kernel) == units
            down = below + down if skips else below
    return gradients[:, :time].reshape(batch, time, -1)


def recurrent_matrix(stack: RecurrentStack, level: int) -> np.ndarray:
    """Return the recurrent matrix U of a layer of vanilla cells, `(units, units)`."""
    return _kernels(stack.recurrences[level])[1]


def _kernels(level):
    cell = level[0].layer.cell
    kernels = cell.kernel, cell.recurrent_kernel
    return [ops.convert_to_numpy(kernel).astype("float64") for kernel in kernels]
