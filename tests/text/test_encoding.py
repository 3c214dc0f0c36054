import numpy as np
import pytest
import tensorflow as tf

from seqkit.text import Vocabulary
from tests.text.samples import KNOWN
from tests.text.samples import VOCABULARIES
from tests.text.samples import each_split
from tests.text.samples import tensor_of


def test_rows_are_padded_on_the_right():
    ids = Vocabulary(["a", "b"]).encode(["ab", "", "b?a"])
    assert ids.dtype == np.int32
    np.testing.assert_array_equal(ids, [[4, 5, 0], [0, 0, 0], [5, 1, 4]])


def test_start_and_end_frame_each_row():
    ids = Vocabulary(["a", "b"]).encode(["ab", ""], start=True, end=True)
    np.testing.assert_array_equal(ids, [[2, 4, 5, 3], [2, 3, 0, 0]])


def test_length_cuts_and_pads_and_keeps_the_end():
    vocabulary = Vocabulary(["a", "b"])
    ids = vocabulary.encode(["abab", "a"], end=True, length=3)
    np.testing.assert_array_equal(ids, [[4, 5, 3], [4, 3, 0]])
    assert vocabulary.encode(["a"], length=5).shape == (1, 5)


def test_one_text_has_no_batch_axis():
    vocabulary = Vocabulary(["a", "b"])
    np.testing.assert_array_equal(vocabulary.encode("ab", end=True), [4, 5, 3])
    np.testing.assert_array_equal(vocabulary.encode(b"ab"), [4, 5])
    np.testing.assert_array_equal(vocabulary.encode(tf.constant("ab")), [4, 5])


@each_split
def test_single_text_equals_batch_of_one(split):
    vocabulary = Vocabulary.from_texts(KNOWN, split)
    for text in KNOWN:
        np.testing.assert_array_equal(
            vocabulary.encode(text, end=True), vocabulary.encode([text], end=True)[0]
        )


def test_no_texts_give_no_rows_in_both_ways():
    for vocabulary in VOCABULARIES:
        for arguments, shape in [({}, (0, 0)), ({"start": True, "length": 3}, (0, 3))]:
            assert vocabulary.encode([], **arguments).shape == shape
            assert vocabulary.encode(tensor_of([]), **arguments).shape == shape


def test_newlines_and_nul_are_characters_and_no_words():
    text = "a\n\0b"
    characters = Vocabulary.from_texts(text)
    assert characters.decode(characters.encode(text)) == text
    assert Vocabulary.from_texts(text, split="words").tokens[4:] == ["a", "b"]


def test_names_of_specials_in_a_text_are_no_specials():
    for vocabulary in VOCABULARIES:
        ids = vocabulary.encode("[PAD] [START] [END]")
        assert not set(ids.tolist()) & {0, 2, 3}


def test_words_of_the_vocabulary_are_case_sensitive_unless_lowered():
    texts = ["The the"]
    np.testing.assert_array_equal(Vocabulary(["the"], "words").encode(texts), [[1, 4]])
    lowered = Vocabulary(["the"], "words", lowercase=True)
    np.testing.assert_array_equal(lowered.encode(texts), [[4, 4]])


def test_flat_ids_are_the_rows_one_after_another():
    texts = ["Hello", "", "wörld 好?"]
    for vocabulary in VOCABULARIES:
        ids, lengths = vocabulary.encode_flat(texts)
        assert ids.dtype == lengths.dtype == np.int32
        rows = [vocabulary.encode(text) for text in texts]
        np.testing.assert_array_equal(ids, np.concatenate(rows))
        assert lengths.tolist() == [len(row) for row in rows]


def test_flat_ids_of_no_texts_are_empty():
    for vocabulary in VOCABULARIES:
        ids, lengths = vocabulary.encode_flat([])
        assert ids.shape == lengths.shape == (0,)


def test_tokens_that_no_text_holds_do_no_harm():
    vocabulary = Vocabulary(["[SEP]"])
    np.testing.assert_array_equal(vocabulary.encode("[S"), [1, 1])
    np.testing.assert_array_equal(vocabulary.encode(tf.constant("[S")), [1, 1])
    assert vocabulary.decode([4]) == "[SEP]"


@pytest.mark.parametrize("texts", [5, [5], [["a"]], [None], np.array([[4, 5]]), None])
def test_what_is_no_text_says_how_to_fix_it(texts):
    for use in (Vocabulary(["a"]).encode, Vocabulary.from_texts):
        with pytest.raises(TypeError, match="A text must be a str.* Received .*decode"):
            use(texts)


def test_a_text_among_others_is_named_by_its_row():
    for use in (Vocabulary(["a"]).encode, Vocabulary.from_texts):
        with pytest.raises(TypeError, match="Received nan of type float in row 1"):
            use(["a", float("nan")])


def test_other_collections_of_texts_are_read():
    pandas = pytest.importorskip("pandas")
    vocabulary = Vocabulary(["a", "b"])
    for texts in (pandas.Series(["ab", "b"]), np.array(["ab", "b"]), iter(["ab", "b"])):
        assert vocabulary.encode(texts).tolist() == [[4, 5], [5, 0]]
    for use in (vocabulary.encode, Vocabulary.from_texts):
        with pytest.raises(TypeError, match="`texts` are .*A set has no order"):
            use({"a", "b"})
        with pytest.raises(TypeError, match="A table has several columns"):
            use(pandas.DataFrame({"text": ["a"]}))


@pytest.mark.parametrize("kind", [list, tensor_of], ids=["list", "tensor"])
def test_lengths_are_whole_numbers(kind):
    vocabulary, texts = Vocabulary(["a"]), kind(["a"])
    assert np.asarray(vocabulary.encode(texts, length=np.int64(2))).tolist() == [[4, 0]]
    for length in (2.0, True, "2"):
        with pytest.raises(ValueError, match=f"`length` is .*Received {length!r}"):
            vocabulary.encode(texts, length=length)


def test_a_tensor_that_is_no_batch_of_texts_says_so():
    vocabulary = Vocabulary(["a"])
    with pytest.raises(TypeError, match="Received dtype int32"):
        vocabulary.encode(tf.constant([4]))
    with pytest.raises(ValueError, match=r"Received shape \(1, 1\)"):
        vocabulary.encode(tf.constant([["a"]]))


def test_length_without_room_says_so():
    for texts in (["a"], tf.constant(["a"])):
        with pytest.raises(
            ValueError, match="`length` is an int of at least 1. Received 0"
        ):
            Vocabulary(["a"]).encode(texts, length=0)
