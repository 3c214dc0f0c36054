import random
from unicodedata import category

import hypothesis.strategies as st
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import settings

from seqkit.text.checked_inputs import as_text
from seqkit.text.splitting import break_lines
from seqkit.text.splitting import break_lines_in_graph
from seqkit.text.splitting import code_points
from seqkit.text.splitting import code_points_in_graph
from seqkit.text.splitting import lower
from seqkit.text.splitting import lower_code_points
from seqkit.text.splitting import split_spaces
from seqkit.text.splitting import split_spaces_in_graph
from seqkit.text.splitting import split_words
from seqkit.text.splitting import split_words_in_graph

# Surrogates are no characters: UTF-8 cannot carry them.
EVERY_CHARACTER = [*map(chr, range(0xD800)), *map(chr, range(0xE000, 0x110000))]
INVALID = [
    b"\xff",
    b"\xc0\x80",  # NUL, overlong
    b"\xed\xa0\x80",  # a surrogate
    b"\xf4\x90\x80\x80",  # beyond the last code point
    b"\xe4\xbd",  # cut
    b"\xf0\x9f\x98",
    b"\x80\x80",
    b"\xf8\x88\x80\x80\x80",
]
BYTES = st.lists(
    st.one_of(
        st.sampled_from(INVALID),
        st.binary(max_size=4),
        st.integers(0x80, 0xFF).map(lambda byte: bytes([byte])),
        st.sampled_from("a B\0\n\t\u00a0\u200dΣİß你😀'.").map(str.encode),
    )
).map(b"".join)


def words_in_graph(texts, lowercase=False):
    words = split_words_in_graph(tf.constant(texts), lowercase)
    return [[word.decode() for word in row] for row in words.to_list()]


def test_every_character_is_the_same_word_in_both_ways():
    text = " ".join(EVERY_CHARACTER)
    words = split_words_in_graph(tf.constant([text])).flat_values.numpy()
    assert b" ".join(words) == " ".join(split_words(text)).encode()


def test_every_character_separates_words_alike_in_both_ways():
    text = "x".join(EVERY_CHARACTER)
    words = split_spaces_in_graph(tf.constant([text])).flat_values.numpy()
    assert b" ".join(words) == " ".join(split_spaces(text)).encode()
    separators = {"Zs", "Zl", "Zp", "Cc"}
    held = "".join(c for c in EVERY_CHARACTER if category(c) not in separators)
    assert "".join(split_spaces("".join(EVERY_CHARACTER))) == held


def test_lower_case_splits_as_the_text_itself():
    text = "".join(c for c in EVERY_CHARACTER if lower(c) != c)
    text = f"{text} {'.'.join(text)} {' '.join(text)}"
    for split in (split_words, split_spaces):
        assert split(lower(text)) == [lower(word) for word in split(text)]


def test_every_character_splits_among_others_alike_in_both_ways():
    some = random.Random(0).sample(EVERY_CHARACTER, 100_000)
    texts = ["".join(some[i::100]) for i in range(100)]
    assert words_in_graph(texts) == [split_words(text) for text in texts]


def test_every_character_has_the_same_lower_case_in_both_ways():
    changed = [c for c in EVERY_CHARACTER if lower(c) != c]
    assert len(changed) > 1300
    texts = [" ".join(changed), "".join(changed), "x".join(reversed(changed))]
    expected = [split_words(lower(text)) for text in texts]
    assert words_in_graph(texts, lowercase=True) == expected


def test_lower_case_changes_one_character_into_one():
    codes = np.array([ord(lower(chr(code))) for code in range(0x110000)])
    np.testing.assert_array_equal(lower_code_points(), codes)


def test_lower_case_is_unicode_simple_mapping():
    differing = [c for c in EVERY_CHARACTER if lower(c) != c.lower()]
    assert differing == ["İ"]
    assert lower("İ") == "i"


def test_lower_case_does_not_look_at_neighbours():
    assert lower("ΟΔΟΣ Σ") == "".join(map(lower, "ΟΔΟΣ Σ")) == "οδοσ σ"


@settings(deadline=None, max_examples=100)
@given(st.lists(BYTES, min_size=1))
def test_any_bytes_read_alike_in_both_ways(texts):
    rows = code_points_in_graph(tf.constant(texts)).to_list()
    assert rows == [code_points(as_text(text)).tolist() for text in texts]


@settings(deadline=None, max_examples=100)
@given(st.lists(BYTES, min_size=1), st.booleans())
def test_any_bytes_split_alike_in_both_ways(texts, lowercase):
    expected = [as_text(text) for text in texts]
    if lowercase:
        expected = [lower(text) for text in expected]
    assert words_in_graph(texts, lowercase) == [split_words(text) for text in expected]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don't,  stop!", ["Don", "'", "t", ",", "stop", "!"]),
        ("3.14 x_1", ["3", ".", "14", "x", "_", "1"]),
        ("हिन्दी 你好", ["हिन्दी", "你好"]),
        ("e\u0301té", ["e\u0301té"]),
        ("a\0b\nc\td\u00a0e\u3000f\u00adg", list("abcdefg")),
        ("👩\u200d💻", ["👩", "💻"]),
        ("...", [".", ".", "."]),
        ("", []),
        (" \n\0 ", []),
    ],
)
def test_words_are_runs_of_letters_marks_and_numbers_or_single_marks(text, words):
    assert split_words(text) == words
    assert words_in_graph([text]) == [words]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don't,  stop !", ["Don't,", "stop", "!"]),
        (" a\0b\nc\td\u00a0e\u3000f\x85g\u2028 ", list("abcdefg")),
        ("x\u00ady \ufeff \ufffd", ["x\u00ady", "\ufeff", "\ufffd"]),
        ("", []),
    ],
)
def test_spaces_separate_words_that_are_words_already(text, words):
    assert split_spaces(text) == words
    rows = split_spaces_in_graph(tf.constant([text])).to_list()
    assert [[word.decode() for word in row] for row in rows] == [words]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a<br>b<br/>c<br />d<BR  />e<bR >f", "a\nb\nc\nd\ne\nf"),
        ("<br><br />", "\n\n"),
        ("< br> <b> <br\n> <brr> <br clear=all> <br", None),
        ("", None),
    ],
)
def test_breaks_of_html_read_as_newlines(text, read):
    read = text if read is None else read
    assert break_lines(text) == read
    (in_graph,) = break_lines_in_graph(tf.constant([text])).numpy()
    assert in_graph.decode() == read


@settings(deadline=None, max_examples=100)
@given(st.lists(st.one_of(BYTES, st.sampled_from([b"<br />", b"<BR", b" >"]))))
def test_any_bytes_break_alike_in_both_ways(pieces):
    text = b"".join(pieces)
    (in_graph,) = break_lines_in_graph(tf.constant([text])).numpy()
    assert as_text(in_graph) == break_lines(as_text(text))


def test_no_word_holds_a_separator_or_a_control():
    held = set().union(*split_words("".join(EVERY_CHARACTER)))
    invisible = {"Zs", "Zl", "Zp", "Cc", "Cf"}
    dropped = {c for c in EVERY_CHARACTER if category(c) in invisible}
    assert not held & dropped
    assert {" ", "\n", "\0", "\u00a0", "\u200d"} <= dropped


def test_lone_surrogates_read_as_replacement_characters():
    assert as_text("a\ud800b\udfff\udfff") == "a\ufffdb\ufffd\ufffd"


def test_code_points_are_those_of_python():
    text = "a\0\n\ufeff😀"
    assert code_points(text).tolist() == [ord(character) for character in text]


def test_no_text_gives_no_rows():
    assert split_words_in_graph(tf.constant([], tf.string)).to_list() == []
