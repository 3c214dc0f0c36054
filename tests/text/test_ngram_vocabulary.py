import keras
import numpy as np
import pytest

from seqkit import Vocabulary
from seqkit.text import NgramVocabulary
from tests.checks import NEEDS_TENSORFLOW

WORDS = Vocabulary(["cat", "cats", "ｎａｉｖｅ", "<b>", "a"], "spaces", lowercase=True)
TEXTS = ["cats  CAT xcat", "", "a <B> zzz", "ναι 😀cat", "cat\0s", "catcatcatcats"]


def ngrams_by_hand(vocabulary, word):
    """The ids of a word and of its n-grams that two words of the vocabulary have."""

    def grams(each):
        marked = f"<{each}>"
        sizes = range(vocabulary.shortest, vocabulary.longest + 1)
        return [marked[i : i + n] for n in sizes for i in range(len(marked) - n + 1)]

    words = vocabulary.words.tokens[4:]
    shared = {g for g in grams(word.lower()) if sum(g in grams(w) for w in words) > 1}
    known = [g for g in grams(word.lower()) if g in shared]
    first = len(vocabulary.words)
    ids = [first + vocabulary.grams.tokens.index(gram) for gram in known]
    own = words.index(word.lower()) + 4 if word.lower() in words else 1
    return [own, *ids[: vocabulary.width]]


def test_ids_are_those_of_ngrams_of_two_words():
    vocabulary = NgramVocabulary(WORDS, 2, 4)
    for text in TEXTS:
        rows = vocabulary.encode(text)
        words = vocabulary.tokenize(text)
        assert len(rows) == len(words)
        for row, word in zip(rows, words, strict=True):
            expected = ngrams_by_hand(vocabulary, word)
            assert row[: len(expected)].tolist() == expected
            assert not row[len(expected) :].any()


@pytest.mark.slow
@NEEDS_TENSORFLOW
def test_a_graph_gives_the_same_ids():
    import tensorflow as tf

    vocabulary = NgramVocabulary(WORDS, 2, 4)
    traced = tf.function(vocabulary.encode, [tf.TensorSpec([None], tf.string)])
    texts = [*TEXTS, "\ud800", "é" * 50]
    expected = vocabulary.encode(texts)
    raw = [text.encode("utf-8", "replace") for text in [*TEXTS, "\ufffd", "é" * 50]]
    np.testing.assert_array_equal(traced(tf.constant(raw)), expected)
    assert traced(tf.constant([], tf.string)).shape[0] == 0
    assert len(vocabulary.tables) == 2


def test_the_table_of_words_has_the_ids_of_each_word():
    vocabulary = NgramVocabulary(WORDS, 2, 3)
    table = vocabulary.word_ids()
    assert table.shape == (len(WORDS), *vocabulary.step_shape)
    np.testing.assert_array_equal(table[4:], vocabulary.encode(WORDS.tokens[4:])[:, 0])
    assert table[:4].tolist() == [[each, *[0] * vocabulary.width] for each in range(4)]


def test_it_is_saved_and_empty_texts_have_no_rows():
    vocabulary = NgramVocabulary(WORDS, 2, 3)
    config = keras.saving.serialize_keras_object(vocabulary)
    copy = keras.saving.deserialize_keras_object(config)
    np.testing.assert_array_equal(copy.encode(TEXTS), vocabulary.encode(TEXTS))
    assert len(copy) == len(vocabulary) == len(WORDS) + len(vocabulary.grams)
    assert vocabulary.encode(["", ""]).shape == (2, 0, 1 + vocabulary.width)


def test_bad_arguments_are_refused():
    with pytest.raises(ValueError, match="Only words have n-grams"):
        NgramVocabulary(Vocabulary(["a"]))
    with pytest.raises(ValueError, match="`longest` is an int of at least 3"):
        NgramVocabulary(WORDS, 3, 2)
    with pytest.raises(ValueError, match="No n-gram of 9 to 9"):
        NgramVocabulary(WORDS, 9, 9)
