"""Read InkML files: the traces of a pen as the lines of a drawing."""

from pathlib import Path
from xml.etree import ElementTree

import numpy as np

from seqkit.strokes.drawing import Drawing

_VELOCITY, _ACCELERATION, _EXPLICIT = "'", '"', "!"


def read_inkml(path: Path) -> Drawing:
    """Read the traces of an InkML file as a drawing; each trace is a line.

    The channels X and Y are read. Traces with the pen lifted are left out, and a trace
    that continues another one is joined to it. Contexts and transforms of coordinates
    are not applied.

    Args:
        path: Path of the file.

    Raises:
        ValueError: the file is no InkML, has no trace, or a trace cannot be read.

    Reference:
        Ink Markup Language (InkML), W3C 2011, section 3, https://www.w3.org/TR/InkML.
    """
    try:
        root = ElementTree.parse(path).getroot()
    except (ElementTree.ParseError, ValueError) as error:
        raise ValueError(
            f"Expected an InkML file. Received {path}, which is no XML ({error}). "
            "Get it again, or leave it out."
        ) from error
    traces = _traces(root, path)
    if not traces:
        raise ValueError(
            f"Expected an InkML file with traces. Received {path}, with the root "
            f"<{_tag(root)}> and no <trace> of a pen on the paper. Leave it out."
        )
    try:
        return Drawing.from_lines(traces)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error


def _traces(root, path):
    """Return the positions of each trace, a list of float64 `(n, 2)`."""
    x, y = _channels(root)
    lines, places = [], {}
    for number, trace in enumerate(_all(root, "trace")):
        if trace.get("type") == "penUp":
            continue
        try:
            line = _positions(trace.text or "", x, y)
        except (ValueError, IndexError) as error:
            raise ValueError(
                f"Expected points of a trace, such as '10 5, 11 7'. Received {path}, "
                f"whose trace {number}, the first being 0, is "
                f"{(trace.text or '').strip()!r:.60} ({error}). Correct it, or leave "
                "it out."
            ) from error
        if lines and trace.get("continuation") in ("middle", "end"):
            prior = (trace.get("priorRef") or "").lstrip("#")
            place = places.get(prior, len(lines) - 1)
            lines[place] = np.concatenate([lines[place], line])
        else:
            place = len(lines)
            lines.append(line)
        places[_name(trace)] = place
    return lines


def _channels(root):
    """Return the places of X and Y among the numbers of a point."""
    formats = _all(root, "traceFormat")
    names = (
        [each.get("name") for each in _all(formats[0], "channel")] if formats else []
    )
    return (names.index("X"), names.index("Y")) if {"X", "Y"} <= {*names} else (0, 1)


def _positions(text, x, y):
    """Return the positions of one trace, float64 `(n, 2)`."""
    points = [point for point in text.split(",") if point.strip()]
    columns = {channel: _Channel() for channel in (x, y)}
    found = []
    for point in points:
        numbers = _separated(point)
        found.append([columns[channel].next(numbers[channel]) for channel in (x, y)])
    return np.array(found, "float64").reshape(-1, 2)


def _separated(point):
    """Return the numbers of a point; marks and signs may stand for spaces."""
    for mark in (_VELOCITY, _ACCELERATION, _EXPLICIT):
        point = point.replace(mark, f" {mark}")
    parts = "".join(
        f" {sign}" if sign == "-" and before not in "eE'\"!" else sign
        for before, sign in zip(" " + point, point, strict=False)
    )
    return parts.split()


class _Channel:
    """Read one channel, whose numbers may be differences.

    A number after ' is the difference from the value before; one after a double quote
    is the difference from the last difference. A mark holds until the next one.
    """

    def __init__(self):
        self.mark, self.value, self.speed = _EXPLICIT, 0.0, 0.0

    def next(self, number):
        """Return the value of the next number."""
        if number[0] in (_VELOCITY, _ACCELERATION, _EXPLICIT):
            self.mark, number = number[0], number[1:]
        number, before = float(number), self.value
        if self.mark == _EXPLICIT:
            self.value = number
        elif self.mark == _VELOCITY:
            self.value += number
        else:
            self.value += self.speed + number
        self.speed = self.value - before
        return self.value


def _all(root, tag):
    """Return the elements of a tag, in any namespace."""
    return [each for each in root.iter() if _tag(each) == tag]


def _tag(element):
    """Return the tag of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _name(element):
    """Return the id of an element, or None."""
    return element.get("id") or element.get("{http://www.w3.org/XML/1998/namespace}id")
