import gzip

import pytest

from seqkit.text.files import file_at
from seqkit.text.files import open_bytes


def test_packed_file_reads_as_the_plain_one(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"a\r\nb")
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"a\r\nb"))
    for name in ("a.txt", "a.txt.gz"):
        with open_bytes(file_at(str(tmp_path / name))) as file:
            assert list(file) == [b"a\r\n", b"b"]


@pytest.mark.parametrize("path", ["nowhere.txt", ".", "a\0b", "long" * 999])
def test_missing_file_is_named(path):
    with pytest.raises(ValueError, match="there is no such file. Check the path"):
        file_at(path)


def test_what_is_no_path_is_refused():
    with pytest.raises(TypeError):
        file_at(["a.txt"])
