import re
from xml.etree import ElementTree

import numpy as np
import pytest

from seqkit.strokes.svg_text import svg_in_graph
from seqkit.strokes.svg_text import svg_of
from tests.strokes.hard_drawings import DRAWINGS

SVG = "{http://www.w3.org/2000/svg}"


def lines_of(text):
    """Reads the path of an SVG: the list of lines, each a list of positions."""
    (path,) = ElementTree.fromstring(text).iter(SVG + "path")
    lines, here = [], np.zeros(2)
    for command, x, y in re.findall(r"([ml])(\S+) ([^\sml]+)", path.get("d")):
        here = here + [float(x), float(y)]
        if command == "m":
            lines.append([])
        lines[-1].append(here)
    return lines


def lines_by_hand(offsets):
    lines, here, lifted = [], np.zeros(2), True
    for place, (dx, dy, pen) in enumerate(offsets.astype("float64")):
        here = here + ([dx, dy] if place else 0)
        if lifted:
            lines.append([])
        lines[-1].append(here)
        lifted = pen == 1
    return [line * 2 if len(line) == 1 else line for line in lines]  # a dot


@pytest.mark.parametrize("name", sorted(set(DRAWINGS) - {"infinite"}))
def test_the_path_visits_the_points_and_the_box_holds_them(name):
    offsets = DRAWINGS[name]
    text = svg_of(offsets)
    lines, expected = lines_of(text), lines_by_hand(offsets)
    assert [*map(len, lines)] == [*map(len, expected)]
    way = np.abs(offsets[:, :2].astype("float64")).sum() + 1.0
    root = ElementTree.fromstring(text)
    left, top, width, height = map(float, root.get("viewBox").split())
    assert np.isfinite([left, top, width, height]).all() and min(width, height) > 0
    for line, right in zip(lines, expected, strict=True):
        np.testing.assert_allclose(line, right, atol=5e-6 * way)
        assert (np.array(right) > [left, top]).all()
        assert (np.array(right) < [left + width, top + height]).all()
    assert len(text) < 400 + 30 * len(offsets)
    assert 'stroke-linecap="round"' in text and 'fill="none"' in text


def test_the_graph_writes_the_same_texts():
    tf = pytest.importorskip("tensorflow")
    numbers = tf.TensorSpec([None, None, 3], tf.float32)
    write = tf.function(svg_in_graph, input_signature=[numbers])
    time = max(map(len, DRAWINGS.values())) + 1
    batch = np.full((len(DRAWINGS), time, 3), np.nan, "float32")
    for row, offsets in zip(batch, DRAWINGS.values(), strict=True):
        row[: len(offsets)] = offsets
    texts = [text.decode() for text in write(batch).numpy()]
    assert dict(zip(DRAWINGS, texts, strict=True)) == {
        name: svg_of(offsets) for name, offsets in DRAWINGS.items()
    }
    assert [svg_of(row) for row in batch] == texts
    many = np.tile(DRAWINGS["wild"], (250, 1))  # 10,000 points
    for each in (many, DRAWINGS["empty"]):
        (text,) = write(each[None]).numpy()
        assert text.decode() == svg_of(each)


def test_a_drawing_ends_before_a_point_that_is_not_finite():
    offsets = DRAWINGS["infinite"]
    assert svg_of(offsets) == svg_of(offsets[:2])
