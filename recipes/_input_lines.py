"""Read the lines that `seqkit run` gets; each has the inputs of one row."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

from seqkit.serving.signatures import FILES
from seqkit.serving.signatures import FRAMES
from seqkit.serving.signatures import NEUTRAL

if TYPE_CHECKING:
    from seqkit.serving.signatures import Signature

STROKES = "strokes"
JSON = "{", "[", b"{", b"["  # how a line of JSON begins


def read_line(line: str | bytes, signature: Signature) -> dict[str, Any]:
    """Return the inputs of one line as a dict by name.

    If an export needs one text, the line is the text; if it needs one image or sound,
    the line is the path of the file; if it needs the frames of a clip, that of a folder
    of frames, a GIF or a video file. Otherwise the line is JSON: an object from the
    name of each input to its value, or only the value if one input is needed. Arrays
    are nested lists. In place of the numbers of a drawing there may be the path of its
    file. An empty object asks an export that needs no input for a new answer.

    Args:
        line: str, or bytes; bytes of a text need not be UTF-8.
        signature: `Signature`, of the export.

    Raises:
        ValueError: the line is not the JSON that the export needs.

    Example:
    >>> read_line('{"text": "one dog", "other": "ein Hund"}', signature)
    {'text': 'one dog', 'other': 'ein Hund'}
    """
    needed = signature.required
    if needed == [FRAMES]:
        from seqkit.video.frame_files import clip_files

        return {FRAMES: clip_files(os.fsdecode(line))}
    if needed == [STROKES] and line.strip()[:1] not in JSON:
        from seqkit.strokes.read_drawing import read_drawing

        return {STROKES: read_drawing(os.fsdecode(line))}
    specs = [signature.inputs[name] for name in needed]
    if [(spec.dtype, spec.row_shape) for spec in specs] == [("string", ())]:
        inputs = {needed[0]: line}
    else:
        inputs = _read_json(line, needed)
    if not inputs and "seed" in signature.inputs:
        inputs = {"seed": NEUTRAL["seed"]}
    for name in {*FILES} & {*inputs}:
        inputs[name] = Path(os.fsdecode(inputs[name])).read_bytes()
    return inputs


def _read_json(line, needed):
    """Return the inputs of a line of JSON as a dict by name."""
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
