"""Files and texts that people give by mistake, read as one running text."""

import gzip
import resource
import time
from pathlib import Path

import numpy as np
import pytest

import seqkit
from seqkit.data import read_running_text
from seqkit.data import running_text
from tests.data.test_running_windows import running_targets

READERS = {
    "read_running_text": lambda path, vocabulary: read_running_text(path),
    "running_text": lambda path, vocabulary: running_text(path, vocabulary, 1, 1),
}
BOTH = pytest.mark.parametrize("read", READERS.values(), ids=READERS)


@pytest.fixture
def write(tmp_path):
    def write(content, name="book.txt"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


@BOTH
@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf"], ids=["empty", "mark"])
def test_an_empty_file_has_no_text(read, content, write, vocabulary):
    with pytest.raises(ValueError, match="holds no text|Received 0. Give fewer"):
        read(write(content), vocabulary)
    with pytest.raises(ValueError, match="holds no text|Received 0. Give fewer"):
        read(write(gzip.compress(content), "book.txt.gz"), vocabulary)


@BOTH
@pytest.mark.parametrize(
    "content, said",
    [
        (b"text\n" * 9 + b"\0\1\2", "NUL bytes"),
        (b"\x7fELF\2\1\1\0\0", "NUL bytes"),
        (b"\xff\xd8\xff\xe0", "a JPEG image"),
        (b"PK\x03\x04", "a zip file"),
        ("text".encode("utf-16"), "UTF-16. Convert it: `iconv"),
    ],
    ids=["NUL", "program", "JPEG", "zip", "UTF-16"],
)
def test_a_binary_file_is_named(read, content, said, write, vocabulary):
    with pytest.raises(ValueError, match=f"book.txt, which (is|holds) {said}"):
        read(write(content), vocabulary)


def test_one_character_repeated_is_a_text_of_this_character(write):
    text = read_running_text(write(b"a" * 1000))
    vocabulary = seqkit.Vocabulary.from_texts([text])
    assert vocabulary.tokens[4:] == ["a"]
    inputs, targets = running_targets(running_text(text, vocabulary, 4, 25))
    assert set(inputs.tolist()) == {2, 4} and set(targets.tolist()) == {3, 4}
    assert len(targets) == 1001


@pytest.mark.parametrize(
    "lanes, window, needed",
    [(1, 12, 12), (1, 10**9, 10**9), (12, 1, 12), (10**6, 1, 10**6)],
)
def test_windows_longer_than_the_text_and_too_many_lanes_are_told(
    lanes, window, needed, vocabulary
):
    text = "ten of it."
    with pytest.raises(
        ValueError,
        match=f"must have {window} tokens for each of {lanes} lanes, {needed} in all, "
        "end token included. Received 11. Give fewer lanes .`batch_size`., a smaller "
        "`window`, or more text",
    ):
        running_text(text, vocabulary, lanes, window)
    assert running_text(text, vocabulary, 1, 11).cardinality() == 1
    assert running_text(text, vocabulary, 11, 1).cardinality() == 1


def test_mixed_encodings_name_line_and_bytes_or_are_replaced(write, vocabulary, caplog):
    path = write("zoë\nrené\n".encode() + "a\nrené".encode("cp1252"))
    with pytest.raises(ValueError, match="line 4 has the bytes E9 at byte 4 of"):
        read_running_text(path)
    running_text(path, vocabulary, 1, 1)
    (record,) = caplog.records
    assert "The first: line 4 has the bytes E9" in record.getMessage()


def test_one_long_line_is_one_text(write, vocabulary):
    line = "once upon a time, " * 20_000
    path = write(line.encode())
    assert read_running_text(path) == line
    for text in (path, line):
        batches = running_text(text, vocabulary, 16, 1000)
        assert batches.cardinality() == -(-(len(line) + 1) // 16 // 1000)


@pytest.mark.slow
def test_one_line_of_100_megabytes_is_cut_into_windows(write):
    vocabulary = seqkit.Vocabulary.from_texts(["once upon a time, "])
    path = write(b"once upon a time, " * (100_000_000 // 18))
    size = path.stat().st_size
    before, began = memory(), time.process_time()
    batches = running_text(Path(path), vocabulary, 32, 100)
    inputs, _ = next(batches.as_numpy_iterator())
    assert inputs.shape == (32, 100) and np.all(inputs)
    assert time.process_time() - began < 30
    assert memory() - before < 25 * size


def memory():
    """The most bytes that this process has had in memory."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
