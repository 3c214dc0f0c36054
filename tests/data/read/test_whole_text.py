import gzip
import time
import tracemalloc
from pathlib import Path

import pytest

from seqkit.data import read_running_text
from seqkit.data import running_text

FILES = {
    "b.txt": "second\n",
    "a/z.txt": "first, no end",
    "a.txt.gz": gzip.compress("zoë\r\n".encode(), mtime=0),
    "c/empty.txt": "",
    "d": "last",
    ".hidden": "\0",
    "a/Thumbs.db": b"\xd0\xcf\x11\xe0\0",
    ".git/config": "hidden",
    "__MACOSX/1.txt": "left behind",
    "letter.txt~": "old",
}


@pytest.fixture
def write(tmp_path):
    def write(content, name="text.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def tree(write, tmp_path):
    for name, content in FILES.items():
        write(content, name)
    return tmp_path


def test_a_file_is_one_text_with_its_blank_lines_and_spaces(write):
    text = "\n  Once,\u2028upon\n\n\n\ta time \x0b\x85 \n"
    assert read_running_text(write(text)) == text
    assert read_running_text(str(write(text))) == text
    packed = write(gzip.compress(text.encode()), "text.TXT.gz")
    assert read_running_text(packed) == text


def test_line_ends_are_read_as_in_all_readers(write):
    path = write("\ufeffa\r\nb\r\r\nc\n\ufeffd")
    assert read_running_text(path) == "a\nb\n\nc\nd"


def test_the_files_of_a_folder_are_joined_in_the_order_of_their_paths(tree):
    expected = "first, no end\nzoë\nsecond\nlast"
    assert read_running_text(tree) == read_running_text(str(tree)) == expected


def test_a_link_to_a_folder_above_is_not_followed(tree):
    expected = read_running_text(tree)
    (tree / "a" / "up").symlink_to(tree)
    (tree / "broken.txt").symlink_to(tree / "nowhere")
    assert read_running_text(tree) == expected


@pytest.mark.parametrize("content", ["", "\ufeff", gzip.compress(b"", mtime=0)])
def test_an_empty_file_is_named(write, content):
    path = write(content, "text.txt" + ".gz" * isinstance(content, bytes))
    with pytest.raises(ValueError, match=r"text\.txt.*, which holds no text"):
        read_running_text(path)


@pytest.mark.parametrize("content", ["\n \t\n\r\n", "\u3000\xa0\n"])
def test_a_file_of_white_space_is_named(write, tmp_path, content):
    with pytest.raises(ValueError, match=r"text\.txt, which holds only white space"):
        read_running_text(write(content))
    with pytest.raises(ValueError, match="only white space"):
        read_running_text(tmp_path)


@pytest.mark.parametrize(
    "content, said",
    [
        (b"once upon\n\0\x01\x02", "NUL bytes"),
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (b"%PDF-1.7\n", "a PDF"),
        ("text".encode("utf-16"), "UTF-16"),
    ],
    ids=["NUL", "PNG", "PDF", "UTF-16"],
)
def test_a_binary_file_is_named_also_in_a_folder(write, tree, content, said):
    path = write(content, "deeper/down/book.bin")
    for place in (path, tree):
        with pytest.raises(ValueError, match=f"down/book.bin, which .*{said}"):
            read_running_text(place)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("size", [7, 2**16])
def test_mixed_encodings_name_the_line_and_the_bytes(write, monkeypatch, end, size):
    monkeypatch.setattr("seqkit.text_files._BLOCK", size)
    lines = ["zoë".encode(), b"", "le café noir".encode("cp1252"), b"\xff"]
    path = write(end.encode().join(lines))
    with pytest.raises(ValueError, match="UTF-8 throughout") as error:
        read_running_text(path)
    assert "line 3 has the bytes E9 at byte 7 of the line" in str(error.value)
    assert "in 'le caf\ufffd noir'" in str(error.value)
    assert "iconv -f CP1252" in str(error.value)


def test_a_character_cut_at_the_end_of_the_file_is_named(write):
    with pytest.raises(ValueError, match="line 2 has the bytes E2 82 at byte 2 of"):
        read_running_text(write("euro\n1€".encode()[:-1]))


def test_running_text_reads_mixed_encodings_and_warns_of_line_and_bytes(
    write, vocabulary, caplog
):
    path = write("zoë\n".encode() + b"caf\xe9\n" * 3)
    batches = running_text(path, vocabulary, 1, 20)
    (inputs, _) = next(batches.as_numpy_iterator())
    assert (inputs == ord("\ufffd") + 4).sum() == 3
    (record,) = caplog.records
    assert "3 invalid parts became U+FFFD. The first: line 2" in record.getMessage()
    assert "has the bytes E9 at byte 4" in record.getMessage()


@pytest.mark.parametrize("path", ["nowhere", Path("nowhere.txt"), "a\0b", "long" * 999])
def test_what_is_missing_is_named(path):
    with pytest.raises(ValueError, match="Received '.*there is no such file"):
        read_running_text(path)


def test_a_folder_without_texts_is_named(tmp_path):
    (tmp_path / "deeper").mkdir()
    (tmp_path / ".hidden").write_text("hidden")
    with pytest.raises(ValueError, match="there is no file of text in it. Check"):
        read_running_text(tmp_path)


@pytest.mark.parametrize("path", [None, ["a.txt"], b"a.txt", 3])
def test_what_is_no_path_is_refused(path):
    with pytest.raises(TypeError, match="the path of a file or a folder, a str"):
        read_running_text(path)


def test_one_long_line_is_read_as_it_is(write):
    line = "ab " * 2**18
    assert read_running_text(write(line)) == line


@pytest.mark.slow
def test_one_line_of_100_megabytes_is_read_in_seconds_and_bounded_memory(write):
    path = write(b"once upon a time, " * (100_000_000 // 18))
    size = path.stat().st_size
    tracemalloc.start()
    began = time.process_time()
    text = read_running_text(path)
    seconds = time.process_time() - began
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(text) == size
    assert seconds < 5
    assert peak < 4 * size
