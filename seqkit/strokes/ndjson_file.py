"""Read QuickDraw's files: one drawing a line, in JSON."""

import json
from pathlib import Path

from seqkit.strokes.drawing import Drawing
from seqkit.text_files import BLANK
from seqkit.text_files import lines_of


def read_ndjson(path: Path) -> list[Drawing]:
    """Read the drawings of a file of QuickDraw, raw or simplified; gzip is unpacked.

    Each line of the file is an object whose "drawing" is a list of lines, each a list
    of the x of all points, a list of their y, and in raw files a list of times, which
    are not read. Blank lines of the file are skipped.

    Args:
        path: Path of the file.

    Raises:
        ValueError: a line of the file is no such object, with the number of the line;
            or the file is no text in UTF-8.

    Reference:
        https://github.com/googlecreativelab/quickdraw-dataset.
    """
    found = []
    for number, text in enumerate(lines_of(path), 1):
        if text.strip(BLANK):
            try:
                found.append(_drawing(json.loads(text)))
            except (TypeError, ValueError, RecursionError) as error:
                raise ValueError(
                    'Expected a line such as {"drawing": [[[0, 5], [0, 9]]]}, with x '
                    f"and y of the points of each line. Received {path}, whose line "
                    f"{number} is {text.strip()!r:.60} ({error!s:.200}). Correct it, "
                    "or leave it out."
                ) from error
    return found


def _drawing(record):
    """Return the drawing of a decoded line of the file."""
    if not isinstance(record, dict) or not isinstance(record.get("drawing"), list):
        raise ValueError('it is no object with a list "drawing"')
    lines = []
    for line in record["drawing"]:
        if not isinstance(line, list) or len(line) < 2:
            raise ValueError("a line of the drawing has no x and y")
        lines.append(list(zip(line[0], line[1], strict=True)))
    return Drawing.from_lines(lines)
