import copy
import pickle

import hypothesis.strategies as st
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import settings

from seqkit.text import SpelledVocabulary
from seqkit.text import Vocabulary
from tests.text.samples import KNOWN
from tests.text.samples import TEXTS
from tests.text.samples import tensor_of

VOCABULARIES = [
    SpelledVocabulary.from_texts(KNOWN, split, lowercase=lowercase, word_length=length)
    for split, lowercase, length in [
        ("spaces", True, 4),
        ("words", False, 1),
        ("spaces", False, 5),
    ]
]
CABS = SpelledVocabulary.from_texts(["a cab"], word_length=4)


def test_words_come_with_their_characters():
    # Words: "a", "cab". Characters: "a", "b", "c".
    assert CABS.words.tokens[4:] == ["a", "cab"]
    assert CABS.characters.tokens[4:] == ["a", "b", "c"]
    expected = [[[4, 4, 0, 0, 0], [5, 6, 4, 5, 0]], [[1, 1, 4, 0, 0], [0] * 5]]
    np.testing.assert_array_equal(CABS.encode(["a cab", "xa"]), expected)


def test_words_are_lowered_and_characters_are_not():
    np.testing.assert_array_equal(CABS.encode("Cab"), [[5, 1, 4, 5, 0]])


@pytest.mark.parametrize(
    "length, kept", [(1, "a"), (2, "ae"), (3, "abe"), (4, "abde"), (5, "abcde")]
)
def test_of_a_long_word_both_ends_are_read(length, kept):
    vocabulary = SpelledVocabulary(
        Vocabulary(["x"], "spaces"), Vocabulary([*"abcde"]), length
    )
    ids = vocabulary.encode("abcde")[0]
    assert ids[0] == 1
    assert vocabulary.characters.decode(ids[1:]) == kept


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(VOCABULARIES), TEXTS, st.none() | st.integers(1, 9))
def test_any_texts_encode_alike_in_both_ways(vocabulary, texts, length):
    ids = vocabulary.encode(texts, length)
    ids_in_graph = vocabulary.encode(tensor_of(texts), length)
    assert ids_in_graph.dtype == tf.int32
    np.testing.assert_array_equal(ids_in_graph, ids)


def test_word_ids_are_those_of_the_words_alone():
    for vocabulary in VOCABULARIES:
        ids = vocabulary.encode(KNOWN)
        np.testing.assert_array_equal(ids[..., 0], vocabulary.words.encode(KNOWN))


def test_flat_ids_are_the_rows_one_after_another():
    ids, lengths = CABS.encode_flat(["a cab", "", "cab"])
    np.testing.assert_array_equal(lengths, [2, 0, 1])
    expected = np.concatenate([CABS.encode("a cab"), CABS.encode("cab")])
    np.testing.assert_array_equal(ids, expected)


def test_one_text_has_no_batch_axis():
    for text in ("a cab", tf.constant("a cab")):
        np.testing.assert_array_equal(CABS.encode(text), CABS.encode(["a cab"])[0])
    assert CABS.tokenize("a  Cab") == ["a", "Cab"]


@pytest.mark.parametrize("texts", [[], [""], ["", " \n"]])
def test_no_words_give_no_steps(texts):
    assert CABS.encode(texts).shape == (len(texts), 0, 5)
    assert CABS.encode(tensor_of(texts)).shape == (len(texts), 0, 5)


def test_a_giant_word_costs_no_more_than_others():
    giant = "ab" * 500_000
    ids = CABS.encode([giant, "a"])
    np.testing.assert_array_equal(ids[0], [[1, 4, 5, 4, 5]])
    np.testing.assert_array_equal(CABS.encode(tensor_of([giant, "a"])), ids)


def test_saved_model_encodes_and_splits(tmp_path):
    texts = [*KNOWN, "", b"\xff caf\xc3\xa9"]
    vocabulary = VOCABULARIES[0]
    module = tf.Module()
    module.tables = vocabulary.tables

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string)])
    def serve(texts):
        return {
            "ids": vocabulary.encode(texts),
            "words": vocabulary.tokenize(texts).to_tensor(""),
        }

    module.serve = serve
    tf.saved_model.save(module, str(tmp_path))
    served = tf.saved_model.load(str(tmp_path)).serve(tensor_of(texts))
    np.testing.assert_array_equal(served["ids"], vocabulary.encode(texts))
    for row, words in zip(
        served["words"].numpy(), vocabulary.tokenize(texts), strict=True
    ):
        assert [word.decode() for word in row if word] == words


def test_copies_are_equal():
    for vocabulary in VOCABULARIES:
        again = SpelledVocabulary.from_config(vocabulary.get_config())
        for other in (again, copy.deepcopy(vocabulary)):
            assert other == vocabulary
            assert hash(other) == hash(vocabulary)
        vocabulary.encode(tensor_of(KNOWN))  # makes its table, which no pickle can hold
        assert pickle.loads(pickle.dumps(vocabulary)) == vocabulary
    assert len(set(VOCABULARIES)) == len(VOCABULARIES)
    assert CABS != CABS.words


def test_says_how_large_it_is():
    assert len(CABS) == len(CABS.words) == 6
    assert repr(CABS) == (
        "SpelledVocabulary(6 words, 7 characters, split='spaces', word_length=4)"
    )


def test_vocabularies_of_the_wrong_kind_are_refused():
    message = "Received Vocabulary.*split='characters'.*from_texts"
    with pytest.raises(ValueError, match=message):
        SpelledVocabulary(CABS.characters, CABS.words)
    with pytest.raises(ValueError, match="Received 'a' and 'b'"):
        SpelledVocabulary("a", "b")


def test_word_lengths_are_whole_numbers():
    vocabulary = SpelledVocabulary.from_texts(["a cab"], word_length=np.int64(4))
    assert vocabulary.encode("cab", length=np.int64(2)).shape == (2, 5)
    with pytest.raises(ValueError, match="`word_length` is .* Received 2.5"):
        SpelledVocabulary.from_texts(["a cab"], word_length=2.5)


def test_a_word_length_of_none_is_refused():
    with pytest.raises(
        ValueError,
        match="`word_length` is .* 1. Received 0.*without characters, use",
    ):
        SpelledVocabulary(CABS.words, CABS.characters, 0)
