import gzip
from pathlib import Path

import pytest

from seqkit.data.read.lines import path_of
from seqkit.data.read.lines import read_pieces
from seqkit.data.read.lines import read_texts
from seqkit.data.read.lines import unpacked_size


def test_any_iterable_of_texts_is_read():
    assert list(read_texts(["a", "b"])) == ["a", "b"]
    assert list(read_texts(text for text in ("a", "b"))) == ["a", "b"]


def test_blank_texts_are_skipped():
    assert list(read_texts(["a", "", " \t", "b\n", "\r\n"])) == ["a", "b\n"]


def test_a_file_is_read_by_its_path_as_str_or_path(tmp_path):
    path = tmp_path / "texts.txt"
    path.write_text("emma\nolivia")
    assert list(read_texts(path)) == list(read_texts(str(path))) == ["emma", "olivia"]


def test_packed_file_reads_as_the_plain_one(tmp_path):
    content = "é\n\n  \nb c\r\nlast".encode()
    (tmp_path / "plain.txt").write_bytes(content)
    (tmp_path / "packed.txt.gz").write_bytes(gzip.compress(content))
    expected = ["é", "b c", "last"]
    assert list(read_texts(tmp_path / "plain.txt")) == expected
    assert list(read_texts(tmp_path / "packed.txt.gz")) == expected
    assert list(read_pieces(tmp_path / "packed.txt.gz")) == ["é\n\n  \nb c\nlast"]
    assert list(read_pieces(tmp_path / "plain.txt")) == ["é\n\n  \nb c\nlast"]


def test_each_end_of_a_line_ends_it_and_nothing_else_does(tmp_path):
    path = tmp_path / "texts.txt"
    path.write_bytes("a\rb\r\n\u2028c\x0bd\x85\x0ce\nf\r".encode())
    assert list(read_texts(path)) == ["a", "b", "\u2028c\x0bd\x85\x0ce", "f"]
    assert list(read_pieces(path)) == ["a\nb\n\u2028c\x0bd\x85\x0ce\nf\n"]


def test_byte_order_mark_is_dropped(tmp_path):
    path = tmp_path / "texts.txt"
    path.write_bytes(b"\xef\xbb\xbfemma\nolivia")
    assert list(read_texts(path)) == ["emma", "olivia"]
    assert list(read_pieces(path)) == ["emma\nolivia"]


def test_invalid_utf8_becomes_the_replacement_character(tmp_path):
    path = tmp_path / "texts.txt"
    path.write_bytes(b"caf\xe9\n")
    assert list(read_texts(path)) == ["caf\ufffd"]
    assert list(read_pieces(path)) == ["caf\ufffd\n"]


@pytest.mark.parametrize("path", ["nowhere.txt", Path("nowhere"), "a\0b", "long" * 999])
def test_missing_file_is_named(path):
    with pytest.raises(ValueError, match="there is no such file"):
        read_texts(path)


def test_a_path_is_a_file_and_a_str_a_text(tmp_path):
    path = tmp_path / "texts.txt"
    path.write_text("emma\n")
    assert path_of(path) == path
    assert path_of(["emma"]) is None
    assert list(read_pieces(path)) == ["emma\n"]
    assert list(read_pieces("emma")) == ["emma"]


def test_the_error_of_the_other_case_names_the_fix(tmp_path):
    path = tmp_path / "texts.txt"
    path.write_text("emma")
    with pytest.raises(ValueError, match=r"'once upon a time'.*list: `\[text\]`"):
        path_of("once upon a time")
    for read in (path_of, read_pieces):
        with pytest.raises(
            ValueError, match=r"texts.txt'.*Give `pathlib.Path\('.*t'\)"
        ):
            read(str(path))
    with pytest.raises(ValueError, match="there is no such file"):
        path_of(tmp_path / "nowhere.txt")


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(ValueError, match="there is no such file"):
        read_texts(tmp_path)


@pytest.mark.parametrize("item", [None, 3, b"bytes", ["nested"]])
def test_item_that_is_no_text_is_named(item):
    with pytest.raises(TypeError, match=f"{type(item).__name__} as item 2"):
        list(read_texts(["a", "", item]))


@pytest.mark.parametrize("texts", [None, 3, b"bytes"])
def test_what_is_no_iterable_of_texts_is_refused(texts):
    with pytest.raises(
        TypeError, match=f"Received {texts!r} of type {type(texts).__name__}"
    ):
        list(read_texts(texts))


def test_open_file_is_refused(tmp_path):
    path = tmp_path / "texts.txt"
    path.write_text("emma\n")
    with path.open() as file, pytest.raises(TypeError, match="Give the file's path"):
        list(read_texts(file))


def test_pieces_of_a_text_are_kept_as_they_are():
    assert list(read_pieces("emma\r\n")) == ["emma\r\n"]
    assert list(read_pieces(["a ", "", "b"])) == ["a ", "", "b"]


def test_pieces_of_a_file_end_with_lines(tmp_path, monkeypatch):
    monkeypatch.setattr("seqkit.data.read.lines._PIECE", 10)
    path = tmp_path / "text.txt"
    path.write_bytes(b"once upon\r\na time\r\nthere was a very long line\r\nend")
    pieces = list(read_pieces(path))
    assert len(pieces) > 2
    assert all(piece.endswith("\n") for piece in pieces[:-1])
    assert "".join(pieces) == path.read_text()


def test_packed_files_count_as_what_they_unpack_to(tmp_path):
    (tmp_path / "plain.txt").write_bytes(b"12345")
    (tmp_path / "packed.gz").write_bytes(b"12345")
    assert unpacked_size(tmp_path / "plain.txt") == 5
    assert unpacked_size(tmp_path / "packed.gz") == 20
