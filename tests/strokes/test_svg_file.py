import numpy as np
import pytest

from seqkit.strokes import read_drawings
from seqkit.strokes.svg_file import FLATNESS

pytest.importorskip("svgelements")


def read(folder, body, head=""):
    """Write an SVG file and read its drawing."""
    path = folder / "one.svg"
    space = 'xmlns="http://www.w3.org/2000/svg"'
    path.write_text(f"<svg {space} {head}>{body}</svg>", encoding="utf-8")
    (drawing,) = read_drawings(path)
    return drawing


def same(drawing, lines):
    """Check the lines of a drawing, whose first point is at the origin."""
    assert len(drawing.lines) == len(lines)
    for found, line in zip(drawing.lines, lines, strict=True):
        np.testing.assert_allclose(found, np.subtract(line, lines[0][0]), atol=1e-4)


def test_parts_of_paths_and_shapes_are_lines(tmp_path):
    body = """
    <path d="M 3 4 l 5 0 v 5 z m 20 0 H 30"/>
    <rect x="1" y="2" width="3" height="4"/>
    <polyline points="0,0 1,1 2,0"/><polygon points="0,0 1,1 2,0"/>
    <line x1="1" y1="2" x2="3" y2="4"/>
    <path d="M 9 9 h 0"/><path d="M 7 7"/><path visibility="hidden" d="M 0 0 L 1 1"/>
    <text>words</text>
    """
    lines = [
        [(3, 4), (8, 4), (8, 9), (3, 4)],
        [(23, 4), (30, 4)],
        [(1, 2), (4, 2), (4, 6), (1, 6), (1, 2)],
        [(0, 0), (1, 1), (2, 0)],
        [(0, 0), (1, 1), (2, 0), (0, 0)],
        [(1, 2), (3, 4)],
        [(9, 9)],
    ]
    same(read(tmp_path, body), lines)


def test_transforms_are_applied_and_units_are_those_of_the_view_box(tmp_path):
    body = """
    <g transform="translate(10 20) rotate(90)">
    <path transform="scale(2 3)" d="M 1 0 L 2 1"/><use href="#a" x="5"/></g>
    <defs><path id="a" d="M 0 0 L 1 0"/></defs>
    """
    # A turn by 90° maps (x, y) to (-y, x).
    lines = [[(10, 22), (7, 24)], [(10, 25), (10, 26)]]
    same(read(tmp_path, body), lines)
    same(read(tmp_path, body, 'viewBox="5 5 50 50" width="400" height="200"'), lines)


CURVES = {
    "C 10 40 90 40 100 0": lambda t: (
        30 * t * (1 - t) ** 2 + 270 * t**2 * (1 - t) + 100 * t**3,
        120 * t * (1 - t) ** 2 + 120 * t**2 * (1 - t),
    ),
    "Q 50 80 100 0": lambda t: (100 * t**2 + 100 * t * (1 - t), 160 * t * (1 - t)),
    "A 50 25 0 0 1 100 0": lambda t: (
        50 - 50 * np.cos(np.pi * t),
        -25 * np.sin(np.pi * t),
    ),
}


@pytest.mark.parametrize("curve", CURVES)
def test_curves_are_near_the_line_through_their_points(curve, tmp_path):
    (line,) = read(tmp_path, f'<path d="M 0 0 {curve}"/>').lines
    assert 5 < len(line) < 60
    true = np.transpose(CURVES[curve](np.linspace(0, 1, 2_000)))  # (2000, 2)
    # Brute force: the distance of each true point to each straight piece.
    start, way = line[:-1], np.diff(line, axis=0)
    moved = true[:, None] - start
    along = np.clip((moved * way).sum(-1) / (way**2).sum(-1), 0, 1)
    distances = np.linalg.norm(moved - along[..., None] * way, axis=-1).min(axis=1)
    assert distances.max() < 100 * FLATNESS * 1.5  # the longer side is at least 100
    np.testing.assert_allclose(line[-1], [100, 0], atol=1e-4)


def test_circles_of_any_size_have_as_many_points(tmp_path):
    counts = {
        len(read(tmp_path, f'<circle cx="5" cy="5" r="{r}"/>'))
        for r in (1e-3, 1.0, 1e5)
    }
    assert len(counts) == 1 and 20 < counts.pop() < 60


@pytest.mark.parametrize(
    "body, message",
    [
        ("<text>words</text>", "draws no shape"),
        ('<path d="M 5 5"/>', "draws no shape"),
        ('<path d="M 0 0 L 1', "ParseError"),
        ('<path d="M 0 0 L 1e9 3"/>', "at most 10,000,000"),
        ('<path d="M 1e400 0 L 1 1"/>', "finite"),
        ('<g id="a"><use href="#a"/><path d="M0 0L1 1"/></g>', "RecursionError"),
    ],
)
def test_bad_files_are_named(body, message, tmp_path):
    with pytest.raises(ValueError, match=f"one.svg.*{message}"):
        read(tmp_path, body)


def test_a_long_path_is_read(tmp_path):
    points = " ".join(f"{x} {x % 7}" for x in range(10_000))
    assert len(read(tmp_path, f'<path d="M {points}"/>')) == 10_000
