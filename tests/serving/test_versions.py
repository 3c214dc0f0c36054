import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from seqkit.serving import versions

HANGS = """
import pathlib, sys
from seqkit.serving.versions import draft
with draft(pathlib.Path(sys.argv[1])) as path:
    (path / "saved_model.pb").write_text("half")
    print("writing", flush=True)
    sys.stdin.read()
"""


def write(folder):
    with versions.draft(folder) as path:
        (path / "saved_model.pb").touch()
        return versions.publish(path)


def test_versions_count_up_from_the_newest(tmp_path):
    folder = tmp_path / "deep" / "names"
    assert write(folder) == folder / "1"
    (folder / "1").rename(folder / "007")
    (folder / "backup").mkdir()
    (folder / "model.keras").touch()
    assert write(folder) == folder / "8"
    assert list(versions.versions(folder)) == [7, 8]


def test_exports_at_one_time_all_get_a_version(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        paths = list(pool.map(write, [tmp_path] * 24))
    assert {int(path.name) for path in paths} == set(range(1, 25))
    assert len(list(tmp_path.iterdir())) == 24


def test_a_version_taken_meanwhile_is_left_alone(tmp_path, monkeypatch):
    write(tmp_path)
    seen = iter([{}, versions.versions(tmp_path)])
    monkeypatch.setattr(versions, "versions", lambda folder: next(seen))
    assert write(tmp_path) == tmp_path / "2"


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_a_failure_leaves_nothing_behind(tmp_path, error):
    with pytest.raises(error), versions.draft(tmp_path / "a" / "b") as path:
        (path / "half").touch()
        raise error
    assert list(tmp_path.iterdir()) == []


def test_a_failure_keeps_what_was_there(tmp_path):
    write(tmp_path / "names")
    with pytest.raises(OSError), versions.draft(tmp_path / "names"):
        raise OSError
    assert os.listdir(tmp_path / "names") == ["1"]


def test_a_killed_export_is_no_version(tmp_path):
    child = subprocess.Popen(
        [sys.executable, "-c", HANGS, tmp_path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with child:
        child.stdout.readline()
        child.kill()
    leftover = os.listdir(tmp_path)
    assert leftover and all(name.startswith(".") for name in leftover)
    assert versions.versions(tmp_path) == {}
    assert write(tmp_path) == tmp_path / "1"


def test_others_may_read_a_version(tmp_path):
    umask = os.umask(0o022)
    try:
        assert stat.S_IMODE(write(tmp_path).stat().st_mode) == 0o755
    finally:
        os.umask(umask)


def test_the_newest_complete_version_is_found(tmp_path):
    for _ in range(10):
        newest = write(tmp_path)
    (tmp_path / "11").mkdir()
    assert versions.find_version(tmp_path) == newest == tmp_path / "10"
    assert versions.find_version(str(tmp_path / "3")) == tmp_path / "3"


def test_no_export_says_how_to_make_one(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"seqkit\.export\(model, folder\)"):
        versions.find_version(tmp_path / "nowhere")
