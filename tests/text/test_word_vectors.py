import gzip

import numpy as np
import pytest
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from seqkit.text import SpelledVocabulary
from seqkit.text import Vocabulary
from seqkit.text.word_vectors import read_vectors

VOCABULARY = Vocabulary(["the", "The", "Zoë", "at", "gone", "[X]"], "words")
GLOVE = """the 1 2.5
zoë -1e-3 4
. . . 7 8
at name@domain.com 9 9
THE 0 0
at 5 6
at 7 7
"""
EXPECTED = np.float32([[1, 2.5], [1, 2.5], [-1e-3, 4], [5, 6], [0, 0], [0, 0]])
FOUND = [True, True, True, True, False, False]


def write(path, content):
    content = content if isinstance(content, bytes) else content.encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


@pytest.mark.parametrize("name", ["glove.txt", "vectors.vec.gz"])
@pytest.mark.parametrize(
    "content",
    [
        GLOVE,
        "7 2\n" + GLOVE.replace("\n", " \n"),  # word2vec's
        GLOVE.replace("\n", "\r\n"),
        GLOVE.replace(" 1 2.5", "\t1\t2.5").rstrip(),
        ". . . 0 0\n" + GLOVE,
    ],
)
def test_words_have_the_vectors_of_the_file(content, name, tmp_path):
    vectors = read_vectors(str(write(tmp_path / name, content)), VOCABULARY, 2)
    assert vectors.values.dtype == "float32"
    np.testing.assert_array_equal(vectors.values[4:], EXPECTED)
    assert vectors.found.tolist() == [False] * 4 + FOUND
    assert not vectors.values[:4].any()


@pytest.mark.parametrize("lines", [["the 1", "The 2"], ["The 2", "the 1"]])
def test_lower_case_stands_in_only_where_there_is_no_other(lines, tmp_path):
    path = write(tmp_path / "a.txt", "\n".join(lines))
    np.testing.assert_array_equal(
        read_vectors(path, VOCABULARY, 1).values[4:6], [[1], [2]]
    )


@pytest.mark.parametrize(
    "head",
    [b"\xef\xbb\xbf", b"\r\n \n", b"\xef\xbb\xbf\n"],
    ids=["mark", "blank", "both"],
)
def test_the_first_line_that_is_not_blank_is_the_first(head, tmp_path):
    content = b"the 1 2\nThe 3 4\n"
    for header in (b"", b"2 2\n"):
        path = write(tmp_path / "a.txt", head + header + content)
        vectors = read_vectors(path, VOCABULARY, np.int64(2))
        assert vectors.values[4:6].tolist() == [[1, 2], [3, 4]]
    path = write(tmp_path / "a.txt", head + content.replace(b"\n", b"\r"))
    assert read_vectors(path, VOCABULARY, 2).values[4:6].tolist() == [[1, 2], [3, 4]]


def test_what_is_no_text_is_refused(tmp_path):
    for content, kind in [(GLOVE.encode("utf-16"), "UTF-16"), (b"PK\3\4\xff", "a zip")]:
        path = write(tmp_path / "a.txt", content)
        with pytest.raises(ValueError, match=f"a.txt, which is {kind}"):
            read_vectors(path, VOCABULARY, 2)
    with pytest.raises(
        ValueError, match="`width` is an int of at least 1. Received 2.0"
    ):
        read_vectors(path, VOCABULARY, 2.0)


def test_coverage_is_told_without_the_special_tokens(tmp_path):
    path = write(tmp_path / "a.txt", "".join(f"w{i} {i}\n" for i in range(1820)))
    vocabulary = Vocabulary([f"w{i}" for i in range(2000)], "words")
    vectors = read_vectors(path, vocabulary, 1)
    assert vectors.coverage == 0.91
    assert str(vectors) == "1-wide vectors for 1,820 of 2,000 tokens (91.0 %)"


def test_names_of_specials_are_not_read(tmp_path):
    path = write(tmp_path / "a.txt", "[PAD] 1\n[END] 1\nthe 1\n")
    vectors = read_vectors(path, VOCABULARY, 1)
    assert np.flatnonzero(vectors.found).tolist() == [4, 5]


def test_spelled_words_have_vectors_too(tmp_path):
    path = write(tmp_path / "a.txt", GLOVE)
    vocabulary = SpelledVocabulary.from_texts(["the Zoë"])
    assert read_vectors(path, vocabulary, 2).coverage == 1


@pytest.mark.parametrize(
    "first", ["2 3\n", "the 1 2 3\n", ". . . 1 2 3\n", "5 1 2 3\n"]
)
def test_another_width_says_how_to_fix_it(first, tmp_path):
    path = write(tmp_path / "a.txt", first + "at 1 2 3\n")
    with pytest.raises(
        ValueError, match="width 2, the embedding's. Received width 3.*`embedding=3`"
    ):
        read_vectors(path, VOCABULARY, 2)


@pytest.mark.parametrize(
    "line", ["at 1", "at 1 x", "at nan 1", "at 1 1e39", "at", "at 1 \xff"]
)
def test_broken_vector_is_named_with_its_line(line, tmp_path):
    path = write(tmp_path / "a.txt", f"the 1 2\nbroken too\n{line}\n")
    with pytest.raises(
        ValueError, match="a.txt, line 3: expected a word and 2 numbers"
    ):
        read_vectors(path, VOCABULARY, 2)


@pytest.mark.parametrize("content", ["", "\n", "the\n", "the cat sat\n"])
def test_what_is_no_file_of_vectors_is_refused(content, tmp_path):
    path = write(tmp_path / "a.txt", content)
    with pytest.raises(
        ValueError, match="a word and its 2 numbers on each line of.*text"
    ):
        read_vectors(path, VOCABULARY, 2)
    with pytest.raises(ValueError, match="there is no such file"):
        read_vectors(tmp_path / "b.txt", VOCABULARY, 2)


@pytest.mark.parametrize("content", ["der 1 2\nThe_the 3 4\n", b"2 2\nthe\xff\x01"])
def test_no_word_at_all_is_an_error(content, tmp_path):
    path = write(tmp_path / "a.txt", content)
    with pytest.raises(
        ValueError, match=r"as \['the',.*Received .*a.txt, which has no such word"
    ):
        read_vectors(path, VOCABULARY, 2)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(), st.integers(0, len(GLOVE)))
def test_garbage_is_read_or_refused(tmp_path, garbage, place):
    content = GLOVE.encode()
    path = write(tmp_path / "a.txt", content[:place] + garbage + content[place:])
    try:
        assert np.isfinite(read_vectors(path, VOCABULARY, 2).values).all()
    except ValueError as error:
        assert str(path) in str(error)
