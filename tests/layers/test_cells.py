import ast
from pathlib import Path

import keras
import numpy as np
import pytest

from seqkit import layers
from seqkit.layers.cells import CELLS
from seqkit.layers.cells import Cell
from seqkit.layers.cells import Part
from seqkit.layers.cells import decoder_of
from seqkit.layers.cells import find_cell
from seqkit.layers.cells import stack_of
from tests.checks import assert_same

LIBRARY = Path(layers.__file__).parents[1]
CACHE = Part("keys", ("length", "units"))
PLACE = Part("position", (), "int32")


def asks_for_a_cell(node):
    """Whether a node of a program compares something with the name of a cell."""
    if not isinstance(node, ast.Compare):
        return False
    sides = [node.left, *node.comparators]
    return any(isinstance(side, ast.Constant) and side.value in CELLS for side in sides)


def test_only_the_table_knows_which_cell_there_is():
    for path in LIBRARY.rglob("*.py"):
        tree = ast.parse(path.read_text())
        assert not any(map(asks_for_a_cell, ast.walk(tree))), path.name


@pytest.mark.parametrize("name", CELLS)
def test_a_row_names_a_layer_with_its_state(name):
    layer = CELLS[name].layer(3, return_state=True)
    outputs, *state = layer(np.ones((2, 4, 5), "float32"))
    assert [part.shape for part in state] == [(2, 3)] * len(CELLS[name].state)
    assert_same(outputs, state[0])


@pytest.mark.parametrize("name", CELLS)
def test_the_classes_of_a_row_take_its_cell(name):
    assert stack_of(name)(3, cell=name).cell == name
    assert decoder_of(name)(3, cell=name).cell == name


def test_a_state_may_have_a_cache_and_a_position():
    cell = Cell(keras.layers.LSTM, (Part("h"), CACHE, PLACE))
    assert cell.summary_width(4) == 4
    summary = np.ones((2, 4), "float32")
    h, keys, position = cell.start(2, 4, 7, "float32", iter([summary]))
    assert_same(h, summary)
    assert keys.shape == (2, 7, 4) and position.shape == (2,)
    assert keras.backend.standardize_dtype(position.dtype) == "int32"


def test_what_a_cell_cannot_do_is_refused_by_name(monkeypatch):
    row = Cell(keras.layers.LSTM, (Part("h"), Part("c")), bidirectional=False)
    monkeypatch.setitem(CELLS, "forward", row)
    assert find_cell("forward", bidirectional=False, residual=True) is row
    message = "`bidirectional=True` needs another cell than 'forward'.* 'rnn', 'lstm'"
    with pytest.raises(ValueError, match=message):
        layers.RecurrentStack(3, cell="forward", bidirectional=True)


def test_a_name_that_is_no_cell_says_which_there_are():
    with pytest.raises(
        ValueError, match="'rnn', 'lstm', .*Received 'LSTM'. Give 'lstm'"
    ):
        find_cell("LSTM")
