import gzip
import io
import json
import os
import pickle
import struct
import zipfile

import numpy as np
import pytest

from seqkit.strokes import Drawing
from seqkit.strokes import Strokes
from seqkit.strokes import read_drawings

ROWS = [
    np.array([[0, 0, 0], [3, -4, 1]], "int16"),
    np.array([[1, 1, 1], [300, 2, 0], [5, 6, 1]], "int16"),
]
DRAWINGS = [Drawing(row) for row in ROWS]
LINE = json.dumps({"word": "cat", "drawing": [[[5, 8], [9, 5], [0, 17]]]})


def objects(rows):
    """Return an array of arrays, as sketch-rnn saves."""
    array = np.empty(len(rows), object)
    array[:] = rows
    return array


def with_pickle(path, content, part="train"):
    """Write an `.npz` file with a given pickle of an array of objects."""
    member = io.BytesIO()
    header = {"descr": "|O", "fortran_order": False, "shape": (1,)}
    np.lib.format.write_array_header_1_0(member, header)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{part}.npy", member.getvalue() + content)
    return path


def test_files_of_quickdraw_are_read(tmp_path):
    lines = '{"drawing": []}\n\n' + LINE.replace(", [0, 17]", "") + "\n" + LINE
    plain, packed = tmp_path / "cat.ndjson", tmp_path / "cat.ndjson.gz"
    plain.write_text(lines, encoding="utf-8")
    packed.write_bytes(gzip.compress(lines.encode()))
    cat = Drawing([[0, 0, 0], [3, -4, 1]])
    for path in (plain, packed):
        assert read_drawings(path) == [Drawing([]), cat, cat]


@pytest.mark.parametrize(
    "wrong",
    [
        "{",
        "[1, 2]",
        "{}",
        '{"drawing": [[[1, 2]]]}',
        '{"drawing": [[[1, 2], [3]]]}',
        '{"drawing": [[[1, "x"], [3, 4]]]}',
        '{"drawing": [[[1, NaN], [3, 4]]]}',
        '{"drawing": [[1, 2]]}',
    ],
)
def test_the_wrong_line_of_a_file_is_named(wrong, tmp_path):
    path = tmp_path / "cat.ndjson"
    path.write_text(f"{LINE}\n{wrong}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="cat.ndjson, whose line 2 is"):
        read_drawings(path)


@pytest.mark.parametrize("protocol", [2, 4])
def test_pickled_arrays_are_read(protocol, tmp_path):
    pickled = pickle.dumps(objects(ROWS), protocol)
    path = with_pickle(tmp_path / "a.npz", pickled, "valid")
    assert read_drawings(path, "valid") == DRAWINGS


def test_arrays_that_python_2_pickled_are_read(tmp_path):
    # [array] by hand, with strings of bytes and the old name of NumPy's module.
    raw = ROWS[0].astype("<i2").tobytes()
    content = (
        b"\x80\x02]cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85"
        b"U\x01b\x87R(K\x01K\x02K\x03\x86cnumpy\ndtype\nU\x02i2K\x00K\x01\x87R(K\x03"
        b"U\x01<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89U"
        + struct.pack("B", len(raw))
        + raw
        + b"tba."
    )
    assert read_drawings(with_pickle(tmp_path / "a.npz", content)) == DRAWINGS[:1]


def test_files_of_arrays_are_read(tmp_path):
    path, flat = tmp_path / "a.npz", tmp_path / "flat.npz"
    np.savez_compressed(path, train=objects(ROWS), valid=np.stack([ROWS[0]] * 3))
    assert read_drawings(path) == DRAWINGS
    assert read_drawings(path, "valid") == DRAWINGS[:1] * 3
    lengths = [len(row) for row in ROWS]
    np.savez(flat, test_strokes=np.concatenate(ROWS), test_lengths=lengths)
    assert read_drawings(flat, "test") == DRAWINGS


class Evil:
    def __reduce__(self):
        return os.mkdir, ("evil",)


@pytest.mark.parametrize(
    "content",
    [
        pickle.dumps(objects([Evil()]), 4),
        pickle.dumps(Evil(), 2),
        pickle.dumps(objects([objects([1])]), 4),
        pickle.dumps(objects([np.array(["text"])]), 4),
        pickle.dumps(objects([{}]), 4),
        pickle.dumps(objects(ROWS), 4)[:-9],
        pickle.dumps(np.dtype("O"), 4),
        b"",
        b"\xff\xff",
        b"cnumpy\nndarray\n.",
        b"P1\n.",
    ],
)
def test_pickles_of_other_things_are_refused(content, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = with_pickle(tmp_path / "a.npz", content)
    with pytest.raises(ValueError, match="a.npz, whose part 'train' cannot be read"):
        read_drawings(path)
    assert not (tmp_path / "evil").exists()


def test_wrong_files_of_arrays_are_named(tmp_path):
    path = tmp_path / "a.npz"
    np.savez(path, valid=objects([ROWS[0], [[1, 2, 3, 4]]]))
    with pytest.raises(ValueError, match=r"no part 'train', but \['valid'\]"):
        read_drawings(path)
    np.savez(path, train=objects([ROWS[0], np.ones((1, 4))]))
    with pytest.raises(ValueError, match=r"a.npz, drawing 1 of 'train'.*\(1, 4\)"):
        read_drawings(path)
    np.savez(path, train_strokes=ROWS[0], train_lengths=[1, 2])
    with pytest.raises(ValueError, match="add up to 3, and there are 2"):
        read_drawings(path)
    path.write_bytes(b"PK\x03\x04")
    with pytest.raises(ValueError, match="cannot be read"):
        read_drawings(path)


def test_an_array_of_one_drawing_is_read(tmp_path):
    path = tmp_path / "a.npy"
    np.save(path, ROWS[0])
    assert read_drawings(path) == DRAWINGS[:1]
    np.testing.assert_array_equal(Strokes(1.0).read(str(path)), ROWS[0])
    np.save(path, objects(ROWS))
    with pytest.raises(ValueError, match="a.npy.*read_drawings"):
        read_drawings(path)


def test_folders_are_read_in_the_order_of_names(tmp_path):
    for name, text in (("b", "5 5, 8 1"), ("a", "0 0, 3 -4")):
        content = f"<ink><trace>{text}</trace></ink>"
        (tmp_path / f"{name}.inkml").write_text(content, encoding="utf-8")
    (tmp_path / ".c.inkml").write_text("no", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("no", encoding="utf-8")
    assert read_drawings(tmp_path) == [DRAWINGS[0], DRAWINGS[0]]
    (tmp_path / "c.inkml").write_text("<ink/>", encoding="utf-8")
    with pytest.raises(ValueError, match="c.inkml, with the root <ink> and no <trace>"):
        read_drawings(tmp_path)


def test_other_paths_are_named(tmp_path):
    with pytest.raises(ValueError, match="no .svg and no .inkml"):
        read_drawings(tmp_path)
    with pytest.raises(ValueError, match="no such file"):
        read_drawings(tmp_path / "a.npz")
    with pytest.raises(TypeError, match="path of a file or a folder"):
        read_drawings(ROWS)
    other = tmp_path / "a.txt"
    other.write_text("no", encoding="utf-8")
    with pytest.raises(ValueError, match="a.txt"):
        read_drawings(other)
    with pytest.raises(ValueError, match="read_drawings"):
        Strokes(1.0).read(other.with_suffix(".txt"))


def test_files_without_drawings_are_errors(tmp_path):
    path = tmp_path / "empty.ndjson"
    path.write_text("\n", encoding="utf-8")
    with pytest.raises(ValueError, match="empty.ndjson, which has none"):
        read_drawings(path)
    np.savez(tmp_path / "a.npz", train_strokes=ROWS[0][:0], train_lengths=[])
    with pytest.raises(ValueError, match="a.npz"):
        read_drawings(tmp_path / "a.npz")


@pytest.mark.dataset
@pytest.mark.parametrize(
    "name, train, valid",
    [
        ("aaron_sheep", 7_400, 300),
        ("short_kanji", 10_000, 600),
        ("omniglot", 30_000, 1_000),
    ],
)
def test_sets_of_sketch_rnn_are_read(name, train, valid, real_data):
    path = real_data / "sketch" / f"{name}.npz"
    drawings = read_drawings(path, "valid")
    assert len(drawings) == valid
    arrays = np.load(path)
    assert len(arrays["train_lengths"]) == train
    flat = np.concatenate([each.offsets for each in drawings])
    np.testing.assert_array_equal(flat, arrays["valid_strokes"])
