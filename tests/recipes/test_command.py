import importlib.util
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import seqkit
from recipes import names
from recipes.__main__ import main
from recipes.__main__ import recipe_names
from tests.recipes.shell import ENVIRONMENT
from tests.recipes.shell import ROOT
from tests.recipes.shell import shell


def test_list_names_each_recipe_and_what_it_is(capsys):
    main(["list"])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == recipe_names()
    assert any("names         Names: a language model" in line for line in lines)


def test_the_version_is_that_of_the_package(capsys):
    main(["--version"])
    assert capsys.readouterr().out == f"seqkit {seqkit.__version__}\n"


def test_help_of_train_lists_the_recipes(capsys):
    with pytest.raises(SystemExit):
        main(["train", "--help"])
    printed = capsys.readouterr().out
    main(["list"])
    assert capsys.readouterr().out in printed


def test_the_package_is_the_command_too():
    done = subprocess.run(
        [sys.executable, "-m", "seqkit", "list"],
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split()[0] for line in done.stdout.splitlines()] == recipe_names()


def test_recipes_are_the_public_modules_of_the_folder():
    found = {path.stem for path in (ROOT / "recipes").glob("*.py")}
    assert set(recipe_names()) == {name for name in found if name[0] != "_"}
    assert "names" in recipe_names()


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["train", "-h"]])
def test_help_is_given(arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 0
    assert "usage: seqkit" in capsys.readouterr().out


def test_help_of_a_recipe_lists_its_flags(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["train", "names", "--help"])
    assert caught.value.code == 0
    printed = capsys.readouterr().out
    assert "usage: seqkit train names" in printed
    for name in inspect.signature(names.train).parameters:
        assert f"--{name.replace('_', '-')}" in printed
    assert "continue a run with the same" in " ".join(printed.split())


QUIET = """
import sys
from recipes.__main__ import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    assert not end.code, end.code
heavy = {"keras", "keras_hub", "tensorflow", "jax", "matplotlib", "numpy"}
assert not heavy & set(sys.modules), heavy & set(sys.modules)
"""


@pytest.mark.parametrize(
    "arguments",
    [
        "list",
        "--help",
        "--version",
        "train names --help",
        "evaluate --help",
        "run --help",
        "train nope",
    ],
)
def test_what_needs_no_model_does_not_import_keras(arguments):
    done = subprocess.run(
        [sys.executable, "-c", QUIET, *arguments.split()],
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
    )
    expected = "no recipe 'nope'" if arguments == "train nope" else ""
    assert expected in done.stderr
    assert (done.returncode == 0) == (not expected), done.stderr


def test_train_passes_the_flags_on(monkeypatch):
    given = {}

    def train(*, data: str | None = None, epochs: int = 1, resume: bool = False):
        """Trains.

        Args:
            data: path.
            epochs: int.
            resume: bool.
        """
        given.update(data=data, epochs=epochs, resume=resume)
        return object()

    monkeypatch.setattr(names, "train", train)
    main(["train", "names", "--data", "my.txt", "--epochs", "3", "--resume"])
    assert given == {"data": "my.txt", "epochs": 3, "resume": True}
    main(["train", "names", "--data", "None"])
    assert given == {"data": None, "epochs": 1, "resume": False}


@pytest.mark.parametrize(
    "arguments, expected",
    [
        (["train"], "`seqkit train` takes one of: "),
        (["train", ""], "no recipe ''"),
        (["train", "nope"], "no recipe 'nope'. There are: "),
        (["train", "_datasets"], "no recipe '_datasets'"),
        (["train", "names", "--data", "/nowhere.txt"], "no such file"),
        (["copy", "nope", "mine.py"], "no recipe 'nope'"),
        (["copy", "names", "/nowhere/mine.py"], "/nowhere/mine.py"),
        (["run", "/nowhere", "Jo"], "has no version"),
        (["show", "/nowhere"], "has no version"),
        (["export", "/nowhere.keras", "/tmp/out"], "no file /nowhere.keras"),
    ],
)
def test_mistakes_are_told_in_a_sentence(arguments, expected, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # `make demo` leaves a run in saved_models/names
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert str(caught.value.code).startswith("seqkit: ")
    assert expected in str(caught.value.code)


@pytest.mark.parametrize("arguments", [[], ["trian"], ["train", "names", "--epohcs=x"]])
def test_unknown_words_end_with_code_2(arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "seqkit" in capsys.readouterr().err


def test_mistakes_are_one_line_on_stderr():
    done = shell("train", "nope")
    assert (done.returncode, done.stdout) == (1, "")
    known = ", ".join(recipe_names())
    assert done.stderr.splitlines() == [
        f"seqkit: There is no recipe 'nope'. There are: {known}."
    ]


def test_nan_and_failed_exports_are_told_in_a_sentence(monkeypatch):
    for error in (FloatingPointError("NaN"), RuntimeError("jax"), OSError("full")):

        def train(error=error):
            """Trains."""
            raise error

        monkeypatch.setattr(names, "train", lambda error=error: train(error))
        with pytest.raises(SystemExit, match=f"seqkit: {error}"):
            main(["train", "names"])


@pytest.mark.parametrize(
    "said, shown",
    [((), "Stopped."), (("Kept. Use `resume=True`.",), "Kept. Use `--resume`.")],
    ids=["elsewhere", "training"],
)
def test_interrupt_says_how_to_go_on(monkeypatch, capsys, said, shown):
    def train(*, resume: bool = False):
        """Trains."""
        raise KeyboardInterrupt(*said)

    monkeypatch.setattr(names, "train", train)
    with pytest.raises(SystemExit) as caught:
        main(["train", "names"])
    assert caught.value.code == 130
    assert capsys.readouterr().err == f"\nseqkit: {shown}\n"


def test_mistakes_of_a_recipe_name_flags(monkeypatch):
    def train(*, save_to: str = "x", resume: bool = False, validation: str = ""):
        """Trains."""
        raise ValueError(
            "`save_to` is used: `resume=True`, or `save_to='y'`; `size=3` is no flag. "
            "Give more, or `validation=None`."
        )

    monkeypatch.setattr(names, "train", train)
    with pytest.raises(SystemExit) as caught:
        main(["train", "names"])
    assert caught.value.code == (
        "seqkit: `--save-to` is used: `--resume`, or `--save-to y`; `size=3` is no "
        "flag. Give more, or files of others with `--validation` and `--test`."
    )


@pytest.mark.parametrize(
    "arguments, expected",
    [
        (["train", "names", "--max-epochs", "3"], "no `--max-epochs`. Use `--epochs`"),
        (["train", "names", "--output_dir=x"], "no `--output_dir`. Use `--save-to`"),
        (["train", "tagging", "--bs", "3"], "no `--bs`. Use `--batch-size`"),
        (["train", "names", "--lr", "1"], "no `--lr`. Use `--learning-rate`"),
        (["train", "names", "--n-layers", "3"], "no `--n-layers`. Use `--depth`"),
        (
            ["train", "names", "--dropout", "0"],
            "the recipe.s file sets it.*seqkit copy",
        ),
        (["train", "captioning", "--num-layers", "3"], "the recipe.s file sets it"),
        (["run", "x", "--num-return-sequences", "3"], "Use `--count`"),
        (["run", "x", "--do-sample"], "Use `--temperature`"),
        (["train", "nmaes"], "Did you mean 'names'"),
        (["train", "names", "--data", "nmaes"], "set: 'names'.*Did you mean 'names'"),
        (["train", "tagging", "--data", "ATIS"], "'atis', 'ud_english_ewt'.*'atis'"),
        (["train", "language", "--data", "imbd"], "`--data` is.*mean 'imdb'"),
        (["train", "captioning", "--data", "flickr"], "mean 'flickr8k'"),
        (["train", "sentiment", "--data", ""], "Received ''"),
        (["train", "names", "--epochs", "0"], "`--epochs` is an int of at least 1"),
        (["train", "names", "--resume", "--overwrite"], "`--resume`.*`--overwrite`"),
    ],
    ids=lambda each: "_".join(each) if isinstance(each, list) else "",
)
def test_what_is_meant_is_told(arguments, expected, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit, match=f"^seqkit: .*{expected}"):
        main(arguments)


@pytest.mark.parametrize("arguments", ["list", "--help", "train names --help"])
def test_the_command_works_without_docstrings(arguments):
    done = subprocess.run(
        [sys.executable, "-OO", "-m", "recipes", *arguments.split()],
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "names" in done.stdout or "usage: seqkit" in done.stdout


@pytest.mark.parametrize("reader", ["head -1", "true"])
def test_reader_that_stops_early_is_no_error(reader):
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m recipes list | {reader}"],
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
    )
    assert done.stderr == ""


def test_copy_makes_a_recipe_that_runs_elsewhere(tmp_path, capsys, monkeypatch):
    file = tmp_path / "mine.py"
    main(["copy", "names", str(file)])
    assert file.read_text() == Path(names.__file__).read_text()
    assert str(file) in capsys.readouterr().out
    spec = importlib.util.spec_from_file_location("mine", file)
    mine = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(mine)
    # Its own place is another; the names that come with seqkit are found all the same.
    assert mine.load() == names.load()


def test_copy_does_not_overwrite(tmp_path):
    file = tmp_path / "mine.py"
    file.write_text("my work")
    with pytest.raises(SystemExit, match="exists already"):
        main(["copy", "names", str(file)])
    assert file.read_text() == "my work"
