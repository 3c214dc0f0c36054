"""Inputs that show or warm up a signature: any of the right dtypes and shapes."""

import base64
from typing import Any

from seqkit.serving.signatures import IMAGE
from seqkit.serving.signatures import NEUTRAL
from seqkit.serving.signatures import Signature

STEPS = 2  # of inputs of any number of steps
TEXT = "hello"
# The file of a grey pixel.
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklE"
    "QVR42mNoAAAAggCB2kUIOwAAAABJRU5ErkJggg=="
)
_VALUES = {"string": TEXT, "bool": False}


def example_inputs(signature: Signature, rows: int = 1) -> dict[str, list[Any]]:
    """Return inputs that a signature can answer.

    Args:
        signature: Signature.
        rows: int, of each input.

    Returns:
        dict from name to a list of rows, each a value or nested lists of values.
    """
    values = {**NEUTRAL, IMAGE: PIXEL}
    for name in signature.inputs:
        values[signature.lengths_of(name)] = STEPS
    examples = {}
    for name, spec in signature.inputs.items():
        row = values.get(name, _VALUES.get(spec.dtype, 1))
        for size in reversed(spec.row_shape):
            row = [row] * (STEPS if size is None else size)
        examples[name] = [row] * rows
    return examples
