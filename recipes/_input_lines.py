"""The lines that `seqkit run` reads: each holds one row of the inputs of an export."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

from seqkit.serving.signatures import IMAGE

if TYPE_CHECKING:
    from seqkit.serving.signatures import Signature


def read_line(line: str | bytes, signature: Signature) -> dict[str, Any]:
    """Return the inputs of one line by name.

    Where an export needs one text, the line is the text; where it needs one image, the
    line is the path of its file. Otherwise the line is JSON: an object from the name of
    each input to its value, or the value alone where one input is needed. Numbers with
    axes are nested lists.

    Args:
        line: str, or bytes, which need not be UTF-8 where the line is a text.
        signature: Signature.

    Raises:
        ValueError: the line is no such JSON.

    Example:
    >>> read_line('{"text": "one dog", "other": "ein Hund"}', signature)
    {'text': 'one dog', 'other': 'ein Hund'}
    """
    needed = signature.required
    specs = [signature.inputs[name] for name in needed]
    if [(spec.dtype, spec.row_shape) for spec in specs] == [("string", ())]:
        inputs = {needed[0]: line}
    else:
        inputs = _read_json(line, needed)
    if IMAGE in inputs:
        inputs[IMAGE] = Path(os.fsdecode(inputs[IMAGE])).read_bytes()
    return inputs


def _read_json(line, needed):
    """Return the inputs of a line of JSON by name."""
    try:
        inputs = json.loads(line)
    except ValueError:
        inputs = None
    if len(needed) == 1 and isinstance(inputs, list | int | float):
        return {needed[0]: inputs}
    if not isinstance(inputs, dict):
        names = ", ".join(f'"{name}": …' for name in needed)
        raise ValueError(
            f"Each line for this export is JSON: {{{names}}}. Received {line!r:.80}."
        )
    return inputs
