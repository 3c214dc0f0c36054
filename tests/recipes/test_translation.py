import contextlib
import io
import json

import pytest

import seqkit
from recipes import translation

SMALL = {"NUMBERS": 60, "UNSEEN": 10, "NUMBER_PIECES": 300, "UNITS": 8}
LINES = [(f"das {number}", f"the {number}") for number in range(60)]


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """Trains on few number words: the model, its folder and what it printed."""
    folder = tmp_path_factory.mktemp("trained") / "saved"
    with pytest.MonkeyPatch.context() as patch:
        for name, number in SMALL.items():
            patch.setattr(translation, name, number)
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            model = translation.train(epochs=2, save_to=str(folder))
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


def test_too_few_pairs_say_how_many_are_needed(tmp_path):
    path = tmp_path / "few.tsv"
    path.write_text("ein Hund\ta dog\n" * 30)
    with pytest.raises(ValueError, match="11 different.*Received 30"):
        translation.load(data=str(path))


def test_training_leaves_a_model_its_scores_and_an_export(trained):
    model, folder, printed = trained
    files = sorted(path.name for path in folder.iterdir())
    assert files == ["1", "best.json", "model.keras"]
    assert "val_exact" in json.loads((folder / "best.json").read_text())
    assert "val_exact" in printed
    text = model.generate("three hundred forty-two")
    assert seqkit.load(folder).generate("three hundred forty-two") == text
    served = seqkit.serving.Served(folder)
    assert served("three hundred forty-two")["text"] == text[0]


def test_translations_are_judged(trained, capsys):
    scores = translation.evaluate(trained[0])
    assert set(scores) == {"bleu", "bleu_lowercase", "exact"}
    assert "tok:13a" in capsys.readouterr().out


@pytest.mark.dataset
def test_named_sets_are_as_published(real_data):
    sizes = [len(pairs) for pairs in translation.load(data="multi30k", source="fr")]
    assert sizes == [29_000, 1_014, 1_000]
