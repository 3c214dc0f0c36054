import gc

import numpy as np
import pytest

from seqkit import LanguageModel
from seqkit import Vocabulary
from seqkit.explain import words
from seqkit.explain.model_graphs import _GRAPHS
from tests.explain.bag_of_words import BagOfWords
from tests.models.small_classifier import VOCABULARY
from tests.models.small_classifier import build_model

METHODS = ["attention", "gradients", "occlusion"]
each_method = pytest.mark.parametrize("method", METHODS)


@each_method
def test_the_likeliest_label_is_explained(attentive, method):
    text = "Not so bad, good!"
    explanation = words(attentive, text, method)
    answer = attentive.classify(text)
    assert (explanation.label, explanation.score) == (answer.label, answer.score)
    assert explanation.text == text and explanation.method == method
    assert explanation.words == ["Not", "so", "bad", ",", "good", "!"]
    assert explanation.weights.shape == (6,) and explanation.weights.dtype == np.float32


@each_method
def test_any_label_can_be_asked_for(attentive, method):
    explanation = words(attentive, "not bad", method, label="neg")
    assert explanation.label == "neg"
    assert explanation.score == attentive.classify("not bad").scores["neg"]


def test_words_for_one_of_two_labels_are_against_the_other(bag):
    for method in ("gradients", "occlusion"):
        one, two = (words(bag, "a good film", method, label) for label in bag.labels)
        np.testing.assert_allclose(one.weights, -two.weights, rtol=1e-4, atol=1e-6)


@each_method
@pytest.mark.parametrize("text", ["", " \n", "\x00"])
def test_a_text_without_words_has_an_explanation_without_words(attentive, method, text):
    explanation = words(attentive, text, method)
    assert explanation.words == [] and explanation.weights.shape == (0,)
    assert explanation.score == attentive.classify(text).score
    assert "no words" in str(explanation) and "no words" in explanation.html()


@each_method
def test_unknown_words_stand_as_they_are(attentive, method):
    explanation = words(attentive, "Xyzzy plugh", method)
    assert explanation.words == ["Xyzzy", "plugh"]
    assert np.isfinite(explanation.weights).all()


@pytest.mark.slow
def test_mixed_precision_explains_in_float32():
    model = build_model(pooling="attention", dtype="mixed_bfloat16")
    for method in ("attention", "gradients"):
        weights = words(model, "not bad", method).weights
        assert weights.dtype == np.float32 and np.isfinite(weights).all()


def test_words_are_the_tokens_of_the_vocabulary():
    bag = BagOfWords(["neg", "pos"])
    bag.codec = Vocabulary(["g", "o"], lowercase=True, html_breaks=True)
    explanation = words(bag, "Go<br />od")
    assert explanation.words == ["G", "o", "\n", "o", "d"]
    assert explanation.weights.shape == (5,)


def test_wrong_models_texts_methods_and_labels_are_refused(attentive):
    with pytest.raises(TypeError, match="LanguageModel. Give a `SequenceClassifier`"):
        words(LanguageModel(VOCABULARY, units=2, embedding=2), "good")
    with pytest.raises(TypeError, match="Received list. Call it for each"):
        words(attentive, ["good", "bad"])
    with pytest.raises(ValueError, match="'attention', 'gradients', 'occlusion'"):
        words(attentive, "good", "attribution")
    with pytest.raises(ValueError, match="'neg', 'neutral', 'pos'. Received 'good'"):
        words(attentive, "good", label="good")


def test_a_model_is_forgotten_with_its_graphs():
    model = BagOfWords(["neg", "pos"])
    words(model, "not bad", "gradients")
    before, model = len(_GRAPHS), None
    gc.collect()
    assert len(_GRAPHS) < before


def test_a_second_explanation_traces_nothing_anew(attentive, monkeypatch):
    for method in METHODS:
        words(attentive, "good", method)
    traced = []
    monkeypatch.setattr(attentive, "read", lambda *_: traced.append(1))
    for method in METHODS:
        words(attentive, "not bad", method)
    assert not traced
