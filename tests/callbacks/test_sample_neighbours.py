import pytest

from seqkit.callbacks import SampleNeighbours
from tests.models.small_word_vectors import build_known


def test_neighbours_are_printed_after_each_second_epoch(capsys):
    model = build_known()
    callback = SampleNeighbours(["cat", "man"], count=1, every=2)
    callback.set_model(model)
    for epoch in range(3):
        callback.on_epoch_end(epoch)
    near = model.most_similar("man", 1)[0][0]
    assert capsys.readouterr().out == f"\nEpoch 2: cat: cats\nman: {near}\n"


def test_one_word_is_enough_and_bad_ones_are_errors():
    callback = SampleNeighbours("dog")
    callback.set_model(build_known())
    with pytest.raises(ValueError, match="No vector of 'dog'"):
        callback.on_epoch_end(0)
    with pytest.raises(ValueError, match="`count`"):
        SampleNeighbours("cat", count=0)
    with pytest.raises(TypeError, match="calls `model.most_similar`"):
        SampleNeighbours("cat").set_model(object())
