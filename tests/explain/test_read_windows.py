import keras
import numpy as np
import pytest

from seqkit import LanguageModel
from seqkit import SequenceClassifier
from seqkit import Series
from seqkit import Vocabulary
from seqkit.explain import read_windows as room
from seqkit.explain.read_windows import read_windows
from seqkit.explain.read_windows import tokens_of
from seqkit.explain.read_windows import unknown_tokens
from tests.models.small_language_model import VOCABULARY
from tests.models.small_language_model import build_model


def joined(windows):
    """The windows of all layers in one array each."""
    windows = list(windows)
    return [
        {
            name: np.concatenate([each[place][name] for each in windows])
            for name in parts
        }
        for place, parts in enumerate(windows[0])
    ]


def test_windows_carry_the_state(monkeypatch):
    model, text = build_model(depth=2), "abcabbca" * 4
    (whole,) = read_windows(model, text)
    monkeypatch.setattr(room, "WINDOW", 5)
    windows = list(read_windows(model, text))
    assert [len(window[0]["h"]) for window in windows] == [5] * 6 + [2]
    for layer, expected in zip(joined(windows), whole, strict=True):
        assert list(layer) == list(expected)
        for name, values in layer.items():
            assert values.dtype == np.float32
            np.testing.assert_allclose(values, expected[name], rtol=1e-4, atol=1e-6)


def test_a_window_has_no_padding():
    model = build_model()
    for steps in (1, 3, 8):
        (window,) = read_windows(model, "abcabcab"[:steps])
        assert {values.shape for values in window[0].values()} == {(steps, 8)}


def test_a_stateful_model_keeps_its_carried_state():
    model = build_model(stateful=True, batch_size=2)
    before = [variable.numpy() for level in model.stack.carried for variable in level]
    first, again = (joined(read_windows(model, "abca")) for _ in range(2))
    after = [variable.numpy() for level in model.stack.carried for variable in level]
    np.testing.assert_array_equal(before, after)
    np.testing.assert_array_equal(first[0]["c"], again[0]["c"])


def test_later_training_is_seen():
    model = build_model()
    before = joined(read_windows(model, "ab"))[0]["h"]
    for weight in model.trainable_variables:
        weight.assign(0.5 * weight)
    assert not np.allclose(joined(read_windows(model, "ab"))[0]["h"], before)


def test_a_classifier_reads_both_ways_in_one_window(monkeypatch):
    monkeypatch.setattr(room, "WINDOW", 4)
    vocabulary = Vocabulary(["good", "bad"], split="words")
    model = SequenceClassifier(vocabulary, ["pos", "neg"], units=3, embedding=4)
    text = "good bad good good bad bad unknown"
    (window,) = read_windows(model, text)
    outputs, _ = model.stack(model.embed(vocabulary.encode([text])))
    np.testing.assert_allclose(window[0]["h"], outputs[0], rtol=1e-4, atol=1e-6)
    tokens = tokens_of(model, text)
    assert len(tokens) == 7 and unknown_tokens(model, text, tokens) == ["unknown"]


def foreign():
    tokens = keras.Input((None,), dtype="int32")
    vectors = keras.layers.Embedding(len(VOCABULARY), 4)(tokens)
    encoder = keras.Model(tokens, vectors, name="theirs")
    return SequenceClassifier(VOCABULARY, ["a", "b"], units=2, encoder=encoder)


@pytest.mark.parametrize(
    ("build", "text", "error", "message"),
    [
        (build_model, "", ValueError, "at least one token"),
        (build_model, None, TypeError, "one text, a str.*NoneType"),
        (build_model, ["ab"], TypeError, "one text, a str.*list"),
        (foreign, "ab", ValueError, "`encoder` 'theirs'"),
        (
            keras.Sequential,
            "ab",
            TypeError,
            "Received Sequential. Give a `LanguageModel`",
        ),
        (
            lambda: SequenceClassifier(Series([0.0], [1.0]), ["a", "b"], units=2),
            "ab",
            TypeError,
            "reads a text by recurrent layers",
        ),
        (lambda: "model", "ab", TypeError, "Received str"),
    ],
    ids=["empty", "None", "list", "encoder", "Sequential", "Series", "str"],
)
def test_what_has_no_cells_over_a_text_is_refused(build, text, error, message):
    with pytest.raises(error, match=message):
        tokens_of(build(), text)


def test_unknown_characters_are_read_as_the_unknown_token():
    model = build_model()
    assert unknown_tokens(model, "aéb?", list("aéb?")) == ["é", "?"]
    one, other = (joined(read_windows(model, text)) for text in ("aéb", "a?b"))
    np.testing.assert_array_equal(one[0]["h"], other[0]["h"])
    assert isinstance(model, LanguageModel)
