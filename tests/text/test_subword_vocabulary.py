import copy
import json
import pickle
import sys

import hypothesis.strategies as st
import keras
import numpy as np
import pytest
import sentencepiece
import tensorflow as tf
from hypothesis import given
from hypothesis import settings

import seqkit
from seqkit.text import SubwordVocabulary
from tests.text.samples import KNOWN
from tests.text.samples import PIECES
from tests.text.samples import SPECIALS
from tests.text.samples import SUBWORDS
from tests.text.samples import tensor_of

TEXTS = ["the dog sees the dot", "a dog, a cat", "cats see dogs"] * 5
DOGS = SubwordVocabulary.from_texts(TEXTS, 300, "bpe")
BIG = "the dog " * 5_000 + "dog" * 3_000 + " 天地玄黄" * 500 + "天" * 3_000
each_model = pytest.mark.parametrize("model", ["unigram", "bpe"])


@settings(deadline=None, max_examples=200)
@given(
    st.one_of(st.text(), st.lists(st.sampled_from([*PIECES, "  ", "\t"])).map("".join))
)
def test_any_text_comes_back_exactly(text):
    for vocabulary in (DOGS, SUBWORDS[0]):
        ids = vocabulary.encode(text)
        expected = text.replace("\u2581", " ").encode("utf-8", "surrogatepass")
        # A surrogate is one character of three bytes, and is replaced as one.
        expected = "".join(
            "\ufffd" if "\ud800" <= each <= "\udfff" else each
            for each in expected.decode("utf-8", "surrogatepass")
        )
        assert vocabulary.decode(ids) == expected
        assert not set(ids.tolist()) & {0, 1, 2, 3}


@each_model
def test_spaces_come_back_where_no_text_had_one(model):
    vocabulary = SubwordVocabulary.from_texts(["abcabd", "cabxx"] * 5, 269, model)
    for text in ("a  b ", " "):
        assert vocabulary.decode(vocabulary.encode(text)) == text


def test_frequent_words_are_pieces_and_bytes_spell_the_rest():
    assert DOGS.tokens[:4] == SPECIALS
    assert DOGS.tokens[4:260] == [f"<0x{byte:02X}>" for byte in range(256)]
    assert len(DOGS) == len(DOGS.tokens) == 300
    assert DOGS.tokenize("the dog\u00e9") == ["the", "▁dog", "<0xC3>", "<0xA9>"]
    assert DOGS.tokenize(["", "the"]) == [[], ["the"]]


@each_model
def test_texts_are_read_as_sentencepiece_reads_them(model):
    vocabulary = SubwordVocabulary.from_texts(TEXTS, 275, model)
    processor = sentencepiece.SentencePieceProcessor(model_proto=vocabulary.proto)
    for text in [*TEXTS[:3], *KNOWN, "  two  spaces ", " "]:
        assert vocabulary.encode(text).tolist() == processor.encode(text)


@each_model
def test_a_text_of_any_length_is_read_alike_in_both_ways(model):
    vocabulary = SubwordVocabulary.from_texts([BIG, *TEXTS], 275, model)
    ids = vocabulary.encode(BIG)
    np.testing.assert_array_equal(vocabulary.encode(tf.constant(BIG)), ids)
    assert vocabulary.decode(ids) == BIG


def test_same_texts_give_the_same_vocabulary_and_all_of_a_text_counts():
    assert SubwordVocabulary.from_texts(iter(TEXTS), 300, "bpe") == DOGS
    # Past 4192 bytes, where SentencePiece's own limit is, and past its reserved sign.
    late = "ab " * 3000 + "\u2585 zebra" * 100
    assert "▁zebra" in SubwordVocabulary.from_texts([late], 275, "bpe").tokens


def test_lowercase_lowers_character_by_character():
    shouted = [text.upper() for text in TEXTS]
    lowered = SubwordVocabulary.from_texts(shouted, 300, "bpe", lowercase=True)
    assert lowered.decode(lowered.encode("The DOG İΑΣ")) == "the dog iασ"
    assert lowered.tokens == DOGS.tokens
    assert lowered != DOGS


def test_words_know_the_places_of_their_pieces():
    ids = DOGS.encode("a dog,\u00a0the é x", start=True, end=True)
    pieces = ["[START]", *DOGS.tokenize("a dog,\u00a0the é x"), "[END]"]
    words = DOGS.decode_words([*ids, 0, 5])
    assert [word for word, _ in words] == ["a", "dog,", "the", "é", "x"]
    spelled = {word: [pieces[place] for place in places] for word, places in words}
    assert spelled["dog,"] == ["▁dog", ","]
    assert "".join(spelled["the"]) == "the"  # no space is before it
    assert spelled["é"][-2:] == ["<0xC3>", "<0xA9>"]
    assert DOGS.decode_words([]) == DOGS.decode_words([2, 3]) == []
    with pytest.raises(ValueError, match="Received 2 rows"):
        DOGS.decode_words([[5], [6]])


def test_half_a_character_is_a_word_of_its_own_kind():
    assert DOGS.decode_words([4 + 0xC3, 4 + ord("a")]) == [("\ufffda", [0, 1])]
    assert DOGS.decode([4 + 0xC3, 4 + ord("a")]) == "\ufffda"


def test_a_model_of_pieces_reloads(tmp_path):
    seqkit.LanguageModel(DOGS, units=4, embedding=4).save(tmp_path / "model.keras")
    assert seqkit.load(tmp_path / "model.keras").vocabulary == DOGS


def test_one_vocabulary_works_in_several_graphs_and_pipelines():
    expected = DOGS.encode(KNOWN, length=6)
    for _ in range(2):
        function = tf.function(lambda texts: DOGS.encode(texts, length=6))
        np.testing.assert_array_equal(function(tensor_of(KNOWN)), expected)
        rows = tf.data.Dataset.from_tensor_slices(tensor_of(KNOWN))
        rows = rows.map(lambda text: DOGS.encode(text, length=6))
        np.testing.assert_array_equal(list(rows), expected)
    assert DOGS.tables == DOGS.tables


def test_copies_after_use_are_equal_and_work():
    DOGS.encode(tensor_of(KNOWN))
    config = keras.saving.serialize_keras_object(DOGS)
    assert config["registered_name"] == "seqkit>SubwordVocabulary"
    for again in (
        copy.deepcopy(DOGS),
        pickle.loads(pickle.dumps(DOGS)),
        keras.saving.deserialize_keras_object(json.loads(json.dumps(config))),
    ):
        assert again == DOGS
        assert hash(again) == hash(DOGS)
        np.testing.assert_array_equal(again.encode(KNOWN), DOGS.encode(KNOWN))
    assert DOGS != SUBWORDS[0]
    assert repr(DOGS) == "SubwordVocabulary(300 pieces, lowercase=False)"


def test_python_way_needs_no_tensorflow(monkeypatch):
    monkeypatch.setitem(sys.modules, "tensorflow", None)  # so that its import fails
    vocabulary = SubwordVocabulary.from_texts(TEXTS, 275)
    assert vocabulary.decode(vocabulary.encode(["a dog"])) == ["a dog"]


def test_training_says_nothing(capfd):
    SubwordVocabulary.from_texts(TEXTS, 275).encode("a dog")
    assert capfd.readouterr() == ("", "")


@each_model
def test_texts_of_few_pieces_give_those_they_have(model, caplog):
    few = SubwordVocabulary.from_texts(TEXTS, model=model)
    (record,) = caplog.records
    assert f"8000 pieces, but these texts have {len(few)}" in record.message
    assert few.decode(few.encode("a dog")) == "a dog"
    assert SubwordVocabulary.from_texts(TEXTS, np.int64(8000), model) == few
    assert SubwordVocabulary.from_texts(TEXTS, len(few), model).tokens == few.tokens
    assert len(caplog.records) == 2  # none where there are as many as wanted


@each_model
def test_size_without_room_for_the_characters_names_what_is_possible(model):
    with pytest.raises(
        ValueError, match="`size` is an int of at least 1. Received 2.5"
    ):
        SubwordVocabulary.from_texts(TEXTS, 2.5, model)
    # Letters a c d e g h o s t, the comma and the space.
    with pytest.raises(ValueError, match="at least 271.*256 bytes and 11 characters"):
        SubwordVocabulary.from_texts(TEXTS, 100, model)


def test_what_is_no_text_says_how_to_fix_it(tmp_path):
    for texts in ([], "", [""]):
        with pytest.raises(ValueError, match="not empty. Received no text"):
            SubwordVocabulary.from_texts(texts)
    with pytest.raises(TypeError, match="A text must be a str.* Received 5"):
        SubwordVocabulary.from_texts(["a", 5])
    with pytest.raises(ValueError, match="'unigram', 'bpe'. Received 'words'"):
        SubwordVocabulary.from_texts(TEXTS, model="words")
    path = tmp_path / "texts.txt"
    path.write_text("a dog\n")
    with pytest.raises(ValueError, match="which is a file"):
        SubwordVocabulary.from_texts(path)


def test_models_that_change_texts_are_refused(tmp_path):
    with pytest.raises(ValueError, match="bytes of a SentencePiece model"):
        SubwordVocabulary(b"a dog")
    for proto in ("a dog", None):
        with pytest.raises(
            ValueError, match="bytes of a SentencePiece model. Received"
        ):
            SubwordVocabulary(proto)
    prefix = tmp_path / "other"
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(TEXTS), model_prefix=prefix, vocab_size=19, minloglevel=2
    )
    with pytest.raises(ValueError, match="Received a model that begins.*<unk>"):
        SubwordVocabulary(prefix.with_suffix(".model").read_bytes())
