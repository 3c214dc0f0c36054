import pytest

import seqkit
from seqkit.callbacks import SampleOutputs
from tests.models.small_language_model import build_model


class Generator:
    """Stands for a model; says what `generate` was asked."""

    def __init__(self, texts=("Anna", "Emma")):
        self.texts = texts
        self.asked = []

    def generate(self, inputs, **arguments):
        self.asked.append((inputs, arguments))
        return list(self.texts)


def test_samples_are_printed_after_each_epoch(capsys):
    sample = SampleOutputs("Mar", count=2, temperature=0.5, seed=3)
    generator = Generator()
    sample.set_model(generator)
    sample.on_epoch_end(0)
    sample.on_epoch_end(1)
    printed = capsys.readouterr().out
    assert printed == "\nEpoch 1: Anna, Emma\n\nEpoch 2: Anna, Emma\n"
    inputs, arguments = generator.asked[0]
    assert inputs == "Mar"
    assert arguments["count"] == 2
    assert arguments["temperature"] == 0.5
    assert arguments["seed"] == 3


def test_samples_are_printed_every_so_many_epochs(capsys):
    sample = SampleOutputs(every=3)
    sample.set_model(Generator())
    for epoch in range(7):
        sample.on_epoch_end(epoch)
    printed = capsys.readouterr().out.split("\n")
    assert [line[:8] for line in printed if line] == ["Epoch 3:", "Epoch 6:"]


def test_long_samples_stand_in_lines_of_their_own(capsys):
    sample = SampleOutputs()
    sample.set_model(Generator(["All happy families are alike;", "each"]))
    sample.on_epoch_end(0)
    printed = capsys.readouterr().out
    assert printed == "\nEpoch 1: \nAll happy families are alike;\n\neach\n"


def test_samples_every_zero_epochs_say_how_to_fix_it():
    with pytest.raises(ValueError, match="`every` is an int of at least 1. Received 0"):
        SampleOutputs(every=0)


def test_samples_of_a_model_are_the_same_with_the_same_seed(capsys):
    model = seqkit.LanguageModel(
        seqkit.Vocabulary.from_texts(["anna"]), units=4, length=5
    )
    for _ in range(2):
        sample = SampleOutputs(["a", "n"], count=2, length=3, seed=1)
        sample.set_model(model)
        sample.on_epoch_end(0)
    first, second = capsys.readouterr().out.removeprefix("\n").split("\n\n")
    assert first == second.removesuffix("\n")
    assert first.count(",") == 3


def test_beams_search_instead_of_drawing(capsys):
    sample = SampleOutputs("ab", count=2, beams=2)
    sample.set_model(build_model())
    sample.on_epoch_end(0)
    assert "Epoch 1: " in capsys.readouterr().out
