import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.slow


def run(*command, **options):
    """Runs a command away from the clone, and gives what it printed."""
    environment = {
        name: os.environ[name] for name in os.environ if name != "PYTHONPATH"
    }
    done = subprocess.run(
        [*map(str, command)], capture_output=True, text=True, env=environment, **options
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", "--no-deps", "-w", folder, ROOT)
    return next(folder.glob("*.whl"))


def test_wheel_holds_both_packages_and_their_data(wheel):
    with zipfile.ZipFile(wheel) as archive:
        files = set(archive.namelist())
    sources = {
        str(path.relative_to(ROOT))
        for package in ("seqkit", "recipes")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {"seqkit/py.typed", "recipes/data/names.txt"} <= sources
    inside = {file for file in files if ".dist-info/" not in file}
    assert inside == sources


def test_wheel_installs_a_command_that_works_outside_the_clone(wheel, tmp_path):
    run(sys.executable, "-m", "venv", "--without-pip", tmp_path / "empty")
    python = tmp_path / "empty" / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", python]
    run(*pip, "install", "--no-deps", "--no-index", wheel)
    # What it depends on is lent by this environment: installing it takes minutes.
    site = run(python, "-c", "import site; print(site.getsitepackages()[0])").strip()
    lent = sysconfig.get_path("purelib")
    Path(site, "lent.pth").write_text(lent, encoding="utf-8")

    assert "names" in run(tmp_path / "empty" / "bin" / "seqkit", "list", cwd=tmp_path)
    script = (
        "import recipes.names, seqkit; "
        "print(seqkit.__file__, len(recipes.names.load()[0]))"
    )
    place, count = run(python, "-c", script, cwd=tmp_path).split()
    assert Path(place).is_relative_to(tmp_path)
    assert int(count) > 1000
