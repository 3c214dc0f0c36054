import gzip

import pytest

from seqkit.text_files import file_at
from seqkit.text_files import is_stray
from seqkit.text_files import lines_of
from seqkit.text_files import lines_with_ends
from seqkit.text_files import text_blocks

NAMES = "emma\nzoë\n"
MARK = b"\xef\xbb\xbf"


@pytest.fixture
def write(tmp_path):
    def write(content, name="names.txt"):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.mark.parametrize("size", [1, 2, 3, 5, 100])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_each_end_of_a_line_ends_it(end, size, write, monkeypatch):
    monkeypatch.setattr("seqkit.text_files._BLOCK", size)
    monkeypatch.setattr("seqkit.text_files._HEAD", 0)
    path = write(f"emma{end}{end}zoë{end}a\u2028\x0b\x85b{end}last")
    assert list(lines_of(path)) == ["emma", "", "zoë", "a\u2028\x0b\x85b", "last"]
    assert "".join(text_blocks(path)) == "emma\n\nzoë\na\u2028\x0b\x85b\nlast"
    ends = [f"{line}{end}" for line in ("emma", "", "zoë", "a\u2028\x0b\x85b")]
    assert list(lines_with_ends(path)) == [*ends, "last"]


def test_blocks_end_where_lines_end(write):
    path = write("a long line\r\n" * 9 + "b" * 50)
    blocks = list(text_blocks(path, 16))
    assert len(blocks) > 4
    assert all(block.endswith("\n") for block in blocks[:-1])


def test_packed_file_reads_as_the_plain_one(write):
    plain, packed = write(NAMES), write(gzip.compress(NAMES.encode()), "names.TXT.GZ")
    assert list(lines_of(plain)) == list(lines_of(packed)) == ["emma", "zoë"]


def test_byte_order_marks_at_the_head_of_the_file_or_a_line_are_dropped(write):
    for end in (b"\n", b"\r\n", b"\r"):
        names = NAMES.encode().replace(b"\n", end)
        path = write(MARK + names + MARK + "a\ufeffb".encode())
        assert list(lines_of(path)) == ["emma", "zoë", "a\ufeffb"]
    assert list(lines_with_ends(write(MARK + b"text,label\n"))) == ["text,label\n"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_other_encodings_say_how_to_convert_them(encoding, write):
    remedy = (
        rf"names.txt, which is {encoding.upper()}. Convert it: `iconv -f {encoding}"
    )
    for content in (NAMES.encode(encoding), gzip.compress(NAMES.encode(encoding))):
        path = write(content, "names.txt" + ".gz" * content.startswith(b"\x1f"))
        with pytest.raises(ValueError, match=f"(?i){remedy}".replace(".txt", ".txt.*")):
            list(lines_of(path))


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_nul_bytes_are_no_text(encoding, write):
    path = write(NAMES.encode(encoding))
    with pytest.raises(ValueError, match="names.txt, which holds NUL bytes: it is UTF"):
        list(lines_of(path))
    path = write("a\n" * 99 + "\0\n")
    with pytest.raises(ValueError, match=r"Drop NULs from a text: `tr -d '\\0'"):
        list(text_blocks(path, 16))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (gzip.compress(b"a", mtime=0), "a gzip file. Let its name end in `.gz`"),
        (b"PK\x03\x04\x14", "a zip file, as .docx and .xlsx are. Unpack"),
        (b"\xfd7zXZ\0\0", "an xz file"),
        (b"BZh91AY&SY", "a bzip2 file"),
        (b"%PDF-1.7\n", "a PDF.*pdftotext"),
        (b"\xd0\xcf\x11\xe0\xa1", "a document of Office"),
        (b"\x89PNG\r\n", "a PNG image"),
    ],
    ids=["gzip", "zip", "xz", "bzip2", "PDF", "Office", "PNG"],
)
def test_what_is_no_text_is_told_by_its_head(content, said, write):
    with pytest.raises(ValueError, match=f"names.txt, which is {said}"):
        list(lines_of(write(content)))


def test_a_file_packed_twice_is_named(write):
    twice = gzip.compress(gzip.compress(NAMES.encode()))
    with pytest.raises(ValueError, match="names.gz, which is a gzip file"):
        list(lines_of(write(twice, "names.gz")))


@pytest.mark.parametrize("fault", ["cut", "damaged", "plain"])
def test_a_packed_file_that_is_not_whole_names_its_path(fault, write):
    whole = gzip.compress(NAMES.encode() * 50)
    contents = {
        "cut": whole[:-12],
        "damaged": whole[:15] + b"\0\xff\0" + whole[18:],
        "plain": NAMES,
    }
    with pytest.raises(
        ValueError, match="a whole gzip file. Received .*names.txt.gz.*again"
    ):
        list(lines_of(write(contents[fault], "names.txt.gz")))


def test_invalid_utf8_is_counted_once_for_a_file(write, caplog):
    path = write("zoë\nrené \ufffd\n".encode() + "zoë\nrené\n".encode("cp1252"))
    for _ in range(2):
        lines = list(lines_of(path))
        assert lines == ["zoë", "rené \ufffd", "zo\ufffd", "ren\ufffd"]
    (record,) = caplog.records
    assert str(path) in record.getMessage()
    assert "2 invalid parts became U+FFFD" in record.getMessage()
    assert "iconv -f CP1252" in record.getMessage()


def test_an_empty_file_has_no_lines(write):
    for content in (b"", MARK):
        assert list(lines_of(write(content))) == []
        assert list(lines_with_ends(write(content))) == []


@pytest.mark.parametrize(
    "name",
    ["Thumbs.db", "Desktop.INI", ".DS_Store", "__MACOSX", "~$letter.docx", "a.txt~"],
)
def test_what_systems_leave_behind_is_stray(name):
    assert is_stray(name)
    assert not is_stray(f"a {name} b")


@pytest.mark.parametrize(
    "path",
    ["nowhere.txt", ".", "a\0b", "long" * 999],
    ids=["no", "folder", "NUL", "long"],
)
def test_missing_file_is_named(path):
    with pytest.raises(ValueError, match="there is no such file. Check the path"):
        file_at(path)


@pytest.mark.parametrize("path", [["a.txt"], None, b"a.txt"])
def test_what_is_no_path_is_refused(path):
    with pytest.raises(
        TypeError, match="path of a file, a str or.*Received .* of type"
    ):
        file_at(path)
