import numpy as np
import pytest
import tensorflow as tf

import seqkit
from seqkit.endpoint_kinds import Names
from seqkit.endpoint_kinds import Numbers
from seqkit.endpoint_kinds import Seed
from seqkit.endpoint_kinds import Steps
from seqkit.serving import size_bounds
from seqkit.serving.endpoint_graph import signature_function
from seqkit.serving.endpoint_graph import signature_inputs
from seqkit.text.endpoint_kinds import Text
from seqkit.text.endpoint_kinds import Words
from seqkit.types import Bounds
from seqkit.types import Endpoint

LONGEST = Endpoint.longest
GARBAGE = [
    b"",
    b"\0",
    "\ufeffa\ufffe\U0010ffff\ufffd".encode(),
    "Zoë 😀\u2028\r\n".encode(),
    b"\xc0\x80",  # too long a form
    b"\xed\xa0\x80",  # a lone surrogate
    b"\xf4\x90\x80\x80",  # beyond Unicode
    b"a\xe2\x82",  # cut off
    b"\xff" * 9,
    b"\x80" * 30_000,  # of no character at all
    b"a" * LONGEST,
    b"a" * (LONGEST + 1),
    "😀".encode() * LONGEST,
    "😀".encode() * (LONGEST + 1),
    b"a" * 1_000_000,
]


def readable(text):
    try:
        return len(text.decode()) <= LONGEST
    except UnicodeDecodeError:
        return False


@pytest.fixture(scope="module")
def vocabulary():
    return seqkit.Vocabulary.from_texts(["abcd"])


def endpoint(function, vocabulary, **outputs):
    return Endpoint(function, {"text": Text(vocabulary)}, outputs)


def read_texts(texts, vocabulary, longest=LONGEST, copies=1):
    steps = size_bounds.LARGEST // (copies * max(len(texts), 1))
    return Text(vocabulary).read([texts], Bounds(longest, steps))[:2]


def test_reads_what_python_reads(vocabulary):
    ids, read = read_texts(tf.constant(GARBAGE), vocabulary)
    np.testing.assert_array_equal(read, [readable(text) for text in GARBAGE])
    for row, text in zip(ids.numpy(), GARBAGE, strict=True):
        expected = vocabulary.encode(text) if readable(text) else []
        np.testing.assert_array_equal(row[: len(expected)], expected)
        assert not row[len(expected) :].any()


def test_rows_of_a_batch_share_its_bound(vocabulary, monkeypatch):
    monkeypatch.setattr(size_bounds, "LARGEST", 11)
    texts = tf.constant(["ab", "abcd", "abc"])
    ids, read = read_texts(texts, vocabulary)
    assert read.numpy().tolist() == [True, False, True]  # 11 // 3 steps each
    assert ids.shape == (3, 3)
    _, read = read_texts(texts[1:], vocabulary, copies=2)  # 11 // (2 * 2)
    assert not read.numpy().any()
    _, read = read_texts(texts[1:2], vocabulary)
    assert read.numpy().tolist() == [True]


def test_texts_that_are_refused_make_no_row_wider(vocabulary):
    texts = tf.constant(["ab", "a" * 9, b"\xff" * 9, "abc"])
    ids, read = read_texts(texts, vocabulary, longest=8)
    assert read.numpy().tolist() == [True, False, False, True]
    assert ids.shape == (4, 3)


@pytest.mark.parametrize("texts", [[], ["", ""]])
def test_there_is_a_step_even_without_text(texts, vocabulary):
    ids, _ = read_texts(tf.constant(texts, tf.string), vocabulary)
    np.testing.assert_array_equal(ids, np.zeros((len(texts), 1)))


def test_rows_without_a_finite_answer_are_empty_and_say_so(vocabulary):
    scores = tf.constant([[1.0, 2.0], [3.0, np.nan], [np.inf, 5.0], [7.0, 8.0]])
    function = signature_function(
        endpoint(
            lambda text: {"text": text, "scores": scores},
            vocabulary,
            text=Text(vocabulary),
            scores=Numbers(),
        )
    )
    answer = function(tf.constant([b"a", b"b", b"c", b"\xff"]))
    assert answer["valid"].numpy().tolist() == [True, False, False, False]
    assert answer["text"].numpy().tolist() == [b"a", b"", b"", b""]
    np.testing.assert_array_equal(answer["scores"], [[1, 2], [0, 0], [0, 0], [0, 0]])


def test_one_value_stands_for_all_rows(vocabulary):
    inputs = {"text": Text(vocabulary), "number": Numbers(), "seed": Seed()}
    outputs = {"number": Numbers(), "seed": Numbers("int32")}

    def echo(text, number, seed):
        return {"number": number, "seed": seed}

    function = signature_function(Endpoint(echo, inputs, outputs))
    answer = function(tf.constant(["a", "b"]), tf.constant([0.5]), tf.constant([7]))
    assert answer["number"].numpy().tolist() == [0.5, 0.5]
    assert answer["seed"].numpy().tolist() == [7, 7]
    with pytest.raises(tf.errors.InvalidArgumentError):
        function(tf.constant(["a", "b"]), tf.constant([0.5] * 3), tf.constant([7]))


def test_two_inputs_with_a_tensor_of_one_name_are_refused():
    inputs = {"values": Steps(3), "lengths": Numbers("int32")}
    message = "'lengths' of `lengths` and of another input. Rename"
    with pytest.raises(ValueError, match=message):
        signature_inputs(Endpoint(dict, inputs, {}))
    both = Endpoint(dict, {"past": Steps(3), "future": Steps(2)}, {})
    names = ["past", "past_lengths", "future", "future_lengths"]
    assert list(signature_inputs(both)) == names


def test_integers_stand_for_names():
    function = signature_function(
        Endpoint(
            lambda n: {"label": n, "all": tf.stack([n, -n], axis=1)},
            {"n": Numbers("int32")},
            {"label": Names(("no", "yes")), "all": Names(("no", "yes"))},
        )
    )
    answer = function(tf.constant([1, 0]))
    assert answer["label"].numpy().tolist() == [b"yes", b"no"]
    assert answer["all"].numpy().tolist() == [[b"yes", b""], [b"no", b"no"]]


def test_words_are_given_back_as_they_stand_in_the_text():
    vocabulary = seqkit.Vocabulary(["an", "ox"], split="words", lowercase=True)
    function = signature_function(
        Endpoint(
            lambda text: {"ids": text},
            {"text": Text(vocabulary)},
            {"ids": Numbers("int32"), "words": Words(vocabulary)},
            longest=20,
        )
    )
    answer = function(tf.constant(["An  Öx", "", b"\xff", "ox " * 7, "ox ox ox"]))
    assert answer["ids"].numpy().tolist() == [[4, 1, 0], *[[0] * 3] * 3, [5] * 3]
    assert answer["words"].numpy().tolist() == [
        [b"An", "Öx".encode(), b""],
        *[[b""] * 3] * 3,
        [b"ox"] * 3,
    ]
    assert answer["valid"].numpy().tolist() == [True, True, False, False, True]
    words = function(tf.constant([""]))["words"]
    assert words.numpy().tolist() == [[b""]]


def test_a_signature_without_text_works_too():
    numbers = Numbers("int32")
    twice = Endpoint(lambda n: {"twice": 2 * n}, {"n": numbers}, {"twice": numbers})
    answer = signature_function(twice)(tf.constant([1, 2]))
    assert answer["twice"].numpy().tolist() == [2, 4]
    assert answer["valid"].numpy().tolist() == [True, True]


def test_only_negative_seeds_are_drawn():
    seeds = tf.constant([0, 7, -1, -(2**31), -1, 2**31 - 1])
    first, second = (Seed().read([seeds], None).values.numpy() for _ in range(2))
    for given in (0, 1, 5):
        assert first[given] == second[given] == seeds[given]
    drawn = [*first[2:5], *second[2:5]]
    assert min(drawn) >= 0 and len(set(drawn)) == 6


def test_words_without_a_text_to_take_them_from_are_refused_when_built(vocabulary):
    with pytest.raises(
        ValueError, match="`Words` are the words of the text input `text`"
    ):
        Endpoint(dict, {"n": Numbers("int32")}, {"words": Words(vocabulary)})
