"""What Python says, a graph says too, and a SavedModel."""

import hypothesis.strategies as st
import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import settings

from seqkit.text import Vocabulary
from tests.text.samples import KNOWN
from tests.text.samples import TEXTS
from tests.text.samples import VOCABULARIES
from tests.text.samples import each_split
from tests.text.samples import strings_of
from tests.text.samples import tensor_of


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


@settings(deadline=None, max_examples=100)
@given(st.sampled_from(VOCABULARIES), TEXTS)
def test_any_texts_are_tokenized_alike_in_both_ways_one_word_for_each_id(
    vocabulary, texts
):
    words = vocabulary.tokenize(texts)
    in_graph = vocabulary.tokenize(tensor_of(texts)).to_list()
    assert [[word.decode() for word in row] for row in in_graph] == words
    assert [*map(len, words)] == vocabulary.encode_flat(texts)[1].tolist()


@settings(deadline=None)
@given(
    st.sampled_from(VOCABULARIES),
    st.lists(st.lists(st.integers(0, 11), min_size=5, max_size=5), min_size=1),
)
def test_any_ids_decode_alike_in_both_ways(vocabulary, ids):
    decoded = vocabulary.decode(tf.constant(ids))
    assert strings_of(decoded) == vocabulary.decode(ids)


@each_split
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
    assert len(vocabulary.tables) == (split != "characters")
    assert vocabulary.tables == vocabulary.tables


@pytest.mark.slow
def test_a_cleared_session_takes_no_vocabulary_away():
    expected = [vocabulary.encode(KNOWN, length=6) for vocabulary in VOCABULARIES]
    functions = [
        tf.function(lambda texts, known=vocabulary: known.encode(texts, length=6))
        for vocabulary in VOCABULARIES
    ]
    for _ in range(2):
        for function, ids in zip(functions, expected, strict=True):
            np.testing.assert_array_equal(function(tensor_of(KNOWN)), ids)
        keras.utils.clear_session()


@each_split
def test_saved_model_turns_strings_into_ids_and_back(split, tmp_path):
    vocabulary = Vocabulary.from_texts(KNOWN, split, lowercase=True, html_breaks=True)
    texts = [*KNOWN, "", b"\xff caf\xc3\xa9<br/>12"]
    module = tf.Module()
    module.tables = vocabulary.tables

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string)])
    def serve(texts):
        ids = vocabulary.encode(texts, start=True, end=True)
        words = vocabulary.tokenize(texts).to_tensor()
        return {"ids": ids, "texts": vocabulary.decode(ids), "words": words}

    module.serve = serve
    tf.saved_model.save(module, str(tmp_path))
    served = tf.saved_model.load(str(tmp_path)).serve(tensor_of(texts))
    ids = vocabulary.encode(texts, start=True, end=True)
    np.testing.assert_array_equal(served["ids"], ids)
    assert strings_of(served["texts"]) == vocabulary.decode(ids)
    words = [[word.decode() for word in row if word] for row in served["words"].numpy()]
    assert words == vocabulary.tokenize(texts)
