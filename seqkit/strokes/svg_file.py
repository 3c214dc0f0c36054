"""Read SVG files: the shapes of a file as the lines of a drawing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np

from seqkit.strokes.drawing import Drawing

FLATNESS = 1 / 500
"""How far a curve may be from its points, as a share of the drawing's longer side."""

# What svgelements lets through for attributes that it cannot read.
_BROKEN = (
    ArithmeticError,
    AttributeError,
    ElementTree.ParseError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


def read_svg(path: Path) -> Drawing:
    """Read the shapes of an SVG file as a drawing, in the order of the file.

    Each part of a path is a line; so are rectangles, circles, ellipses and polygons,
    which end where they begin. Transforms are applied; the units are those of the
    file's `viewBox`. Curves become points at most `FLATNESS` times the longer side of
    the drawing away from them. Hidden shapes, clips, fills, texts and pictures are left
    out; symbols, markers and masks are read as if they were drawn where they stand.

    Args:
        path: Path of the file.

    Raises:
        ValueError: the file is no SVG, has no shape, or a number is not finite or
            beyond 10 million.
        ImportError: the package svgelements is not installed.
    """
    parts = [part for shape in _shapes(path) for part in _parts(shape)]
    if not parts:
        raise ValueError(
            f"Expected an SVG file with a path or another shape. Received {path}, "
            "which draws no shape; texts and pictures are not read. Turn its texts "
            'into paths: in Inkscape "Object to Path"; or leave the file out.'
        )
    flatness = FLATNESS * _side(parts)
    try:
        return Drawing.from_lines([_line(part, flatness) for part in parts])
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error


def _shapes(path) -> Iterator[Any]:
    """Yield the drawn shapes of a file as paths of svgelements, transforms applied."""
    try:
        import svgelements
    except ImportError as error:
        raise ImportError(
            "SVG files are read by the package svgelements. Received "
            f"{path}, and it is not installed. Install it: "
            "`pip install seqkit[sketches]`; or give arrays of positions."
        ) from error
    try:
        svg = svgelements.SVG.parse(str(path), reify=True)
        units = ~svgelements.Matrix(svg.viewbox_transform)
        for each in svg.elements():
            if isinstance(each, svgelements.Shape):
                if each.values.get("visibility") not in ("hidden", "collapse"):
                    yield abs(svgelements.Path(each) * units)
    except _BROKEN as error:
        raise ValueError(
            f"Expected an SVG file. Received {path}, which cannot be read "
            f"({type(error).__name__} {error!s:.200}). Open it in an editor, and save "
            'it again as "plain SVG".'
        ) from error


def _parts(shape):
    """Yield the parts of a path that draw a line, as lists of segments."""
    for part in shape.as_subpaths():
        segments = [segment for segment in part if segment.end is not None]
        # A path may move the pen only, which draws nothing.
        if any(type(segment).__name__ != "Move" for segment in segments):
            yield segments


def _side(parts):
    """Return the longer side of the box around all points and control points."""
    places = np.array([[*point] for part in parts for point in _controls(part)])
    return float(np.ptp(places, axis=0).max())


def _controls(segments):
    """Yield the points by which the segments of a part are given."""
    for segment in segments:
        for name in ("end", "control", "control1", "control2", "center"):
            point = getattr(segment, name, None)
            if point is not None:
                yield point.x, point.y


def _line(segments, flatness):
    """Return the positions of one part, float64 `(points, 2)`."""
    places = [(segments[0].end.x, segments[0].end.y)]
    for segment in segments[1:]:
        end = (segment.end.x, segment.end.y)
        closing = type(segment).__name__ == "Close"
        # A path may be back already, up to the errors of floats.
        if not closing or np.hypot(*np.subtract(end, places[-1])) > 1e-3 * flatness:
            places += [*_inside(segment, flatness), end]
    # A line from a point to the same point is a dot.
    return np.array(places[:1] if len({*places}) == 1 else places)


def _inside(segment, flatness):
    """Return the points between the ends of a segment, a list of pairs."""
    kind = type(segment).__name__
    if kind == "Arc":
        bend = 1 - flatness / max(abs(segment.rx), abs(segment.ry), flatness, 1e-300)
        count = abs(segment.sweep) / (2 * np.arccos(min(max(bend, 0.0), 1 - 1e-9)))
    elif kind in ("QuadraticBezier", "CubicBezier"):
        count = _pieces(segment, kind, flatness)
    else:
        return []
    shares = np.linspace(0, 1, int(np.ceil(max(count, 1))) + 1)[1:-1]
    return [(float(x), float(y)) for x, y in segment.npoint(shares)]


def _pieces(segment, kind, flatness):
    """Return the number of equal pieces that keep a Bézier curve within `flatness`.

    A piece of n is at most d (d - 1) / 8 n² times the largest second difference of the
    d + 1 control points away from its chord (Wang 1984).
    """
    names = {"QuadraticBezier": ["control"], "CubicBezier": ["control1", "control2"]}
    names = ["start", *names[kind], "end"]
    points = np.array([[*getattr(segment, name)] for name in names], "float64")
    degree = len(points) - 1
    bend = np.hypot(*np.diff(points, 2, axis=0).T).max()
    return np.sqrt(degree * (degree - 1) / 8 * bend / max(flatness, 1e-300))
