import functools
import io
import json
import sys

import numpy as np
import pytest

import seqkit
from recipes.__main__ import main
from recipes._asking import shown
from seqkit.serving import served
from seqkit.serving.signatures import ArraySpec
from seqkit.serving.signatures import Signature
from tests.recipes.shell import shell


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
    with pytest.raises(SystemExit, match="folder of versions.*has no version"):
        main(["run", str(tmp_path), "an"])


TEXT = {"text": ArraySpec("string")}
SCORE = {"score": ArraySpec("float32")}


class Translator:
    """Stands for an export that searches."""

    signatures = {
        name: Signature(TEXT, TEXT | SCORE) for name in ("serving_default", "n_best")
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
        (["--temperature", "1"], "does not draw at random: it has no `--temperature`"),
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


def test_tags_are_written_with_their_words_where_there_are_words():
    tags = {"tags": ["low", "high", ""], "score": -0.5}
    assert shown(tags) == "low high"
    assert shown(tags, scores=True) == "low high\t-0.5000"
    assert shown(tags | {"words": ["a", "b", ""]}) == "a/low b/high"
    assert shown(tags | {"label": "rises"}) == "rises\tlow high"
    assert shown({"total": [1.5], "name": "ü"}) == '{"total": [1.5], "name": "ü"}'


def test_run_on_a_model_says_how_to_export_it(saved):
    for asked in (["run", str(saved / "model.keras"), "an"], ["show"]):
        path = str(saved / "model.keras")
        with pytest.raises(SystemExit, match=f"`seqkit export {path} "):
            main([*asked, path] if asked == ["show"] else asked)


@pytest.mark.slow
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
