import sys

import pytest

from seqkit.reports import meteor

# Speaks as METEOR does: the score of a caption is its words in the first reference.
PROGRAM = """#!{python}
import sys
for line in sys.stdin:
    kind, *parts = line.rstrip().split(" ||| ")
    if kind == "SCORE":
        words = parts[-1].split()
        found = sum(word in parts[0].split() for word in words)
        print(found, len(words), flush=True)
        continue
    pairs = [tuple(map(int, part.split())) for part in parts]
    for found, words in pairs + [tuple(map(sum, zip(*pairs)))]:
        print(found / words, flush=True)
"""


@pytest.fixture
def program(tmp_path, monkeypatch):
    path = tmp_path / "java"
    path.write_text(PROGRAM.format(python=sys.executable))
    path.chmod(0o755)
    monkeypatch.setattr(meteor, "_find_java", lambda: str(path))
    monkeypatch.setattr(meteor, "_find_program", lambda: str(tmp_path))
    return path


def test_all_captions_are_scored_together(program):
    references = [["a dog", "x"], ["a cat", "x"]]
    assert meteor.meteor(references, ["a ||| dog", "the black cat"]) == 3 / 5


def test_a_program_that_fails_says_why(program):
    program.write_text(f"#!{sys.executable}\nraise SystemExit('no memory')")
    with pytest.raises((RuntimeError, BrokenPipeError), match="no memory|Broken"):
        meteor.meteor([["a"]], ["a"])


def test_what_is_missing_is_named(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ImportError, match="no `java` in PATH"):
        meteor._find_java()
    monkeypatch.setattr(meteor.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ImportError, match="pip install pycocoevalcap"):
        meteor._find_program()
