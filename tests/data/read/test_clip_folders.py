import pytest

from seqkit.data import read_clip_folders


@pytest.fixture
def root(tmp_path):
    for name in ("wave/b.mp4", "wave/a.gif", "nod/1/frame1.png", "nod/.hidden"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (tmp_path / "readme.txt").touch()
    (tmp_path / ".git").mkdir()
    return tmp_path


def test_clips_are_sorted_by_label_and_name(root):
    clips, labels = read_clip_folders(root)
    names = [path.relative_to(root).as_posix() for path in clips]
    assert names == ["nod/1", "wave/a.gif", "wave/b.mp4"]
    assert labels == ["nod", "wave", "wave"]
    assert read_clip_folders(root, ["wave"])[1] == ["wave", "wave"]
    assert read_clip_folders(str(root), "nod")[1] == ["nod"]


def test_wrong_folders_are_refused(root):
    with pytest.raises(ValueError, match="holds a folder of clips for each label"):
        read_clip_folders(root / "absent")
    with pytest.raises(ValueError, match="'jump'"):
        read_clip_folders(root, ["jump"])
    (root / "empty").mkdir()
    with pytest.raises(ValueError, match="Expected clips.* in .*empty"):
        read_clip_folders(root)
