import functools
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
from seqkit.serving import served

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


@pytest.fixture(scope="module", autouse=True)
def loaded_once():
    """Loads an export once, whichever test asks it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(served, "load_graph", functools.cache(served.load_graph))
        yield


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
        (["train", "names", "--lr", "1"], "stands in the recipe.*seqkit copy names"),
        (["train", "names", "--batch-size", "3"], "stands in the recipe"),
        (["train", "names", "--n-layers", "3"], "stands in the recipe"),
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
def test_what_is_meant_is_told(arguments, expected):
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


class Translator:
    """Stands for an export that searches."""

    signatures = {
        name: seqkit.serving.signatures.Signature(
            {"text": "string"}, {"text": "string", "score": "float32"}
        )
        for name in ("serving_default", "n_best")
    }

    def __init__(self, path):
        pass

    def signature(self, name):
        return self.signatures[name]

    def __call__(self, texts, signature, **inputs):
        assert not inputs
        if signature == "n_best":
            return [{"text": ["zwölf", "12"], "score": [-0.5, -2.0]} for _ in texts]
        return [{"text": "zwölf", "score": -0.5} for _ in texts]


@pytest.fixture
def translator(tmp_path, monkeypatch):
    """A folder with an export that `Translator` stands for."""
    (tmp_path / "1").mkdir()
    (tmp_path / "1" / "saved_model.pb").touch()
    monkeypatch.setattr(seqkit.serving, "Served", Translator)
    return str(tmp_path)


@pytest.mark.parametrize(
    "flags, lines",
    [
        ([], ["zwölf"]),
        (["--scores"], ["zwölf\t-0.5000"]),
        (["--count", "1"], ["zwölf"]),
        (["--count", "2"], ["zwölf", "12"]),
        (["--count", "2", "--scores"], ["zwölf\t-0.5000", "12\t-2.0000"]),
        (["--signature", "n_best"], ["zwölf", "12"]),
        (["--signature", "n_best", "--count", "1"], ["zwölf"]),
    ],
    ids=" ".join,
)
def test_run_writes_the_best_answers_of_a_search(translator, capsys, flags, lines):
    main(["run", translator, "twelve", "dozen", *flags])
    assert capsys.readouterr().out.splitlines() == lines * 2


@pytest.mark.parametrize(
    "flags, expected",
    [
        (["--count", "3"], "the 2 best texts. Received `--count 3`"),
        (["--count", "0"], "`--count` is 1 or more"),
        (["--beams", "3"], "as many beams as its model did"),
        (["--temperature", "1"], "draws nothing by chance: it has no `--temperature`"),
        (["--temperature", "-1"], "`--temperature` is a number from 0"),
        (["--temperature", "nan"], "`--temperature` is a number from 0"),
        (["--top-p", "2"], "`--top-p` is a number from 0 to 1"),
        (["--seed", "99999999999"], "`--seed` is a number from 0"),
        (
            ["--signature", "serving_default", "--count", "2"],
            "'serving_default' of this export has one answer",
        ),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, list) else "",
)
def test_run_refuses_what_an_export_cannot_do(translator, flags, expected):
    with pytest.raises(SystemExit, match=f"seqkit: .*{expected}"):
        main(["run", translator, "twelve", *flags])


def test_run_writes_scores_beside_drawn_texts(saved, capsys):
    main(["run", str(saved), "an", "--count", "2", "--scores"])
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert [text[:2] for text, _ in lines] == ["an", "an"]
    assert all(float(score) < 0 for _, score in lines)


def test_run_on_a_model_says_how_to_export_it(saved):
    for asked in (["run", str(saved / "model.keras"), "an"], ["show"]):
        path = str(saved / "model.keras")
        with pytest.raises(SystemExit, match=f"`seqkit export {path} "):
            main([*asked, path] if asked == ["show"] else asked)


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
