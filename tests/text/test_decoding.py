import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from seqkit.text import Vocabulary
from tests.text.samples import SUBWORDS
from tests.text.samples import VOCABULARIES
from tests.text.samples import strings_of
from tests.text.samples import tensor_of


def test_characters_join_by_nothing_and_words_by_a_space():
    assert Vocabulary(["a", "b"]).decode([[4, 5], [5]]) == ["ab", "b"]
    assert Vocabulary(["a", "b"], split="words").decode([[4, 5], [5]]) == ["a b", "b"]


def test_decoding_skips_padding_and_start_and_stops_at_the_end():
    ids = [0, 2, 4, 0, 1, 2, 5, 3, 4, 3]
    for split, text in [("characters", "a\ufffdb"), ("words", "a \ufffd b")]:
        vocabulary = Vocabulary(["a", "b"], split)
        assert vocabulary.decode(ids) == text
        assert vocabulary.decode(tf.constant(ids)).numpy().decode() == text


def test_decoding_takes_lists_arrays_and_tensors():
    vocabulary = Vocabulary(["a", "b"])
    for ids in ([[4, 5]], ((4, 5),), [np.array([4, 5])], np.array([[4, 5]], "uint8")):
        assert vocabulary.decode(ids) == ["ab"]
    ragged = tf.ragged.constant([[4, 5], [5]])
    assert strings_of(vocabulary.decode(ragged)) == ["ab", "b"]
    for dtype in ("int32", "int64", "uint8"):
        assert strings_of(vocabulary.decode(tf.constant([[4, 5]], dtype))) == ["ab"]


def test_decoding_takes_other_collections():
    pandas = pytest.importorskip("pandas")
    vocabulary = Vocabulary(["a", "b"])
    for ids in (pandas.Series([4, 5]), range(4, 6), (place for place in (4, 5))):
        assert vocabulary.decode(ids) == "ab"
    rows = [[4, 5], [5]]
    for ids in (pandas.Series(rows), np.array(rows, object), iter(rows)):
        assert vocabulary.decode(ids) == ["ab", "b"]
    assert vocabulary.decode(pandas.DataFrame([[4, 5], [5, 0]])) == ["ab", "b"]
    with pytest.raises(TypeError, match="`ids` are .*A set has no order"):
        vocabulary.decode({4, 5})


def test_no_ids_give_empty_texts_in_both_ways():
    for vocabulary in VOCABULARIES:
        assert vocabulary.decode([]) == ""
        assert vocabulary.decode([[], []]) == ["", ""]
        assert vocabulary.decode(np.zeros((0, 3), "int32")) == []
        for shape in [(0, 0), (0, 3), (2, 0)]:
            decoded = vocabulary.decode(tf.zeros(shape, tf.int32))
            assert strings_of(decoded) == [""] * shape[0]


@settings(deadline=None, max_examples=30)
@given(st.lists(st.text(), min_size=1))
def test_characters_come_back_exactly(texts):
    vocabulary = Vocabulary.from_texts(["a", *texts])
    assert vocabulary.decode(vocabulary.encode(texts)) == texts
    assert strings_of(vocabulary.decode(vocabulary.encode(tensor_of(texts)))) == texts


def test_ids_outside_the_vocabulary_read_as_unknown_in_a_graph():
    vocabulary = Vocabulary(["a"])
    ids = tf.constant([[-1, 4, 5, 2**31 - 1], [-(2**31), 3, 9, 9]])
    assert strings_of(vocabulary.decode(ids)) == ["\ufffda\ufffd\ufffd", "\ufffd"]
    assert strings_of(vocabulary.decode(tf.constant([[2**40, 4]]))) == ["\ufffda"]


@pytest.mark.parametrize(
    ("ids", "error", "message"),
    [
        ([[4, 5]], ValueError, "from 0 to 4. Received ids from 4 to 5"),
        ([-1, 4], ValueError, "Received ids from -1 to 4"),
        ([4.0], TypeError, "Received float64.*argmax"),
        (np.zeros((1, 2), "float32"), TypeError, "Received float32"),
        ([True], TypeError, "Received bool"),
        (["a"], TypeError, "texts with `encode`"),
        ("a", ValueError, r"Received shape \(\)"),
        (4, ValueError, r"Received shape \(\)"),
        (np.zeros((1, 2, 3), "int32"), ValueError, r"Received shape \(1, 2, 3\)"),
        ([[[4]]], ValueError, "reshape"),
        (tf.zeros([1, 2]), TypeError, "Received float32"),
        (tf.zeros([1, 2, 3], tf.int32), ValueError, r"Received shape \(1, 2, 3\)"),
        (tf.constant(4), ValueError, r"Received shape \(\)"),
    ],
)
def test_wrong_ids_say_how_to_fix_them(ids, error, message):
    with pytest.raises(error, match=message):
        Vocabulary(["a"]).decode(ids)


@pytest.mark.parametrize(
    "vocabulary", VOCABULARIES, ids=lambda each: type(each).__name__
)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_streamed_pieces_are_the_decoded_text(vocabulary, data):
    ids = data.draw(st.lists(st.integers(0, len(vocabulary) - 1), max_size=30))
    assert "".join(vocabulary.decode_stream(ids)) == vocabulary.decode(ids)


def test_a_character_is_streamed_with_the_last_of_its_bytes():
    vocabulary = SUBWORDS[0]
    ids = [vocabulary.tokens.index(f"<0x{byte:02X}>") for byte in "€".encode()]
    assert list(vocabulary.decode_stream([*ids, ids[0]])) == ["", "", "€", "", "\ufffd"]


def test_streaming_reads_no_further_than_the_end():
    ids = iter([2, 4, 3, 5])
    assert list(Vocabulary(["a", "b"]).decode_stream(ids)) == ["", "a"]
    assert list(ids) == [5]
