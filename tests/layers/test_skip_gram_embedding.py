import keras
import numpy as np

from seqkit.layers import NgramEmbedding
from seqkit.layers import SkipGramEmbedding
from tests.checks import assert_same
from tests.checks import check_layer

IDS = np.array([[4, 5, 1], [5, 0, 0]], "int32")
TABLE = [[0, 0, 0], [1, 0, 0], [2, 0, 0], [3, 0, 0], [4, 6, 7], [5, 7, 0]]


def build_ngrams():
    layer = NgramEmbedding(TABLE, 8, units=2)
    layer.build((None, None))
    layer.lookup.embeddings.assign(np.arange(16).reshape(8, 2))
    return layer


def test_ngrams_keep_what_every_layer_owes():
    check_layer(build_ngrams, IDS)


def test_a_vector_is_the_mean_of_known_ids():
    layer = build_ngrams()
    # Row i of the weights is (2 i, 2 i + 1).
    four, five = np.mean([4, 6, 7]), np.mean([5, 7])
    expected = [[2 * four, 2 * four + 1], [2 * five, 2 * five + 1], [0, 0]]
    assert_same(layer(IDS[:1])[0], np.array(expected))
    spelled = np.array([[[1, 6, 0], [4, 0, 0]]])  # an unknown word has its n-grams
    assert_same(layer(spelled)[0], np.array([[12, 13], [8, 9]]))


def test_both_tables_keep_what_every_layer_owes():
    check_layer(lambda: SkipGramEmbedding(keras.layers.Embedding(8, 2), 8, 2), IDS)
    check_layer(lambda: SkipGramEmbedding(build_ngrams(), 6, 2), IDS)


def test_words_and_neighbours_have_tables_of_their_own():
    layer = SkipGramEmbedding(keras.layers.Embedding(8, 2), 8, 2)
    layer(IDS)
    layer.neighbours.embeddings.assign(np.arange(16).reshape(8, 2))
    expected = np.array([[[8, 9], [10, 11], [2, 3]]])
    assert_same(layer.as_neighbours(IDS[:1]), expected)
    assert_same(layer(IDS), np.array(layer.embeddings)[IDS])
    assert SkipGramEmbedding(build_ngrams(), 6, 2).embeddings is None
