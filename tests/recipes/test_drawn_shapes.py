"""Generated drawings of shapes, and the rule that knows shapes by their geometry."""

from collections import Counter

import numpy as np
import pytest

from recipes._generated.drawn_shapes import SHAPES
from recipes._generated.drawn_shapes import drawn_shapes
from recipes._generated.drawn_shapes import shape_of
from seqkit.strokes import Drawing

DRAWINGS, NAMES = drawn_shapes(40, seed=4)


def test_shapes_are_equally_often_and_by_the_seed():
    assert Counter(NAMES) == dict.fromkeys(SHAPES, 10)
    again, names = drawn_shapes(40, seed=4)
    assert again == DRAWINGS and names == NAMES
    others, _ = drawn_shapes(40, seed=5)
    assert not set(others) & set(DRAWINGS)


def test_the_rule_knows_each_generated_shape():
    assert [shape_of(drawing) for drawing in DRAWINGS] == NAMES
    assert {len(drawing) for drawing in DRAWINGS} <= set(range(13, 35))


@pytest.mark.slow
def test_the_rule_knows_4000_generated_shapes():
    drawings, names = drawn_shapes(4_000)
    assert [shape_of(drawing) for drawing in drawings] == names


def changed(change):
    """Return the shapes of all drawings, of which the lines are changed."""
    drawings = [Drawing.from_lines(change(drawing.lines)) for drawing in DRAWINGS]
    return [shape_of(drawing) for drawing in drawings]


def test_neither_place_nor_size_nor_mirror_changes_a_shape():
    assert changed(lambda lines: [3 * line - 50 for line in lines]) == NAMES
    assert changed(lambda lines: [line * [-1, 1] for line in lines]) == NAMES


def test_the_order_of_lines_does_not_matter():
    assert changed(lambda lines: lines[::-1]) == NAMES


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: [line[: len(line) // 2] for line in lines],
        lambda lines: [part for line in lines for part in np.array_split(line, 2)],
        lambda lines: [line[np.arange(len(line)) * 5 % len(line)] for line in lines],
        lambda lines: [*lines, lines[0]],
    ],
    ids=["half", "lifted", "disordered", "twice"],
)
def test_a_spoiled_drawing_is_no_shape(change):
    assert set(changed(change)) == {None}


def of_houses(change):
    """Return the shapes of changed houses: walls, roof and door."""
    houses = [row for row, name in zip(DRAWINGS, NAMES, strict=True) if name == "house"]
    return {shape_of(Drawing.from_lines(change(*house.lines))) for house in houses}


def test_a_house_has_a_roof_above_and_a_door_on_the_floor():
    assert of_houses(lambda walls, roof, door: [walls, roof, door]) == {"house"}
    assert of_houses(lambda walls, roof, door: [walls, roof]) == {None}
    assert of_houses(lambda walls, roof, door: [walls, roof, door - (0, 25)]) == {None}
    assert of_houses(lambda walls, roof, door: [walls, roof + (0, 40), door]) == {None}
    assert of_houses(lambda *lines: [line * (1, -1) for line in lines]) == {None}


def test_other_drawings_are_no_shape():
    angle = np.linspace(0, 2 * np.pi, 40)
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    random = np.random.default_rng(0)
    lines = [[], [circle[:1]], [circle[:2]], [circle], [np.zeros((9, 2))], [circle] * 3]
    lines += [[random.normal(size=(30, 2)).cumsum(axis=0)] for _ in range(20)]
    assert {shape_of(Drawing.from_lines(each)) for each in lines} == {None}
