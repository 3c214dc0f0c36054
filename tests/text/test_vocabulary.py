import copy
import itertools
import json
import pickle
import sys

import hypothesis.strategies as st
import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import settings

from seqkit.text import Vocabulary
from seqkit.text.inputs import as_text

SPECIALS = ["[PAD]", "\ufffd", "[START]", "[END]"]
KNOWN = ["Hello, wörld! 12", "İΑΣ ß 你好😀\n\0", "[PAD] [START] \ufffd", "हिन्दी don't"]
VOCABULARIES = [
    Vocabulary.from_texts(KNOWN, split, lowercase=lowercase)
    for split, lowercase in itertools.product(["characters", "words"], [False, True])
]
PIECES = [*"".join(KNOWN), *KNOWN, "\ud83d", "\ude00", "[END]", "\r\n", "\u2028", "Σ"]
TEXTS = st.lists(
    st.one_of(
        st.text(),
        st.lists(st.sampled_from(PIECES)).map("".join),
        st.lists(st.integers(0, 0x10FFFF).map(chr)).map("".join),  # surrogates too
        st.binary(),
    ),
    max_size=4,
)
both_splits = pytest.mark.parametrize("split", ["characters", "words"])


def tensor_of(texts):
    """Spells what a str holds for TensorFlow, whose strings are bytes."""
    texts = [t if isinstance(t, bytes) else as_text(t).encode() for t in texts]
    return tf.constant(texts, tf.string, shape=(len(texts),))


def strings_of(tensor):
    return [text.decode() for text in tensor.numpy()]


# Tokens


def test_specials_come_first_and_tokens_by_falling_count():
    vocabulary = Vocabulary.from_texts(["bbb", "aa", "cc", "d"])
    assert vocabulary.tokens == [*SPECIALS, "b", "a", "c", "d"]
    assert len(vocabulary) == 8


def test_order_of_texts_does_not_matter():
    assert Vocabulary.from_texts(["é😀a", "b"]) == Vocabulary.from_texts(["b", "😀aé"])
    assert Vocabulary.from_texts("é😀ba").tokens[4:] == ["a", "b", "é", "😀"]


def test_words_keep_marks_apart():
    vocabulary = Vocabulary.from_texts(["a dog, a cat"], split="words")
    assert vocabulary.tokens[4:] == ["a", ",", "cat", "dog"]


def test_max_size_counts_the_specials():
    vocabulary = Vocabulary.from_texts(["aaabbc"], max_size=6)
    assert vocabulary.tokens == [*SPECIALS, "a", "b"]


def test_min_count_leaves_rare_tokens_out():
    assert Vocabulary.from_texts(["aaabbc"], min_count=2).tokens[4:] == ["a", "b"]


def test_lowercase_counts_both_cases_as_one():
    vocabulary = Vocabulary.from_texts(["A dog a"], split="words", lowercase=True)
    assert vocabulary.tokens[4:] == ["a", "dog"]


def test_a_str_is_one_text_and_any_iterable_is_many():
    expected = Vocabulary.from_texts(["ab", "c"])
    for texts in ("abc", b"abc", ("ab", "c"), iter(["ab", "c"]), np.array(["ab", "c"])):
        assert Vocabulary.from_texts(texts) == expected


def test_replacement_characters_and_surrogates_are_no_tokens():
    assert Vocabulary.from_texts(["a\ufffd\ud800", b"\xff"]).tokens[4:] == ["a"]


def test_tokens_may_hold_the_specials_or_not():
    assert Vocabulary(["a", "b"]) == Vocabulary([*SPECIALS, "a", "b"])


def test_tokens_from_numpy_are_plain_strings():
    vocabulary = Vocabulary(np.array(["a", "b"]))
    assert {type(token) for token in vocabulary.tokens} == {str}


def test_vocabularies_differ_by_tokens_split_and_lowercase():
    same = [Vocabulary(["a", "b"]), Vocabulary(["a", "b"])]
    assert len({*same}) == 1
    others = [
        Vocabulary(["b", "a"]),
        Vocabulary(["a", "b"], split="words"),
        Vocabulary(["a", "b"], lowercase=True),
        "ab",
    ]
    assert all(same[0] != other for other in others)


def test_repr_is_short():
    vocabulary = Vocabulary(["a", "b"])
    assert repr(vocabulary) == (
        "Vocabulary(6 tokens, split='characters', lowercase=False)"
    )


# Strings to ids


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


@both_splits
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


# Ids to strings


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
    for dtype in ("int32", "int64", "uint8"):
        assert strings_of(vocabulary.decode(tf.constant([[4, 5]], dtype))) == ["ab"]


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


# Both ways


@settings(deadline=None, max_examples=100)
@given(
    st.sampled_from(VOCABULARIES),
    TEXTS,
    st.booleans(),
    st.booleans(),
    st.none() | st.integers(2, 9),
)
def test_any_texts_encode_and_decode_alike_in_both_ways(
    vocabulary, texts, start, end, length
):
    ids = vocabulary.encode(texts, start, end, length)
    ids_in_graph = vocabulary.encode(tensor_of(texts), start, end, length)
    assert ids_in_graph.dtype == tf.int32
    np.testing.assert_array_equal(ids_in_graph, ids)
    assert strings_of(vocabulary.decode(ids_in_graph)) == vocabulary.decode(ids)


@settings(deadline=None)
@given(
    st.sampled_from(VOCABULARIES),
    st.lists(st.lists(st.integers(0, 15), min_size=5, max_size=5), min_size=1),
)
def test_any_ids_decode_alike_in_both_ways(vocabulary, ids):
    decoded = vocabulary.decode(tf.constant(ids))
    assert strings_of(decoded) == vocabulary.decode(ids)


def test_ids_outside_the_vocabulary_read_as_unknown_in_a_graph():
    vocabulary = Vocabulary(["a"])
    ids = tf.constant([[-1, 4, 5, 2**31 - 1], [-(2**31), 3, 9, 9]])
    assert strings_of(vocabulary.decode(ids)) == ["\ufffda\ufffd\ufffd", "\ufffd"]
    assert strings_of(vocabulary.decode(tf.constant([[2**40, 4]]))) == ["\ufffda"]


@both_splits
def test_one_vocabulary_works_in_several_graphs_and_pipelines(split):
    vocabulary = Vocabulary.from_texts(KNOWN, split)
    expected = vocabulary.encode(KNOWN, end=True, length=6)
    for _ in range(2):
        function = tf.function(lambda texts: vocabulary.encode(texts, False, True, 6))
        np.testing.assert_array_equal(function(tensor_of(KNOWN)), expected)
        dataset = tf.data.Dataset.from_tensor_slices(tensor_of(KNOWN))
        rows = dataset.map(lambda text: vocabulary.encode(text, False, True, 6))
        np.testing.assert_array_equal(list(rows), expected)
    assert rows.element_spec.shape == (6,)
    assert len(vocabulary.tables) == (split == "words")
    assert vocabulary.tables == vocabulary.tables


# Saving


@both_splits
def test_saved_model_turns_strings_into_ids_and_back(split, tmp_path):
    vocabulary = Vocabulary.from_texts(KNOWN, split, lowercase=True)
    texts = [*KNOWN, "", b"\xff caf\xc3\xa9"]
    module = tf.Module()
    module.tables = vocabulary.tables

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string)])
    def serve(texts):
        ids = vocabulary.encode(texts, start=True, end=True)
        return {"ids": ids, "texts": vocabulary.decode(ids)}

    module.serve = serve
    tf.saved_model.save(module, str(tmp_path))
    served = tf.saved_model.load(str(tmp_path)).serve(tensor_of(texts))
    ids = vocabulary.encode(texts, start=True, end=True)
    np.testing.assert_array_equal(served["ids"], ids)
    assert strings_of(served["texts"]) == vocabulary.decode(ids)


@both_splits
def test_copies_after_use_are_equal_and_work(split):
    vocabulary = Vocabulary.from_texts(KNOWN, split, lowercase=True)
    ids = vocabulary.encode(tensor_of(KNOWN))
    for again in (
        copy.copy(vocabulary),
        copy.deepcopy(vocabulary),
        pickle.loads(pickle.dumps(vocabulary)),
    ):
        assert again == vocabulary
        np.testing.assert_array_equal(again.encode(tensor_of(KNOWN)), ids)


@both_splits
def test_config_survives_keras_and_json(split):
    vocabulary = Vocabulary.from_texts(KNOWN, split, lowercase=True)
    vocabulary.encode(tensor_of(KNOWN))
    config = keras.saving.serialize_keras_object(vocabulary)
    assert config["registered_name"] == "seqkit>Vocabulary"
    again = keras.saving.deserialize_keras_object(json.loads(json.dumps(config)))
    assert again == vocabulary
    assert type(again.tokens) is list


def test_python_way_needs_no_tensorflow(monkeypatch):
    monkeypatch.setitem(sys.modules, "tensorflow", None)  # so that its import fails
    for split in ("characters", "words"):
        vocabulary = Vocabulary.from_texts(["A b"], split, lowercase=True)
        assert vocabulary.decode(vocabulary.encode(["a"])) == ["a"]


# Errors


def test_unknown_split_names_the_known_ones():
    with pytest.raises(ValueError, match="'characters', 'words'. Received 'letters'"):
        Vocabulary.from_texts(["a"], split="letters")
    with pytest.raises(ValueError, match="Received 'word'"):
        Vocabulary(["a"], split="word")


@pytest.mark.parametrize("max_size", [4, 0, -1])
def test_max_size_without_room_says_so(max_size):
    with pytest.raises(ValueError, match=f"at least 5. Received max_size={max_size}"):
        Vocabulary.from_texts(["a"], max_size=max_size)


def test_texts_without_tokens_say_so():
    for texts in ([], "", ["", ""]):
        with pytest.raises(ValueError, match="not empty"):
            Vocabulary.from_texts(texts)
    with pytest.raises(ValueError, match="smaller `min_count`"):
        Vocabulary.from_texts(["ab"], min_count=2)


@pytest.mark.parametrize(
    ("tokens", "error", "message"),
    [
        ([], ValueError, "beside the special ones"),
        (SPECIALS, ValueError, "beside the special ones"),
        (["a", "a"], ValueError, r"more than once: \['a'\]"),
        (["a", "[PAD]"], ValueError, r"more than once: \['\[PAD\]'\]"),
        ([""], ValueError, "Received ''"),
        (["\ud800"], ValueError, "lone surrogates"),
        ([3], TypeError, "Received 3 of type int"),
        ("abc", TypeError, "Received 'abc' of type str"),
    ],
)
def test_wrong_tokens_say_how_to_fix_them(tokens, error, message):
    with pytest.raises(error, match=message):
        Vocabulary(tokens)


@pytest.mark.parametrize("texts", [5, [5], [["a"]], [None], np.array([[4, 5]]), None])
def test_what_is_no_text_says_how_to_fix_it(texts):
    for use in (Vocabulary(["a"]).encode, Vocabulary.from_texts):
        with pytest.raises(TypeError, match="A text must be a str.* Received .*decode"):
            use(texts)


def test_a_tensor_that_is_no_batch_of_texts_says_so():
    vocabulary = Vocabulary(["a"])
    with pytest.raises(TypeError, match="Received dtype int32"):
        vocabulary.encode(tf.constant([4]))
    with pytest.raises(ValueError, match=r"Received shape \(1, 1\)"):
        vocabulary.encode(tf.constant([["a"]]))


def test_length_without_room_says_so():
    for texts in (["a"], tf.constant(["a"])):
        with pytest.raises(ValueError, match="Received length=0"):
            Vocabulary(["a"]).encode(texts, length=0)


@pytest.mark.parametrize(
    ("ids", "error", "message"),
    [
        ([[4, 5]], ValueError, "from 0 to 4. Received ids from 4 to 5"),
        ([-1, 4], ValueError, "Received ids from -1 to 4"),
        ([4.0], TypeError, "Received float64.*argmax"),
        (np.zeros((1, 2), "float32"), TypeError, "Received float32"),
        ([True], TypeError, "Received bool"),
        (["a"], TypeError, "texts by `encode`"),
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
