"""Compute all parts of a recurrent stack at each step of a sequence."""

from keras import ops

from seqkit.explain.gate_equations import EQUATIONS
from seqkit.explain.gate_equations import CellWeights
from seqkit.layers.recurrent_stack import RecurrentStack
from seqkit.layers.scan import scan
from seqkit.types import State
from seqkit.types import Tensor


def stack_activations(
    stack: RecurrentStack, inputs: Tensor, state: State
) -> tuple[list[dict[str, Tensor]], State]:
    """Return the state and the gates of each layer after each step.

    The equations are computed from the weights of the stack, which itself returns only
    the outputs of its last layer and the last state.

    Args:
        stack: built `RecurrentStack`.
        inputs: float `(batch, time, features)`, of which all steps are real.
        state: the state before the first step, as `stack.start` returns it.

    Returns:
        layers: list of dict, one for each layer, from the name of a part to float
            `(batch, time, units)`; if `bidirectional`, `(batch, time, 2 * units)`,
            the units that read forward first.
        state: like `state`, after the last step.
    """
    inputs, layers, after = ops.cast(inputs, stack.compute_dtype), [], []
    for level, before in zip(stack.recurrences, state, strict=True):
        before = before if stack.bidirectional else (before,)
        directions = [
            _run(stack.cell, recurrence, inputs, start)
            for recurrence, start in zip(level, before, strict=True)
        ]
        parts = {
            name: ops.concatenate([read[name] for read, _ in directions], axis=-1)
            for name in EQUATIONS[stack.cell].parts
        }
        layers.append(parts)
        states = tuple(last for _, last in directions)
        after.append(states if stack.bidirectional else states[0])
        widths_agree = inputs.shape[-1] == parts["h"].shape[-1]
        added = stack.residual and widths_agree
        inputs = inputs + parts["h"] if added else parts["h"]
    return layers, tuple(after)


def _run(name, recurrence, inputs, start):
    """Return the parts of one recurrent layer in one direction, and its last state."""
    equations, weights = EQUATIONS[name], CellWeights(recurrence.layer.cell)
    if recurrence.backward:
        inputs = ops.flip(inputs, axis=1)
    of_inputs = ops.matmul(inputs, weights.kernel) + weights.bias
    # (batch, time, gates * units)
    size = len(equations.state)

    def step(carried, of_step):
        return equations.step(weights, of_step, carried[:size])

    # The gates are carried too, though no step reads them: `scan` returns what is
    # carried.
    nothing = [ops.zeros_like(start[0])] * len(equations.gates)
    last, parts = scan(step, [*start, *nothing], of_inputs)
    if recurrence.backward:
        parts = [ops.flip(part, axis=1) for part in parts]
    return dict(zip(equations.parts, parts, strict=True)), tuple(last[:size])
