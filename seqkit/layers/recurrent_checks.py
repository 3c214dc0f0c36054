"""Checks of the arguments and states of recurrent stacks and decoders."""

from typing import Any

from seqkit.arguments import whole_number
from seqkit.layers.sequence_checks import fits
from seqkit.types import State
from seqkit.types import Tensor

BOTH = "A call returns the outputs of all steps and the last state: `outputs, state`."
ADVICE = {
    "input_size": "It is read from the inputs: leave it out.",
    "return_sequences": f"{BOTH} Take the last step by `LastOverTime`.",
    "return_state": BOTH,
    "go_backwards": "Give `bidirectional=True`, or reverse the inputs.",
    "merge_mode": "Directions are concatenated: leave it out.",
    "unroll": "Leave it out.",
}
"""Advice on arguments that layers of Keras and PyTorch have and ours do not."""


def checked_batch_size(
    stateful: bool, batch_size: Any, bidirectional: bool
) -> int | None:
    """Return `batch_size` as an int, or None if no number is given.

    Raises:
        ValueError: `batch_size` is no int, or `stateful` is True and there is no
            `batch_size` or the stack is bidirectional.
    """
    if stateful and (bidirectional or not batch_size):
        raise ValueError(
            "`stateful=True` carries one forward state for each row of a batch. "
            f"Received batch_size={batch_size}, bidirectional={bidirectional}. "
            "Give the `batch_size` of your data and `bidirectional=False`."
        )
    return None if batch_size is None else whole_number("batch_size", batch_size)


def check_state(layer: str, state: State, expected: State) -> None:
    """Raise ValueError unless a state has the nest and the shapes of `expected`.

    Args:
        layer: str, the layer's name, for the error.
        state: nest of tensors, the state to check.
        expected: nest of tensors, a state of the right nest and shapes.
    """
    if not _is_like(state, expected):
        raise ValueError(
            f"The `state` of `{layer}` has another form. "
            f"Expected shapes: {_shapes(expected)!s:.200}. "
            f"Received: {_shapes(state)!s:.200}. "
            "Give the state that a call or `start` returned."
        )


def check_summary(layer: str, summary: Tensor, width: int) -> None:
    """Raise ValueError unless a summary has the shape `(rows, width)`."""
    if not fits(summary.shape, (None, width)):
        raise ValueError(
            f"A `summary` for `{layer}` has the shape (rows, {width}), to be cut into "
            f"the first state. Received shape {tuple(summary.shape)}. "
            "Project it first: `keras.layers.Dense(layer.summary_width)(summary)`."
        )


def _is_like(state, expected):
    if isinstance(expected, tuple):
        several = isinstance(state, list | tuple) and len(state) == len(expected)
        return several and all(map(_is_like, state, expected))
    return hasattr(state, "shape") and fits(state.shape, expected.shape)


def _shapes(state):
    if isinstance(state, list | tuple):
        return tuple(map(_shapes, state))
    return tuple(state.shape) if hasattr(state, "shape") else state
