import re
from pathlib import Path

import pytest

from recipes.__main__ import main

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
LINES = [line for kind, block in BLOCKS if not kind for line in block.split("\n")]
COMMANDS = [line.partition(" #")[0].split() for line in LINES]


def commands(word):
    found = [command for command in COMMANDS if command[:1] == [word]]
    assert found, word
    return found


@pytest.mark.slow
def test_every_python_listing_runs(tmp_path, monkeypatch, capsys):
    (tmp_path / "recipes").mkdir()
    (tmp_path / "recipes" / "data").symlink_to(ROOT / "recipes" / "data")
    monkeypatch.chdir(tmp_path)
    listings = [block for kind, block in BLOCKS if kind == "python"]
    assert len(listings) >= 3
    names = {}
    for number, listing in enumerate(listings):
        exec(compile(listing, f"README.md, listing {number}", "exec"), names)
    assert (tmp_path / "names.keras").is_file()
    assert (tmp_path / "saved_models" / "my_names" / "1").is_dir()
    printed = capsys.readouterr().out
    assert "Epoch 2: " in printed
    assert "should be" in printed  # the table of "Johanna"


def test_every_make_line_has_a_target():
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    for command in commands("make"):
        assert command[1] in targets


def test_every_seqkit_line_has_a_subcommand_with_its_flags(capsys):
    for command in commands("seqkit"):
        words = command[1:3] if command[1] == "train" else command[1:2]
        with pytest.raises(SystemExit) as caught:
            main([*words, "--help"])
        assert caught.value.code == 0
        printed = capsys.readouterr().out
        for flag in (word for word in command if word.startswith("--")):
            assert re.search(rf"{flag}[ ,]", printed), flag


def test_every_file_that_is_linked_exists():
    for path in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / path).exists(), path
