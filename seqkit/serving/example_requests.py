"""Example inputs of a signature, for warm-up requests and for the line of `curl`."""

import base64
from typing import Any

from seqkit.serving.signatures import FRAMES
from seqkit.serving.signatures import IMAGE
from seqkit.serving.signatures import NEUTRAL
from seqkit.serving.signatures import SOUND
from seqkit.serving.signatures import Signature

STEPS = 2  # the number of steps, if an input may have any
TEXT = "hello"
# A PNG file of one grey pixel.
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklE"
    "QVR42mNoAAAAggCB2kUIOwAAAABJRU5ErkJggg=="
)
# A WAV file of two samples of 16 bits, 8,000 a second.
SILENCE = base64.b64decode(
    "UklGRigAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQQAAAAAAAAA"
)
_VALUES = {"string": TEXT, "bool": False}


def example_inputs(signature: Signature, rows: int = 1) -> dict[str, list[Any]]:
    """Return inputs of the dtypes and shapes that a signature takes.

    Args:
        signature: Signature.
        rows: int, the number of rows, which are all the same.

    Returns:
        dict from name to a list of rows, each a value or nested lists of values.
    """
    values = {**NEUTRAL, IMAGE: PIXEL, FRAMES: PIXEL, SOUND: SILENCE}
    for name in signature.inputs:
        values[signature.lengths_of(name)] = STEPS
    examples = {}
    for name, spec in signature.inputs.items():
        row = values.get(name, _VALUES.get(spec.dtype, 1))
        for size in reversed(spec.row_shape):
            row = [row] * (STEPS if size is None else size)
        examples[name] = [row] * rows
    return examples
