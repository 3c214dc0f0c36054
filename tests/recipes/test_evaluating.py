import json

import pytest

import seqkit
from recipes import _next_steps
from recipes import names
from recipes.__main__ import main


@pytest.fixture
def judged(monkeypatch):
    """Lists the arguments of each call of `names.evaluate`, and loads no model."""
    calls = []

    def evaluate(
        model,
        *,
        data: str | None = None,
        validation: str | None = None,
        test: str | None = None,
    ) -> dict[str, float]:
        """Judge a model."""
        calls.append((model, data, validation, test))
        return {}

    monkeypatch.setattr(names, "evaluate", evaluate)
    monkeypatch.setattr(seqkit, "load", lambda folder: folder)
    return calls


@pytest.fixture
def folder(tmp_path):
    _next_steps.tell(str(tmp_path), "names", "Jo", data="a.txt", validation="b.txt")
    return tmp_path


def test_a_model_is_judged_by_the_data_of_its_training(judged, folder):
    main(["evaluate", str(folder)])
    assert judged == [(folder, "a.txt", "b.txt", None)]


@pytest.mark.parametrize(
    "flags, arguments",
    [
        (["--test", "c.txt"], ("a.txt", "b.txt", "c.txt")),
        (["--data", "d.txt"], ("d.txt", None, None)),
        (["--data=d.txt", "--test=c.txt"], ("d.txt", None, "c.txt")),
    ],
    ids=["another_test_part", "other_data", "both"],
)
def test_flags_replace_the_data_of_the_training(judged, folder, flags, arguments):
    main(["evaluate", str(folder), *flags])
    assert judged == [(folder, *arguments)]


def test_a_folder_that_names_no_recipe_needs_the_flag(judged, tmp_path):
    with pytest.raises(SystemExit, match="does not name the recipe.*`--recipe names`"):
        main(["evaluate", str(tmp_path)])
    for flags in (["--recipe", "names"], ["--recipe=names"]):
        main(["evaluate", str(tmp_path), *flags])
    assert judged == [(tmp_path, None, None, None)] * 2


@pytest.mark.parametrize(
    "arguments, expected",
    [
        (["--recipe", "nmaes"], "no recipe 'nmaes'.*Did you mean 'names'"),
        (["--recipe", "names", "--test-file", "x"], "Use `--test`"),
        (["--recipe", "names"], "There is no file .*model.keras"),
    ],
    ids=["recipe", "flag", "model"],
)
def test_mistakes_are_told_in_a_sentence(tmp_path, arguments, expected):
    with pytest.raises(SystemExit, match=f"^seqkit: .*{expected}"):
        main(["evaluate", str(tmp_path), *arguments])


def test_a_damaged_file_is_named(judged, tmp_path):
    (tmp_path / "recipe.json").write_text("[1]")
    with pytest.raises(SystemExit, match="recipe.json should name a recipe"):
        main(["evaluate", str(tmp_path)])


def test_help_has_the_flags_of_the_recipe(folder, capsys):
    with pytest.raises(SystemExit) as caught:
        main(["evaluate", str(folder), "--help"])
    assert caught.value.code == 0
    printed = capsys.readouterr().out
    assert "--validation" in printed and "--epochs" not in printed
    assert "path of a third text file, which is scored" in " ".join(printed.split())


@pytest.mark.parametrize("word", ["train", "evaluate"])
def test_help_without_a_recipe_exits_well(word, capsys):
    with pytest.raises(SystemExit) as caught:
        main([word, "--help"])
    assert caught.value.code == 0
    assert f"usage: seqkit {word}" in capsys.readouterr().out


def test_the_next_commands_are_ones_that_a_shell_reads(tmp_path, capsys):
    folder = tmp_path / "my models"
    (folder / "9").mkdir(parents=True)
    (folder / "10").mkdir()
    _next_steps.tell(str(folder), "names", "it's late " * 30, columns=("a", "b"))
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == f"Saved in '{folder}': model.keras and the export 10/. Next:"
    assert lines[2].startswith(f"""  seqkit run '{folder}' 'it'"'"'s late it""")
    assert lines[2].endswith("late'")
    assert lines[3:] == [f"  seqkit {word} '{folder}'" for word in ("show", "evaluate")]
    kept = json.loads((folder / "recipe.json").read_text())
    assert kept == {"recipe": "names", "arguments": {"columns": ["a", "b"]}}


def test_nothing_saved_has_no_next_commands(capsys):
    _next_steps.tell(None, "names", "Jo")
    assert capsys.readouterr().out == ""
