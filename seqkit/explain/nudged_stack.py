"""Run a recurrent stack while its states are nudged, to see what a nudge changes."""

from keras import ops

from seqkit.layers.lengths import keep_real
from seqkit.layers.lengths import last_real
from seqkit.layers.recurrent_stack import RecurrentStack
from seqkit.layers.scan import scan
from seqkit.types import State
from seqkit.types import Tensor


def nudges_width(stack: RecurrentStack) -> int:
    """Return the width of the nudges of a stack: its state's, and its outputs'."""
    return stack.summary_width + stack.units


def run_nudged(
    stack: RecurrentStack, inputs: Tensor, nudges: Tensor, lengths: Tensor | None
) -> tuple[Tensor, State, list[Tensor]]:
    """Run a stack, and add a nudge to its state after each step.

    The gradient with respect to a nudge of zero is the gradient with respect to the
    state itself, through all later steps and layers.

    Args:
        stack: `RecurrentStack`, not bidirectional, without dropout.
        inputs: float `(batch, time, features)`, at least one step.
        nudges: float `(batch, time, nudges_width(stack))`, the nudge of each part of
            each layer's state, then that of the outputs.
        lengths: int32 `(batch,)`, real steps of each row. None: all steps are real.

    Returns:
        outputs, state: as the stack returns them.
        after: list of float `(batch, time, units)`, each part of each layer's state
            after each step.
    """
    inputs = ops.cast(inputs, stack.compute_dtype)
    rows, time, width = *ops.shape(inputs)[:2], inputs.shape[-1]
    start = stack.start(rows, time)
    flat = [part for level in start for part in level]
    of_states, of_outputs = nudges[..., : -stack.units], nudges[..., -stack.units :]

    def step(carried, joined):
        state, nudge = carried[:-1], ops.split(joined[:, width:], len(flat), axis=-1)
        return _step(stack, joined[:, :width], state, nudge)

    joined = ops.concatenate([inputs, of_states], axis=-1)
    # The outputs are carried too, since `scan` returns what is carried.
    _, after = scan(step, [*flat, ops.zeros_like(flat[0])], joined)
    *after, outputs = after
    outputs = keep_real(outputs + of_outputs, lengths)  # (batch, time, units)
    # The highest h is an output too, of models that read the last state.
    highest = len(after) - len(after) // stack.depth
    after[highest] = after[highest] + of_outputs
    if lengths is None:
        last = [part[:, -1] for part in after]
    else:
        last = [
            last_real(part, lengths, first)
            for part, first in zip(after, flat, strict=True)
        ]
    return outputs, _levels(stack, last), after


def _step(stack, inputs, state, nudge):
    """Return the parts of the state after one step, then the outputs."""
    after = []
    levels = zip(_levels(stack, state), _levels(stack, nudge), strict=True)
    for (recurrence,), (parts, added) in zip(stack.recurrences, levels, strict=True):
        _, parts = recurrence.step(inputs, parts)
        parts = [part + more for part, more in zip(parts, added, strict=True)]
        outputs = parts[0]  # the first part of a state is the output
        if stack.residual and inputs.shape[-1] == stack.units:
            outputs = inputs + outputs
        inputs = outputs
        after.extend(parts)
    return [*after, inputs]


def _levels(stack, parts):
    """Return a flat list of parts as a tuple for each layer."""
    size = len(parts) // stack.depth
    return tuple(
        tuple(parts[level * size : (level + 1) * size]) for level in range(stack.depth)
    )
