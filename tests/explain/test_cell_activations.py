import numpy as np
import pytest
from keras import ops

from seqkit import SequenceClassifier
from seqkit import Vocabulary
from seqkit.explain import read_windows as room
from seqkit.explain.cell_activations import cells
from seqkit.explain.found_cells import FoundCell
from seqkit.explain.found_cells import FoundCells
from seqkit.types import START
from tests.checks import NEEDS_TENSORFLOW
from tests.models.small_language_model import VOCABULARY
from tests.models.small_language_model import build_model

TEXT = "abcab"


def stepped(model, text):
    """The state after each character, from the model's own `step`."""
    _, state = model.step(np.array([START]), model.stack.start(1, 1))
    states = []
    for token in VOCABULARY.encode(text):
        _, state = model.step(token[None], state)
        states.append([[ops.convert_to_numpy(part)[0] for part in s] for s in state])
    return states


@pytest.mark.parametrize(
    "arguments",
    [
        {"depth": 2, "residual": True, "cell": "gru"},
        {"embedding": None, "cell": "rnn"},
        {"embedding": 8, "tied": True, "residual": True, "depth": 2},
    ],
    ids=["residual", "one-hot", "tied"],
)
def test_equals_the_steps_of_the_model(arguments, monkeypatch):
    monkeypatch.setattr(room, "WINDOW", 4)
    model = build_model(**arguments)
    activations = cells(model, TEXT)
    assert activations.tokens == list(TEXT) and activations.text == TEXT
    for step, state in enumerate(stepped(model, TEXT)):
        for layer, parts in zip(activations.layers, state, strict=True):
            for name, part in zip(["h", "c"], parts, strict=False):
                values = layer[name][step]
                np.testing.assert_allclose(values, part, rtol=1e-4, atol=1e-5)


def test_mixed_precision_is_read_in_float32():
    model = build_model(dtype="mixed_bfloat16")
    layer = cells(model, TEXT).layers[0]
    assert {values.dtype for values in layer.values()} == {np.dtype("float32")}
    for step, ((h, c),) in enumerate(stepped(model, TEXT)):
        for values, part in ((layer["h"], h), (layer["c"], c)):
            part = part.astype("float32")
            np.testing.assert_allclose(values[step], part, rtol=0.05, atol=0.05)


@NEEDS_TENSORFLOW
def test_later_windows_take_no_new_graph(monkeypatch):
    monkeypatch.setattr(room, "WINDOW", 2)
    model = build_model()
    cells(model, "abcabcabc")
    traced = room.graph(model, room._window)
    before = dict(traced._graphs)
    cells(model, "abcabcabca")
    assert traced._graphs == before


def test_parts_are_chosen():
    activations = cells(build_model(), TEXT, ["c", "forget"])
    assert list(activations.layers[0]) == ["c", "forget"]
    assert str(activations) == "5 tokens\nlayer 0: c, forget of 8 units"
    with pytest.raises(ValueError, match="`part` is one of 'c', 'forget'"):
        activations.values()
    with pytest.raises(ValueError, match="'h', 'update'.*Received"):
        cells(build_model(cell="gru"), TEXT, ["c"])


@pytest.fixture(scope="module")
def activations():
    return cells(build_model(depth=2), "ab\ncab" * 20)


def test_a_cell_is_found_by_its_place(activations):
    values = activations.values(1, 7, "c")
    np.testing.assert_array_equal(values, activations.layers[1]["c"][:, 7])
    for place in ({"layer": 2}, {"unit": 8}, {"layer": -1}, {"unit": 1.5}):
        with pytest.raises(ValueError, match=f"`{next(iter(place))}` is"):
            activations.values(**place)


def test_is_drawn_on_the_colours_of_a_cell(activations):
    pytest.importorskip("matplotlib")
    figure = activations.plot(1, 3, "c", most=30)
    drawn = [text.get_text() for text in figure.axes[0].texts]
    assert {"layer 1, c 3", "cabab", "[… 90 characters …]"} <= {*drawn}


def test_the_page_has_the_found_cells_first(activations):
    one = FoundCell(1, "c", 5, "AUC", 1, 0.9, 0.8)
    gate = FoundCell(1, "forget", 5, "AUC", 1, 0.9, 0.8)
    found = FoundCells({"a": [one, gate]}, {"a": gate})
    page = activations.html(found, title="Cells", most=10)
    assert '["a, no. 1: AUC 0.800 (random model 0.800)", "layer 1, c", 5]' in page
    assert page.count("no. 2") == 0 and page.count('"layer 0, h"') == 1
    assert '"layer 0, forget"' in activations.html(parts=["forget"])


def test_words_keep_the_gaps_of_their_text():
    vocabulary = Vocabulary(["good", "bad"], split="words")
    model = SequenceClassifier(vocabulary, ["pos", "neg"], units=2, embedding=3)
    activations = cells(model, "good, bad")
    assert activations.tokens == ["good", ",", "bad"]
    assert activations.layers[0]["input"].shape == (3, 4)
    assert '"tokens": ["good", ",", " bad"]' in activations.html()
