import zipfile

import pytest

from seqkit.images.image_folder import ImageFiles

FILES = {
    "b.JPG": b"1",
    "photos/a.jpg": b"2",
    "photos/cats/c.png": b"3",
    "photos/dogs/c.png": b"4",
    "photos/read me.txt": b"5",
    "photos/.hidden.jpg": b"6",
    "photos/~$d.jpg": b"8",
    "__MACOSX/photos/._a.jpg": b"7",
}


@pytest.fixture(params=["folder", "zip"])
def files(request, tmp_path):
    path = tmp_path / "images"
    for name, content in FILES.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content)
    if request.param == "zip":
        with zipfile.ZipFile(tmp_path / "images.zip", "w") as archive:
            for name, content in FILES.items():
                archive.writestr(name, content)
        path = tmp_path / "images.zip"
    return ImageFiles(path)


def test_lists_and_reads_images_alone(files):
    assert files.names == [*FILES][:4]
    assert [files.read(name) for name in files.names] == [b"1", b"2", b"3", b"4"]


def test_names_are_found_with_and_without_their_folders(files):
    assert files.find("photos/a.jpg") == files.find("a.jpg") == "photos/a.jpg"
    assert files.find("dogs/c.png") == "photos/dogs/c.png"
    assert files.find("coco/val2014/b.JPG") == "b.JPG"
    for name in ("c.png", "birds/c.png", "cats/a.jpg", "d.jpg", ""):
        assert files.find(name) is None, name


def test_a_folder_without_images_is_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("a")
    with pytest.raises(ValueError, match=r".jpg, .jpeg, .png, in .* 1 other files"):
        ImageFiles(tmp_path)
    with pytest.raises(ValueError, match="zip file of images.*notes.txt"):
        ImageFiles(tmp_path / "notes.txt")
    with pytest.raises(ValueError, match="missing.*Check the path"):
        ImageFiles(tmp_path / "missing")


def test_a_damaged_member_is_named(tmp_path):
    path = tmp_path / "images.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.jpg", b"content")
    path.write_bytes(path.read_bytes().replace(b"content", b"CONTENT"))
    with pytest.raises(ValueError, match="'a.jpg'.*Bad CRC"):
        ImageFiles(path).read("a.jpg")
