import importlib.util
import inspect
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import seqkit
from recipes import names
from recipes.__main__ import main
from recipes.__main__ import recipe_names

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def shell(*arguments, stdin=""):
    """Runs the command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "recipes", *arguments],
        capture_output=True,
        text=True,
        input=stdin,
        env=ENVIRONMENT,
    )


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """A folder with a small model of names, saved and exported."""
    folder = tmp_path_factory.mktemp("saved") / "mine"
    vocabulary = seqkit.Vocabulary.from_texts(["anna", "emma"])
    model = seqkit.LanguageModel(vocabulary, units=4, length=5)
    folder.mkdir()
    model.save(folder / "model.keras")
    seqkit.export(model, folder)
    return folder


@pytest.fixture
def type_in(monkeypatch):
    """Puts bytes on standard input."""

    def put(content):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))

    return put


def test_list_names_each_recipe_and_what_it_is(capsys):
    main(["list"])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == recipe_names()
    assert any("names         Names: a character language" in line for line in lines)


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
    assert "go on where a killed run" in " ".join(printed.split())


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
    "arguments", ["list", "--help", "train names --help", "run --help", "train nope"]
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
        (["run", "/nowhere", "Jo"], "there is none"),
        (["show", "/nowhere"], "there is none"),
        (["export", "/nowhere.keras", "/tmp/out"], "There is none at /nowhere.keras"),
    ],
)
def test_mistakes_are_told_in_a_sentence(arguments, expected, capsys):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert str(caught.value.code).startswith("seqkit: ")
    assert expected in str(caught.value.code)


@pytest.mark.parametrize("arguments", [[], ["trian"], ["train", "names", "--epoch=x"]])
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


def test_interrupt_ends_quietly(monkeypatch):
    def train():
        """Trains."""
        raise KeyboardInterrupt

    monkeypatch.setattr(names, "train", train)
    with pytest.raises(SystemExit) as caught:
        main(["train", "names"])
    assert caught.value.code == 130


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


def test_run_answers_each_text_in_a_line(saved, capsys):
    main(["run", str(saved), "an", "em"])
    lines = capsys.readouterr().out.splitlines()
    served = seqkit.serving.Served(saved)
    assert lines == [served("an")["text"], served("em")["text"]]


def test_run_draws_several_for_each_text(saved, capsys):
    main(["run", str(saved), "an", "em", "--signature", "sample", "--count", "3"])
    lines = capsys.readouterr().out.splitlines()
    assert [line[:2] for line in lines] == ["an"] * 3 + ["em"] * 3


def test_run_passes_settings_on(saved, capsys):
    def answers(*settings):
        main(["run", str(saved), "an", "--signature", "sample", "--count=4", *settings])
        return capsys.readouterr().out.splitlines()

    wild = answers("--seed", "7", "--temperature", "3")
    assert wild == answers("--seed", "7", "--temperature", "3")
    assert len(set(wild)) > 1  # each answer draws by a seed of its own
    greedy = answers("--temperature", "0")
    assert len(set(greedy)) == 1
    assert answers("--top-k", "1") == answers("--top-p", "1e-6") == greedy


def test_run_reads_lines_empty_and_broken_ones_too(saved, capsys, type_in):
    type_in(b"an\n\nem\r\n\xff\xfe\nan")
    main(["run", str(saved)])
    lines = capsys.readouterr().out.split("\n")
    served = seqkit.serving.Served(saved)
    expected = [served(text)["text"] for text in ("an", "", "em", b"\xff\xfe", "an")]
    assert lines == [*expected, ""]


def test_run_of_nothing_answers_nothing(saved, capsys, type_in):
    type_in(b"")
    main(["run", str(saved)])
    assert capsys.readouterr().out == ""


def test_run_with_an_unknown_signature_says_which_there_are(saved):
    with pytest.raises(SystemExit, match="serving_default, sample.*'smaple'"):
        main(["run", str(saved), "an", "--signature", "smaple"])


def test_run_on_a_folder_without_versions_says_so(tmp_path):
    (tmp_path / "model.keras").write_bytes(b"")
    with pytest.raises(SystemExit, match="folder of versions.*there is none"):
        main(["run", str(tmp_path), "an"])


def test_export_writes_the_next_version(saved, tmp_path, capsys):
    folder = tmp_path / "elsewhere"
    (folder / "6").mkdir(parents=True)
    main(["export", str(saved / "model.keras"), str(folder)])
    assert capsys.readouterr().out.splitlines()[-1] == str(folder / "7")
    served = [seqkit.serving.Served(place)("an") for place in (saved, folder)]
    assert served[0]["text"] == served[1]["text"]
    np.testing.assert_allclose(served[0]["score"], served[1]["score"], rtol=1e-5)


def test_export_of_what_is_no_model_says_so(tmp_path):
    file = tmp_path / "model.keras"
    file.write_bytes(b"no model")
    with pytest.raises(SystemExit, match="seqkit: "):
        main(["export", str(file), str(tmp_path / "out")])
    assert not (tmp_path / "out").exists()


def test_show_says_how_to_serve_and_ask(saved, capsys):
    main(["show", str(saved)])
    printed = capsys.readouterr().out
    for part in ("serving_default", "sample", "temperature", "docker run", "curl -d"):
        assert part in printed
    body = printed.partition("curl -d '")[2].partition("'")[0]
    assert json.loads(body)["signature_name"] == "serving_default"


@pytest.mark.slow
def test_run_and_show_work_from_a_shell(saved):
    done = shell("run", str(saved), stdin="an\n\n")
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 2
    assert done.stdout.startswith("an")
    done = shell("run", str(saved.parent), "an")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("seqkit: An export is a folder")
    assert "Traceback" not in done.stderr
