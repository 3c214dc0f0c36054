import gzip

import numpy as np
import pytest

from seqkit.data import read_folders

FILES = {
    "pos/0_9.txt": b"Good\r\nfilm",
    "pos/10_8.txt": b"\xef\xbb\xbffine",
    "neg/0_1.txt": b"caf\xe9",
    "neg/empty": b"",
    "neg/packed.txt.gz": gzip.compress(b"packed"),
    "neg/.DS_Store": b"hidden",
    "neg/Thumbs.db": b"\xd0\xcf\x11\xe0\0",
    "neg/desktop.ini": b"[x]",
    "__MACOSX/1.txt": b"left behind",
    "neg/deeper/1.txt": b"not read",
    ".git/config": b"hidden",
    "unsup/0.txt": b"unknown",
    "labels.feat": b"beside",
}


@pytest.fixture
def tree(tmp_path):
    for name, content in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path


def test_each_file_is_a_text_and_its_folder_the_label(tree):
    texts, labels = read_folders(tree)
    for _ in range(2):
        rows = list(zip(labels, texts, strict=True))
        assert rows == [
            ("neg", "caf\ufffd"),
            ("neg", ""),
            ("neg", "packed"),
            ("pos", "Good\nfilm"),
            ("pos", "fine"),
            ("unsup", "unknown"),
        ]


def test_classes_may_be_chosen(tree):
    _, labels = read_folders(str(tree), label_names=["pos", "neg"])
    assert list(labels) == ["pos"] * 2 + ["neg"] * 3
    _, labels = read_folders(tree, label_names="pos")
    assert list(labels) == ["pos"] * 2


def test_each_iteration_reads_the_folders_anew(tree):
    texts, _ = read_folders(tree, ["unsup"])
    (tree / "unsup" / "1.txt").write_text("more")
    assert list(texts) == ["unknown", "more"]


def test_classes_are_an_ordered_collection(tree):
    _, labels = read_folders(tree, label_names=np.array(["pos"]))
    assert list(labels) == ["pos"] * 2
    with pytest.raises(TypeError, match="`label_names` are .*A set has no order"):
        read_folders(tree, label_names={"pos", "neg"})


def test_a_file_that_is_no_text_is_named(tree):
    (tree / "pos" / "scan.txt").write_bytes(b"%PDF-1.7\n")
    texts, _ = read_folders(tree, ["pos"])
    with pytest.raises(ValueError, match=r"scan\.txt, which is a PDF"):
        list(texts)


def test_a_label_has_no_white_space_around_it(tmp_path):
    (tmp_path / "pos ").mkdir()
    (tmp_path / "pos " / "1.txt").write_text("good")
    assert list(read_folders(tmp_path)[1]) == ["pos"]


def test_what_is_missing_is_named(tree, tmp_path):
    with pytest.raises(ValueError, match=r"\['pos', 'good'\]. Received \['neg', 'pos'"):
        read_folders(tree, ["pos", "good"])
    with pytest.raises(ValueError, match="there is no such folder"):
        read_folders(tree / "labels.feat")
    with pytest.raises(
        ValueError, match=r"folders of texts in .*deeper. Received \[\]"
    ):
        read_folders(tree / "neg" / "deeper")
    (tree / "none").mkdir()
    with pytest.raises(ValueError, match="each a file, in .*none. Received none"):
        read_folders(tree)
