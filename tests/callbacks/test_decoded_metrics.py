import keras
import numpy as np
import pytest

from seqkit.callbacks import Checkpoints
from seqkit.callbacks import DecodedMetrics
from tests.callbacks.training import build
from tests.callbacks.training import fit

SOURCES = ["zwei Hunde", "Schnee"]
REFERENCES = [["two dogs", "a pair of dogs"], "snow"]


def exact(texts, references):
    pairs = zip(texts, references, strict=True)
    return np.mean([text in good for text, good in pairs])


def trained(epochs, callbacks):
    """Trains a model that writes "snow" always, "two dogs" in epochs 2 and 3 alone."""
    model, asked = build(), []

    def generate(inputs, **arguments):
        asked.append((inputs, arguments))
        return ["two dogs" if len(asked) in (2, 3) else "a cat", "snow"]

    model.generate = generate
    return fit(model, epochs, *callbacks).history, asked


def test_scores_are_those_of_every_epoch():
    judge = DecodedMetrics(SOURCES, REFERENCES, {"exact": exact}, beams=3, length=9)
    history, asked = trained(4, [judge])
    assert history["val_exact"] == [0.5, 1, 1, 0.5]
    assert len(asked) == 4
    arguments = {"beams": 3, "length": 9, "length_penalty": None}
    assert asked[0] == (SOURCES, arguments)
    assert judge.scores == {"val_exact": 0.5}
    assert judge.texts == ["a cat", "snow"]


def test_stopping_and_keeping_the_best_epoch_find_the_score(capsys):
    judge = DecodedMetrics(SOURCES, REFERENCES, {"exact": exact})
    stop = keras.callbacks.EarlyStopping("val_exact", mode="max", patience=2)
    checkpoints = Checkpoints(monitor="val_exact", mode="max")
    history, _ = trained(9, [judge, stop, checkpoints])
    assert history["val_exact"] == [0.5, 1, 1, 0.5]
    # Epochs 2 and 3 are alike, and the later one has the lower loss.
    assert checkpoints.best["epoch"] == 3
    assert "Epoch 3 was the best: val_exact 1.0000" in capsys.readouterr().out


def test_epochs_left_out_have_the_score_before_and_the_first_has_one():
    judge = DecodedMetrics(SOURCES, REFERENCES, {"exact": exact}, every=2)
    stop = keras.callbacks.EarlyStopping("val_exact", mode="max", patience=9)
    history, asked = trained(5, [judge, stop])
    assert len(asked) == 3  # after epochs 1, 2 and 4
    assert history["val_exact"] == [0.5, 1, 1, 1, 1]


def test_a_second_training_is_judged_anew():
    judge = DecodedMetrics(SOURCES, REFERENCES, {"exact": exact}, every=9)
    for _ in range(2):
        _, asked = trained(1, [judge])
        assert len(asked) == 1


def test_some_are_printed_with_what_they_should_be(capsys):
    judge = DecodedMetrics(SOURCES, REFERENCES, {"exact": exact}, show=1)
    trained(1, [judge])
    printed = "input      zwei Hunde\nreference  two dogs\noutput     a cat\n\n"
    assert capsys.readouterr().out == f"\nEpoch 1: val_exact 0.50\n{printed}"


def test_inputs_may_be_arrays(capsys):
    images = np.zeros((2, 4, 4, 3))
    judge = DecodedMetrics(images, REFERENCES, {"exact": exact}, show=9)
    _, asked = trained(1, [judge])
    assert asked[0][0] is images
    assert "input" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("inputs", "references", "error", "message"),
    [
        ([], [], ValueError, "Received 0 inputs and 0 references"),
        (SOURCES, ["a"], ValueError, "Received 2 inputs and 1 references"),
        (["a", "b"], ["a", []], ValueError, r"Received \[\] for input 1"),
        (["a"], [[3]], TypeError, r"Received \[3\] for input 0"),
        ("ab", ["a", "b"], TypeError, "`inputs` are a list.*Received 'ab'"),
        (["a", "b"], "ab", TypeError, "`references` are a list.*Received 'ab'"),
    ],
)
def test_what_does_not_fit_together_says_so(inputs, references, error, message):
    with pytest.raises(error, match=message):
        DecodedMetrics(inputs, references, {"exact": exact})


def test_every_zero_epochs_says_how_to_fix_it():
    with pytest.raises(ValueError, match="`every` is an int of at least 1. Received 0"):
        DecodedMetrics(SOURCES, REFERENCES, {}, every=0)
