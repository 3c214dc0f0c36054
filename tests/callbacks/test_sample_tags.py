import pytest

from seqkit.callbacks import SampleTags


class Tagger:
    """Stands for a model: each answer says what was asked."""

    def tag(self, sentences):
        return [f"{sentence}!" for sentence in sentences]


def test_taggings_are_printed_every_so_many_epochs(capsys):
    sample = SampleTags(["to Rome", "on"], every=2)
    sample.set_model(Tagger())
    for epoch in range(5):
        sample.on_epoch_end(epoch)
    expected = "\nEpoch 2:\nto Rome!\non!\n\nEpoch 4:\nto Rome!\non!\n"
    assert capsys.readouterr().out == expected


def test_every_zero_epochs_says_how_to_fix_it():
    with pytest.raises(ValueError, match="`every` is an int of at least 1. Received 0"):
        SampleTags([], every=0)
