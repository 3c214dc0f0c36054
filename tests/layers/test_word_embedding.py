import numpy as np
import pytest

from seqkit.layers import SpelledEmbedding
from seqkit.layers import WordEmbedding
from tests.checks import assert_same
from tests.checks import check_layer
from tests.checks import numbers

IDS = np.array([[4, 5, 6], [6, 0, 0]], "int32")
SPELLED = np.array(
    [[[4, 7, 8], [5, 8, 0]], [[6, 9, 9], [0, 0, 0]]], "int32"
)  # (batch, time, 1 + characters)


@pytest.mark.parametrize(
    ("build", "ids"),
    [
        (lambda: WordEmbedding(7, 4, 0.5), IDS),
        (lambda: SpelledEmbedding(7, 10, 4, 3, 0.5), SPELLED),
    ],
    ids=["words", "spelled"],
)
def test_keeps_what_every_layer_owes(build, ids):
    check_layer(build, ids)


def test_each_id_gets_its_own_vector():
    layer = WordEmbedding(7, 4)
    vectors = layer(IDS)
    assert_same(vectors, numbers(layer.embeddings)[0][IDS])


def test_unknown_words_are_drawn_in_training_alone():
    layer = WordEmbedding(7, 4, word_dropout=0.999999)
    trained = numbers(layer(IDS, training=True))[0]
    vectors = numbers(layer.embeddings)[0]
    np.testing.assert_array_equal(trained, vectors[np.where(IDS > 0, 1, 0)])
    assert_same(layer(IDS), vectors[IDS])


def test_a_dropped_word_keeps_its_characters():
    layer = SpelledEmbedding(7, 10, 4, 3, word_dropout=0.999999)
    still, trained = (numbers(layer(SPELLED, training=on))[0] for on in (False, True))
    np.testing.assert_array_equal(trained[..., 4:], still[..., 4:])
    assert np.any(trained[0, 0, :4] != still[0, 0, :4])


def test_vectors_that_are_not_trained_are_no_trainable_weights():
    layer = WordEmbedding(7, 4, train_embedding=False)
    layer(IDS)
    assert not layer.trainable_variables
