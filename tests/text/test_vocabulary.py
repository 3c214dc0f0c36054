import copy
import json
import pickle
import sys
import weakref

import keras
import numpy as np
import pytest

from seqkit.text import Vocabulary
from tests.text.samples import KNOWN
from tests.text.samples import SPECIALS
from tests.text.samples import each_split
from tests.text.samples import tensor_of


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


def test_texts_are_counted_as_they_come_and_not_kept():
    class Text(str):
        """A str that tells when it is gone."""

    seen = []

    def texts():
        for _ in range(5):
            text = Text("ab")
            seen.append(weakref.ref(text))
            yield text
            del text
            assert sum(each() is not None for each in seen) <= 1

    assert Vocabulary.from_texts(texts()).tokens[4:] == ["a", "b"]
    assert len(seen) == 5


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


def test_spaces_keep_given_words_whole():
    vocabulary = Vocabulary.from_texts(["Do n't go!", "go !"], split="spaces")
    assert vocabulary.tokens[4:] == ["!", "Do", "go", "go!", "n't"]
    assert vocabulary.decode(vocabulary.encode("go\n n't")) == "go n't"


def test_words_that_are_named_as_specials_are_unknown():
    vocabulary = Vocabulary.from_texts(["[PAD] [START] a [END] [PAD]"], "spaces")
    assert vocabulary.tokens == [*SPECIALS, "a"]
    assert vocabulary.encode("[PAD] a [END]").tolist() == [1, 4, 1]


def test_breaks_of_html_are_no_words_where_they_are_read():
    text = "Good<br />film"
    assert "br" in Vocabulary.from_texts(text, "words").tokens
    vocabulary = Vocabulary.from_texts(text, "words", html_breaks=True)
    assert vocabulary.tokens[4:] == ["Good", "film"]
    assert vocabulary.encode("film<BR>Good").tolist() == [5, 4]
    assert vocabulary != Vocabulary(vocabulary.tokens, "words")
    assert repr(vocabulary).endswith("lowercase=False, html_breaks=True)")


def test_words_are_those_of_the_text():
    vocabulary = Vocabulary(["a"], "words", lowercase=True, html_breaks=True)
    assert vocabulary.tokenize("A dog,<br>or b") == ["A", "dog", ",", "or", "b"]
    assert vocabulary.tokenize(["A", ""]) == [["A"], []]
    assert Vocabulary(["a"]).tokenize(b"A \xff") == ["A", " ", "\ufffd"]
    assert vocabulary.tokenize([]) == []
    assert tensor_of(["A", "dog"]).numpy().tolist() == (
        vocabulary.tokenize(tensor_of(["A dog"])[0]).numpy().tolist()
    )


def test_configs_of_old_load():
    old = {"tokens": ["a"], "split": "words", "lowercase": True}
    assert Vocabulary.from_config(old) == Vocabulary(["a"], "words", True)


def test_repr_is_short():
    vocabulary = Vocabulary(["a", "b"])
    assert repr(vocabulary) == (
        "Vocabulary(6 tokens, split='characters', lowercase=False)"
    )


@each_split
def test_copies_after_use_are_equal_and_work(split):
    vocabulary = Vocabulary.from_texts(KNOWN, split, lowercase=True, html_breaks=True)
    ids = vocabulary.encode(tensor_of(KNOWN))
    for again in (
        copy.copy(vocabulary),
        copy.deepcopy(vocabulary),
        pickle.loads(pickle.dumps(vocabulary)),
    ):
        assert again == vocabulary
        np.testing.assert_array_equal(again.encode(tensor_of(KNOWN)), ids)


@each_split
def test_config_survives_keras_and_json(split):
    vocabulary = Vocabulary.from_texts(KNOWN, split, lowercase=True, html_breaks=True)
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


def test_unknown_split_names_the_known_ones():
    with pytest.raises(ValueError, match="'words', 'spaces'. Received 'letters'"):
        Vocabulary.from_texts(["a"], split="letters")
    with pytest.raises(ValueError, match="Received 'word'"):
        Vocabulary(["a"], split="word")
    with pytest.raises(ValueError, match=r"Received \['words'\]"):
        Vocabulary(["a"], split=["words"])
    assert type(Vocabulary(["a"], split=np.str_("words")).split) is str


@pytest.mark.parametrize("max_size", [4, 0, -1])
def test_max_size_without_room_says_so(max_size):
    with pytest.raises(
        ValueError, match=f"`max_size` is .*at least 5. Received {max_size}"
    ):
        Vocabulary.from_texts(["a"], max_size=max_size)


def test_bounds_are_whole_numbers():
    texts = ["aabbc"]
    kept = Vocabulary.from_texts(texts, max_size=np.int32(6), min_count=np.int64(2))
    assert kept.tokens[4:] == ["a", "b"]
    for name in ("max_size", "min_count"):
        for number in (6.0, "6", True):
            with pytest.raises(ValueError, match=f"`{name}` is .* Received {number!r}"):
                Vocabulary.from_texts(texts, **{name: number})


def test_tokens_are_an_ordered_collection():
    expected = Vocabulary(["b", "a"])
    for tokens in (np.array(["b", "a"]), iter("ba"), {"b": 0, "a": 1}.keys()):
        assert Vocabulary(tokens) == expected
    with pytest.raises(TypeError, match="`tokens` are .*A set has no order"):
        Vocabulary({"a", "b"})


def test_a_path_is_no_text(tmp_path):
    path = tmp_path / "names.txt"
    path.write_text("emma\n")
    for received in (path, str(path)):
        with pytest.raises(ValueError, match=r"which is a file.*data\.read_texts\("):
            Vocabulary.from_texts(received)
    assert len(Vocabulary.from_texts([str(path)])) > 8
    assert Vocabulary.from_texts(str(tmp_path / "no")) is not None
    assert Vocabulary.from_texts("a\0b").tokens[4:] == ["\0", "a", "b"]


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
