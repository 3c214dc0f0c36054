"""What a recurrent stack may be built of, and which state it may begin with."""

from typing import Any

from seqkit.arguments import whole_number
from seqkit.layers.lengths import fits
from seqkit.layers.recurrence import CELLS
from seqkit.types import State

BOTH = "A call returns the outputs of all steps and the last state: `outputs, state`."
ADVICE = {
    "input_size": "It is read from the inputs: leave it out.",
    "return_sequences": f"{BOTH} Take the last step by `LastOverTime`.",
    "return_state": BOTH,
    "go_backwards": "Give `bidirectional=True`, or reverse the inputs.",
    "merge_mode": "Directions are concatenated: leave it out.",
    "unroll": "Leave it out.",
}
"""What is said of arguments of Keras and PyTorch that a stack does not have."""


def check_cell(cell: Any) -> None:
    """Raise ValueError unless there is such a cell."""
    if not isinstance(cell, str) or cell not in CELLS:
        advice = ""
        if isinstance(cell, str) and cell.lower() in CELLS:
            advice = f" Give {cell.lower()!r}."
        raise ValueError(
            f"`cell` is one of {', '.join(map(repr, CELLS))}. "
            f"Received {cell!r:.80}.{advice}"
        )


def checked_batch_size(stateful: bool, batch_size: Any, bidirectional: bool):
    """Return the rows of each batch as an int, or None for a stack without a state."""
    if stateful and (bidirectional or not batch_size):
        raise ValueError(
            "`stateful=True` carries one forward state for each row of a batch. "
            f"Received batch_size={batch_size}, bidirectional={bidirectional}. "
            "Give the `batch_size` of your data and `bidirectional=False`."
        )
    return None if batch_size is None else whole_number("batch_size", batch_size)


def check_state(layer: str, state: State, zeros: State) -> None:
    """Raise ValueError unless a first state has the parts and shapes of `zeros`.

    Args:
        layer: str, the layer's name, for the error.
        state: what was given.
        zeros: nest of float `(batch, units)`, a state that fits.
    """
    if not _is_like(state, zeros):
        raise ValueError(
            f"`initial_state` of `{layer}` is a tuple over its layers, each (h,), of "
            "an LSTM (h, c); where bidirectional, each (forward, backward) of such. "
            f"Shapes expected: {_shapes(zeros)!s:.200}. "
            f"Received: {_shapes(state)!s:.200}. "
            "Give the `state` that a call or `zero_state` returned."
        )


def _is_like(state, zeros):
    if isinstance(zeros, tuple):
        several = isinstance(state, list | tuple) and len(state) == len(zeros)
        return several and all(map(_is_like, state, zeros))
    return hasattr(state, "shape") and fits(state.shape, zeros.shape)


def _shapes(state):
    if isinstance(state, list | tuple):
        return tuple(map(_shapes, state))
    return tuple(state.shape) if hasattr(state, "shape") else state
