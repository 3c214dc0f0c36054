import gzip
import json

import pytest

from seqkit.data import read_captions

EXPECTED = {"a.jpg": ["A dog .", "Dogs, two"], "b#1.jpg": ["A cat ."]}
COCO = {
    "images": [{"id": 7, "file_name": "b#1.jpg"}, {"id": 3, "file_name": "a.jpg"}],
    "annotations": [
        {"image_id": 3, "caption": "A dog ."},
        {"image_id": 7, "caption": "A cat ."},
        {"image_id": 3, "caption": "Dogs, two"},
    ],
}
KARPATHY = {
    "images": [
        {
            "filename": name,
            "split": "train" if name == "a.jpg" else "val",
            "sentences": [{"raw": text, "tokens": []} for text in texts],
        }
        for name, texts in EXPECTED.items()
    ]
}
LAYOUTS = {
    "flickr.token.txt": "a.jpg#0\tA dog .\na.jpg#1\tDogs, two\nb#1.jpg#0\tA cat .\n",
    "numbered.tsv": "a.jpg\t0\tA dog .\na.jpg\t1\tDogs, two\n\nb#1.jpg\t0\tA cat .",
    "named.tsv": "caption\tn\timage\nA dog .\t1\ta.jpg\nDogs, two\t2\ta.jpg\n"
    "A cat .\t3\tb#1.jpg\n",
    "kaggle.txt": 'image,caption\na.jpg,A dog .\na.jpg,"Dogs, two"\nb#1.jpg,A cat .\n',
    "coco.json": json.dumps(COCO),
    "karpathy.json": json.dumps(KARPATHY),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_all_layouts_say_the_same(name, tmp_path):
    (tmp_path / name).write_text(LAYOUTS[name])
    assert read_captions(tmp_path / name) == EXPECTED
    packed = tmp_path / f"{name}.gz"
    packed.write_bytes(gzip.compress(LAYOUTS[name].encode()))
    assert read_captions(packed) == EXPECTED


@pytest.mark.parametrize("name", ["flickr.token.txt", "named.tsv", "kaggle.txt"])
def test_the_first_line_that_is_not_blank_tells_the_layout(name, tmp_path):
    (tmp_path / name).write_text("\n \n" + LAYOUTS[name])
    assert read_captions(tmp_path / name) == EXPECTED


@pytest.mark.parametrize(
    "content",
    [
        " a.jpg#0 \t A dog \n",
        " image \t caption \n a.jpg\tA dog \n",
        " image , caption \n a.jpg , A dog \n",
        '{"images": [{"id": 1, "file_name": "a.jpg "}],'
        ' "annotations": [{"image_id": 1, "caption": "A dog\\n"}]}',
    ],
    ids=["tab", "names", "comma", "json"],
)
def test_white_space_around_names_and_captions_is_dropped(content, tmp_path):
    path = tmp_path / ("a.json" if content.startswith("{") else "a.txt")
    path.write_text(content)
    assert read_captions(path) == {"a.jpg": ["A dog"]}


def test_a_split_is_chosen_and_folders_are_kept(tmp_path):
    path = tmp_path / "karpathy.json"
    path.write_text(LAYOUTS["karpathy.json"])
    assert read_captions(path, "val") == {"b#1.jpg": ["A cat ."]}
    with pytest.raises(ValueError, match="none in .*, split 'test'"):
        read_captions(path, "test")
    KARPATHY["images"][0]["filepath"] = "val2014"
    path.write_text(json.dumps(KARPATHY))
    assert [*read_captions(path)] == ["val2014/a.jpg", "b#1.jpg"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", "a.jpg\tA dog .\nA cat .\n", "line 2: expected an image, a tab"),
        ("a.csv", "picture,caption\na.jpg,A dog\n", "expected a column 'image'"),
        ("a.json", "{}", "COCO's captions.*KeyError: 'images'"),
        ("a.json", "[1]", "TypeError"),
        ("a.json", "no json", "JSONDecodeError"),
        ("a.json", '{"annotations": [{}], "images": []}', "KeyError: 'image_id'"),
        ("a.tsv", "image\tcaption\n", "Received none"),
        ("a.tsv", " \tA dog\n", "without the name of its image in .*: 'A dog'"),
        (
            "a.json",
            '{"images": [{"id": 1, "file_name": "a.jpg"}],'
            ' "annotations": [{"image_id": 1, "caption": NaN}]}',
            "AttributeError: 'float'",
        ),
    ],
)
def test_other_layouts_say_what_is_wrong(name, content, said, tmp_path):
    (tmp_path / name).write_text(content)
    with pytest.raises(ValueError, match=said):
        read_captions(tmp_path / name)


def test_two_columns_are_named(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("image,caption\na.jpg,A dog\n")
    with pytest.raises(TypeError, match="`columns` are a list.*Received 'image'"):
        read_captions(path, columns="image")
    with pytest.raises(ValueError, match=r"are two names.*Received \['image'\]"):
        read_captions(path, columns=("image",))


def test_only_karpathys_files_have_splits(tmp_path):
    (tmp_path / "a.tsv").write_text("a.jpg\tA dog .\n")
    with pytest.raises(ValueError, match="split='train' and 'a.tsv'. Choose by names"):
        read_captions(tmp_path / "a.tsv", "train")
