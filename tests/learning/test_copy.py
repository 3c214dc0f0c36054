import pytest

from tests.learning.recall import share_recalled


@pytest.mark.slow
@pytest.mark.parametrize("cell", ["gru", "lstm_layer_norm"])
def test_a_language_model_learns_to_copy(cell):
    assert share_recalled(lambda word: word, cell=cell) >= 0.95
