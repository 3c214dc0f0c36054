import keras
import numpy as np
import pytest

import seqkit
from seqkit.models.adversarial import typical_length
from tests.checks import assert_same
from tests.models.small_classifier import VOCABULARY
from tests.models.small_classifier import build_model
from tests.models.small_classifier import make_batch


def assert_trains_on_harder_texts(model):
    x, y = make_batch()
    still = model.evaluate(x, y, verbose=0)[0]
    assert model.train_on_batch(x, y)[0] > still * 1.001


def test_of_a_language_model_it_is_the_words_that_move():
    encoder = seqkit.LanguageModel(VOCABULARY, 4, embedding=3).encoder()
    model = build_model(encoder=encoder, adversarial=0.3)
    x, _ = make_batch()
    assert_same(model.embed(x), encoder.embed(x))
    assert_same(model.embed.read(model.embed(x)), encoder(x))
    assert_trains_on_harder_texts(model)


@pytest.mark.slow
def test_of_another_encoder_it_is_what_it_gives():
    words = keras.Input((None,), dtype="int32")
    encoder = keras.Model(words, keras.layers.Embedding(len(VOCABULARY), 5)(words))
    model = build_model(encoder=encoder, adversarial=0.3)
    x, _ = make_batch()
    assert_same(model.embed(x), encoder(x))
    assert_trains_on_harder_texts(model)


def test_typical_length_is_of_each_text_without_its_padding():
    vectors = np.array(
        [[[3, 4], [0, 1]], [[6, 8], [9, 9]], [[1, 1], [1, 1]]], "float32"
    )
    lengths = np.array([2, 1, 0], "int32")
    expected = np.reshape([np.sqrt(26 / 2), 10, 0], (3, 1, 1))
    assert_same(typical_length(vectors, lengths), expected)
