import numpy as np
import pytest

from seqkit import explain
from seqkit.explain import read_windows as room
from seqkit.explain.saturated_gates import gate_saturation
from tests.models.small_language_model import build_model

TEXT = "abcab" * 8


@pytest.mark.parametrize(
    ("cell", "gates"),
    [("lstm", ["input", "forget", "output"]), ("gru", ["update", "reset"])],
)
def test_shares_are_counted_over_all_windows(cell, gates, monkeypatch):
    model = build_model(cell=cell, depth=2)
    whole = explain.cells(model, TEXT)
    monkeypatch.setattr(room, "WINDOW", 16)
    saturation = gate_saturation(model, TEXT)
    assert saturation.steps == len(TEXT) and len(saturation.layers) == 2
    for counted, layer in zip(saturation.layers, whole.layers, strict=True):
        assert list(counted) == gates
        for name, (shut, opened) in counted.items():
            np.testing.assert_allclose(shut, (layer[name] < 0.1).mean(axis=0))
            np.testing.assert_allclose(opened, (layer[name] > 0.9).mean(axis=0))


def test_prints_the_mean_of_the_units():
    shut, opened = np.array([0.5, 0.25]), np.array([0.0, 0.5])
    saturation = explain.GateSaturation(1500, [{"forget": (shut, opened)}])
    assert str(saturation).splitlines() == [
        "shares of 1,500 steps    shut (< 0.1)  open (> 0.9)",
        "layer 0  forget                 0.375         0.250",
    ]


def test_a_cell_without_gates_is_refused():
    with pytest.raises(ValueError, match='cell=\'rnn\'.*"lstm" or "gru"'):
        gate_saturation(build_model(cell="rnn"), "ab")


def test_an_empty_text_is_refused():
    with pytest.raises(ValueError, match="at least one token"):
        gate_saturation(build_model(), "")


def test_is_drawn():
    pytest.importorskip("matplotlib")
    shares = np.array([0.5, 0.25]), np.array([0.0, 0.5])
    saturation = explain.GateSaturation(10, [{"forget": shares}])
    figure = saturation.plot(title="Gates")
    assert "forget" in {text.get_text() for text in figure.axes[0].texts}
