import gzip

import numpy as np
import pytest
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from seqkit.data import read_conll

CONLL = """-DOCSTART- -X- O O

EU NNP  B-NP B-ORG
# NN I-NP O
10\u00a0000 CD I-NP O


Peter NNP B-NP B-PER"""
CONLLU = """# newdoc id = a
# text = vámonos al mar
1-2\tvámonos\t_\t_\t_\t_\t_\t_\t_\t_
1\tvamos\tir\tVERB\tV\t_\t0\troot\t_\t_
2\tnos\tnosotros\tPRON\tP\t_\t1\tobj\t_\t_
2.1\tempty\t_\tX\t_\t_\t_\t_\t_\t_
3\t10 000\t#\tNUM\tN\t_\t1\tobj\t_\t_

1\t#\t#\tSYM\tS\t_\t0\troot\t_\t_
"""


def write(path, content):
    content = content.encode() if isinstance(content, str) else content
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


@pytest.mark.parametrize("name", ["train.txt", "eng.train", "train.conll.gz"])
def test_first_column_holds_words_and_the_last_tags(name, tmp_path):
    path = write(tmp_path / name, CONLL)
    sentences, tags = read_conll(path)
    for _ in range(2):
        assert list(sentences) == [["EU", "#", "10\u00a0000"], ["Peter"]]
        assert list(tags) == [["B-ORG", "O", "O"], ["B-PER"]]
    _, chunks = read_conll(path, tags=2)
    assert list(chunks) == [["B-NP", "I-NP", "I-NP"], ["B-NP"]]


@pytest.mark.parametrize("name", ["es.conllu", "ES.CONLLU.gz"])
def test_conllu_has_forms_and_universal_parts_of_speech(name, tmp_path):
    path = write(tmp_path / name, CONLLU.replace("\n", "\r\n"))
    sentences, tags = read_conll(str(path))
    assert list(sentences) == [["vamos", "nos", "10 000"], ["#"]]
    assert list(tags) == [["VERB", "PRON", "NUM"], ["SYM"]]
    lemmas, tags = read_conll(path, words=2, tags=4)
    assert next(iter(lemmas)) == ["ir", "nosotros", "#"]
    assert next(iter(tags)) == ["V", "P", "N"]


def test_fields_may_be_separated_by_tabs(tmp_path):
    path = write(tmp_path / "a.tsv", "New York\tB-LOC\n\n\n\tO\n")
    sentences, tags = read_conll(path)
    assert list(sentences) == [["New York"], [""]]
    assert list(tags) == [["B-LOC"], ["O"]]


@pytest.mark.parametrize(
    "content",
    ["Anna\tB-PER \nruns\tO\n", "Anna  \tB-PER\n runs\tO\n", "Anna B-PER\nruns O \n"],
    ids=["behind", "within", "spaces"],
)
def test_white_space_around_fields_is_dropped(content, tmp_path):
    sentences, tags = read_conll(write(tmp_path / "a.txt", content))
    assert list(sentences) == [["Anna", "runs"]]
    assert list(tags) == [["B-PER", "O"]]


def test_a_blank_word_has_one_tag(tmp_path):
    sentences, tags = read_conll(write(tmp_path / "a.txt", "went O\n\t O\nhome O\n"))
    assert list(sentences) == [["went", "", "home"]]
    assert list(tags) == [["O", "O", "O"]]


def test_a_line_without_a_tag_is_named(tmp_path):
    path = write(tmp_path / "a.txt", "Anna\tB-PER\t\nruns\tO\t\n")
    with pytest.raises(ValueError, match="a.txt, line 1: expected a tag in column -1"):
        read_conll(path)
    assert list(read_conll(path, tags=np.int64(1))[1]) == [["B-PER", "O"]]
    sentences, _ = read_conll(write(path, "Anna\tB-PER\n\nruns\t \n"))
    with pytest.raises(ValueError, match="line 3: expected a tag.*Fill it in"):
        list(sentences)


def test_lines_may_end_in_carriage_returns(tmp_path):
    path = write(tmp_path / "a.txt", "Anna B-PER\rruns O\r\rBob B-PER\r")
    assert list(read_conll(path)[0]) == [["Anna", "runs"], ["Bob"]]


def test_a_column_is_a_whole_number(tmp_path):
    path = write(tmp_path / "a.txt", "Anna B-PER\n")
    for name in ("words", "tags"):
        with pytest.raises(ValueError, match=f"`{name}` is an int. Received 1.0"):
            read_conll(path, **{name: 1.0})


def test_an_empty_file_has_no_sentences(tmp_path):
    for content in ("", "\n\n", "-DOCSTART-\n"):
        assert list(read_conll(write(tmp_path / "a.txt", content))[0]) == []


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.txt", "a O\nb O\n\nc\n", "line 4: expected 2 fields.*Received 1: 'c'"),
        ("a.conllu", CONLLU + "2\ta\n", "line 10: expected 10 fields.*Received 2"),
    ],
)
def test_line_of_another_number_of_fields_is_named(name, content, message, tmp_path):
    sentences, _ = read_conll(write(tmp_path / name, content))
    with pytest.raises(ValueError, match=message):
        list(sentences)


def test_missing_column_or_file_is_named_at_once(tmp_path):
    path = write(tmp_path / "a.txt", "a DET O\n")
    for place in (3, -4):
        with pytest.raises(ValueError, match=f"column {place},.*Received 3 columns"):
            read_conll(path, tags=place)
    with pytest.raises(ValueError, match="there is no such file"):
        read_conll(tmp_path / "b.txt")


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["a.txt", "a.conllu"]), st.binary(), st.integers(0, 300))
def test_garbage_is_read_or_refused(tmp_path, name, garbage, place):
    content = (CONLLU if name == "a.conllu" else CONLL).encode()
    path = write(tmp_path / name, content[:place] + garbage + content[place:])
    try:
        for words, tags in zip(*read_conll(path), strict=True):
            assert len(words) == len(tags) > 0
    except ValueError as error:
        assert str(path) in str(error)
