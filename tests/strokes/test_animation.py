import re
from xml.etree import ElementTree

import numpy as np
import pytest

from seqkit.strokes import Drawing
from seqkit.strokes.animation import animated_svg
from seqkit.strokes.svg_file import read_svg
from seqkit.strokes.svg_text import svg_of
from tests.strokes.hard_drawings import DRAWINGS

SVG = "{http://www.w3.org/2000/svg}"
DRAWING = np.array(
    [[9, 9, 0], [3, 4, 0], [0, 10, 1], [-20, 0, 1], [7, 0, 0], [0, 8, 0]], "float32"
)


def numbers(text):
    return [float(each) for each in text.split(";")]


def drawn_share(path, at):
    """Returns the share of a path that is seen at a share of a turn, from 0 to 1."""
    shown = share = 1.0
    for animate in path.iter(SVG + "animate"):
        times, values = numbers(animate.get("keyTimes")), numbers(animate.get("values"))
        if animate.get("attributeName") == "opacity":
            shown = values[np.searchsorted(times, at, side="right") - 1]
        else:
            share = 1 - np.interp(at, times, values)
    return shown * share


def along(points, share):
    """Returns the position at a share of the length of a polyline."""
    way = np.append(0, np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1)))
    return [np.interp(share * way[-1], way, axis) for axis in np.transpose(points)]


@pytest.mark.parametrize("at", [0.05, 0.2, 0.4, 0.6, 0.79])
def test_the_line_ends_where_the_pen_is(at):
    root = ElementTree.fromstring(animated_svg(DRAWING))
    (motion,) = root.iter(SVG + "animateMotion")
    points = np.reshape(re.findall(r"[-\d.e+]+", motion.get("path")), (-1, 2))
    times, keys = numbers(motion.get("keyTimes")), numbers(motion.get("keyPoints"))
    pen = along(points.astype(float), np.interp(at, times, keys))
    positions = np.cumsum(DRAWING[:, :2], axis=0) - DRAWING[0, :2]
    # By hand: the length of all that the pen went, in the air as well.
    way = along(positions, at / 0.8)
    np.testing.assert_allclose(pen, way, atol=1e-3)
    lines = [positions[:3], positions[3:4], positions[4:]]
    paths = list(root.iter(SVG + "path"))
    shares = [drawn_share(path, at) for path in paths]
    assert len(shares) == 3 and shares == sorted(shares, reverse=True)
    tips = [
        along(line, share)
        for line, share in zip(lines, shares, strict=True)
        if len(line) > 1 and 0 < share < 1
    ]
    for tip in tips:  # None while the pen is in the air
        np.testing.assert_allclose(tip, pen, atol=1e-3)
    assert bool(tips) == (at in (0.05, 0.2, 0.79))


@pytest.mark.parametrize("name", sorted(DRAWINGS))
def test_the_whole_drawing_is_seen_before_the_next_turn(name):
    text = animated_svg(DRAWINGS[name], seconds=1e-5)
    root = ElementTree.fromstring(text)
    paths = list(root.iter(SVG + "path"))
    assert all(drawn_share(path, 0.9) == 1 for path in paths)
    times = [
        numbers(each.get("keyTimes"))
        for each in root.iter()
        if "keyTimes" in each.attrib
    ]
    assert all(each == sorted(each) and each[0] == 0 for each in times)
    assert all(each[-1] <= 1 for each in times)
    assert {each.get("dur") for each in root.iter()} <= {None, "0.0000125s"}
    # The viewer that knows no time shows the same picture.
    still = ElementTree.fromstring(svg_of(DRAWINGS[name]))
    assert root.get("viewBox") == still.get("viewBox")
    assert "nan" not in text and "inf" not in text.replace("indefinite", "")


def test_points_in_one_place_are_dots():
    root = ElementTree.fromstring(animated_svg(np.zeros((3, 3), "float32")))
    (path,) = root.iter(SVG + "path")
    assert path.get("d") == "m0 0l0 0l0 0" and "stroke-dasharray" not in path.attrib
    assert not list(root.iter(SVG + "circle"))


def test_a_reader_of_svg_finds_the_drawing_alone(tmp_path):
    pytest.importorskip("svgelements")
    drawing = Drawing.from_lines([[[0, 0], [3, 4], [3, 14]], [[-17, 14]]])
    for write in (drawing.svg, drawing.animation):
        write(tmp_path / "drawing.svg")
        assert read_svg(tmp_path / "drawing.svg") == drawing


@pytest.mark.parametrize("seconds", [0, -1.0, np.nan, np.inf, "4", None])
def test_a_time_that_is_none_is_refused(seconds):
    with pytest.raises(ValueError, match="`seconds` is the time from the first"):
        animated_svg(DRAWING, seconds)
