import contextlib
import io
import json

import pytest

import seqkit
from recipes import translation
from recipes.__main__ import main

SMALL = {"NUMBERS": 60, "UNSEEN": 10, "NUMBER_PIECES": 300}
LINES = [(f"das {number}", f"the {number}") for number in range(60)]


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """Trains on few number words: the model, its folder and what it printed."""
    folder = tmp_path_factory.mktemp("trained") / "saved"
    with pytest.MonkeyPatch.context() as patch:
        for name, number in SMALL.items():
            patch.setattr(translation, name, number)
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            model = translation.train(epochs=2, units=8, save_to=str(folder))
        yield model, folder, printed.getvalue()


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "pairs.tsv"
    path.write_text("".join(f"{one}\t{two}\n" for one, two in LINES + LINES[:1]))
    return str(path)


def test_number_words_to_judge_by_are_others():
    training, choosing, judges = translation.load()
    assert (len(training), len(judges)) == (20_000, 1_000)
    parts = {*training}, {*choosing}, {*judges}
    assert len(set.union(*parts)) == sum(map(len, parts)) == 22_000


def test_each_twentieth_pair_of_a_file_is_held_out_with_its_copies(table):
    training, choosing, judges = translation.load(data=table)
    assert judges == [LINES[0], LINES[20], LINES[40], LINES[0]]
    assert choosing == [LINES[10], LINES[30], LINES[50]]
    assert training == [pair for pair in LINES if pair not in judges + choosing]


def test_two_files_are_read_line_by_line(tmp_path):
    sides = ("a.de", "a.en")
    for place, name in enumerate(sides):
        lines = "".join(f"{pair[place]}\n" for pair in LINES)
        (tmp_path / name).write_text(lines)
    german, english = (str(tmp_path / name) for name in sides)
    parts = translation.load(data=german, other=english)
    assert sorted(sum(parts, [])) == sorted(LINES)


def test_files_of_other_pairs_leave_all_to_train_on(table, tmp_path):
    others = {}
    for name in ("validation", "test"):
        (tmp_path / f"{name}.tsv").write_text(f"{name}\tother\n")
        others[name] = str(tmp_path / f"{name}.tsv")
    training, *rest = translation.load(data=table, **others)
    assert training == [*LINES, LINES[0]]
    assert rest == [[("validation", "other")], [("test", "other")]]
    alone = translation.load(data=table, validation=others["validation"])
    assert alone == (training, rest[0], rest[0])
    training, choosing, test = translation.load(data=table, test=others["test"])
    assert (choosing, test) == ([LINES[10], LINES[30], LINES[50]], rest[1])
    assert len(training) == len(LINES) + 1 - len(choosing)
    assert translation.load(test=others["test"])[2] == rest[1]


def test_six_pairs_are_enough(tmp_path):
    path = tmp_path / "six.tsv"
    path.write_text("".join(f"{one}\t{two}\n" for one, two in LINES[:6]))
    training, choosing, test = translation.load(data=str(path))
    assert (training, choosing, test) == (LINES[2:6], LINES[1:2], LINES[:1])


@pytest.mark.parametrize(
    "arguments, message",
    [
        ({"source": "fr"}, "`source` and `target` are languages of Multi30k"),
        ({"other": __file__}, "`other` is the file of targets.*`data=None`"),
        ({"data": "multi3k"}, "'multi30k'. Received 'multi3k'.*mean 'multi30k'"),
        ({"test": "nowhere.tsv"}, "`test` is the path.*'nowhere.tsv'.*no such file"),
    ],
    ids=["language", "other", "typo", "path"],
)
def test_what_would_have_no_effect_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        translation.load(**arguments)


def test_a_table_of_one_column_says_what_to_give(tmp_path):
    path = tmp_path / "one.tsv"
    path.write_text("ein Hund\n")
    with pytest.raises(ValueError, match="table of two columns.*targets as `other`"):
        translation.load(data=str(path))


def test_sizes_of_the_vocabulary_are_told_as_pieces():
    with pytest.raises(ValueError, match="`pieces` must be at least.*pieces=5"):
        translation.build(LINES, pieces=5)


def test_too_few_pairs_say_how_many_are_needed(tmp_path):
    path = tmp_path / "few.tsv"
    path.write_text("ein Hund\ta dog\n" * 30)
    with pytest.raises(ValueError, match="three different.*Received 30"):
        translation.load(data=str(path))


@pytest.mark.slow
def test_without_a_folder_nothing_is_written(eagerly, tmp_path, monkeypatch, capsys):
    for name, number in SMALL.items():
        monkeypatch.setattr(translation, name, number)
    monkeypatch.chdir(tmp_path)
    model = translation.train(epochs=1, units=8, save_to=None)
    assert "val_exact" in capsys.readouterr().out
    assert isinstance(model.generate("two")[0], str)
    assert not [*tmp_path.iterdir()]


@pytest.mark.slow
def test_training_leaves_a_model_its_scores_and_an_export(trained):
    model, folder, printed = trained
    files = sorted(path.name for path in folder.iterdir())
    assert files == ["1", "best.json", "model.keras", "recipe.json"]
    assert "val_exact" in json.loads((folder / "best.json").read_text())
    assert "val_exact" in printed
    text = model.generate("three hundred forty-two")
    assert seqkit.load(folder).generate("three hundred forty-two") == text
    served = seqkit.serving.Served(folder)
    assert served("three hundred forty-two")["text"] == text[0]


@pytest.mark.slow
def test_training_ends_with_a_score(trained):
    assert "tok:13a" in trained[2]


@pytest.mark.slow
def test_the_command_writes_the_best_translations(trained, capsys):
    folder = trained[1]
    main(["run", str(folder), "two", "--count", "3", "--scores"])
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    best = seqkit.serving.Served(folder)("two", signature="n_best")
    assert [text for text, _ in lines] == best["text"][:3]
    scores = [float(score) for _, score in lines]
    assert scores == pytest.approx(best["score"][:3], abs=1e-3)


@pytest.mark.slow
def test_translations_are_judged(trained, capsys):
    scores = translation.evaluate(trained[0])
    assert set(scores) == {"bleu", "bleu_lowercase", "exact"}
    assert "tok:13a" in capsys.readouterr().out


@pytest.mark.dataset
def test_named_sets_are_as_published(real_data):
    sizes = [len(pairs) for pairs in translation.load(data="multi30k", source="fr")]
    assert sizes == [29_000, 1_014, 1_000]
