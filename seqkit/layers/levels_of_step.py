"""One step of a recurrent stack, and its gradient, as functions of tensors."""

from dataclasses import dataclass

from keras import ops

from seqkit.layers.gates import Gates
from seqkit.layers.products_of_steps import product
from seqkit.layers.products_of_steps import summed
from seqkit.layers.products_of_steps import summed_product
from seqkit.types import Tensor


@dataclass(frozen=True)
class Levels:
    """Run one step of all layers of a stack, and compute its gradient.

    Args:
        gates: `Gates` of the cell.
        residual: bool, add the inputs of each layer but the first to its outputs.
        weights: list with a tuple for each layer: kernel, recurrent kernel and biases,
            float `(1 or 2, gates * units)`. The first kernel is that of the inputs
            that are known only in the loop.
    """

    gates: Gates
    residual: bool
    weights: list[tuple[Tensor, Tensor, Tensor]]

    def forward(self, inputs, hoisted, state):
        """Return the outputs, the state after the step, and tensors for `backward`.

        Args:
            inputs: float `(batch, features)`.
            hoisted: float `(batch, gates * units)`, the product of the other inputs.
            state: list with a tuple of float `(batch, units)` for each layer.
        """
        outputs, after, kept = inputs, [], []
        for level, (kernel, recurrent, biases) in enumerate(self.weights):
            of_inputs = product(outputs, kernel)
            if self.gates.two_biases:
                of_inputs = of_inputs + biases[0]
            if level == 0:
                of_inputs = of_inputs + hoisted
            of_h = product(state[level][0], recurrent) + biases[-1]
            now, left = self.gates.forward(of_inputs, of_h, state[level])
            outputs = outputs + now[0] if self.residual and level else now[0]
            after.append(now)
            kept.append(left)
        return outputs, tuple(after), kept

    def backward(self, of_outputs, of_state, kept, transposed):
        """Return the gradients of inputs, of the state before, and of all products.

        Args:
            of_outputs: float `(batch, units)`.
            of_state: list like `state` of `forward`, gradients after the step.
            kept: list, from `forward`.
            transposed: the result of `transposed`.
        """
        before, products = list(of_state), list(of_state)
        for level in reversed(range(len(self.weights))):
            kernel, recurrent = transposed[level]
            of_h, *others = of_state[level]
            of_products, (of_h, *others) = self.gates.backward(
                (of_h + of_outputs, *others), kept[level]
            )
            through_h = product(of_products[-1], recurrent)
            of_h = through_h if of_h is None else of_h + through_h
            through_inputs = product(of_products[0], kernel)
            adds = self.residual and level
            of_outputs = of_outputs + through_inputs if adds else through_inputs
            before[level], products[level] = (of_h, *others), of_products
        return of_outputs, tuple(before), products

    def transposed(self):
        """Return the transposed kernels of each layer: once, not once a step."""
        return [
            (ops.transpose(kernel), ops.transpose(recurrent))
            for kernel, recurrent, _ in self.weights
        ]

    def of_weights(self, inputs, before, after, of_products):
        """Return the gradients of `weights`, from tensors of all steps.

        Args:
            inputs: float `(time, batch, features)`, of the first layer.
            before: list of float `(time, batch, units)`, h of each layer before a step.
            after: list like `before`, after a step.
            of_products: list of tuples of float `(time, batch, gates * units)`.
        """
        gradients = []
        for level, products in enumerate(of_products):
            of_biases = [summed(each) for each in products]
            gradients.append(
                (
                    summed_product(inputs, products[0]),
                    summed_product(before[level], products[-1]),
                    ops.stack(of_biases),
                )
            )
            adds = self.residual and level
            inputs = inputs + after[level] if adds else after[level]
        return tuple(gradients)
