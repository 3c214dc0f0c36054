import contextlib
import gzip
import io
import itertools
import json
from collections import Counter
from collections import defaultdict

import pytest

import seqkit
from recipes import tagging
from recipes._generated import requests

SENTENCES = [["a", "dog", word] for word in "barks runs sleeps eats sits".split()]
TAGS = ["DET", "NOUN", "VERB"]


@pytest.fixture
def tiny(monkeypatch):
    """Makes the recipe's models and its data small."""
    monkeypatch.setattr(tagging, "COUNT", 60)
    monkeypatch.setattr(tagging, "HELD_OUT", 12)


@pytest.fixture
def file(tmp_path):
    """Writes sentences to a file, a word and its tag a line, and gives its path."""

    def write(sentences, name="words.txt"):
        lines = [
            "".join(f"{word} {tag}\n" for word, tag in zip(words, TAGS, strict=True))
            for words in sentences
        ]
        content = "\n".join(lines).encode()
        path = tmp_path / name
        path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
        return str(path)

    return write


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """Trains on the grammar's requests: the model, its folder and what it printed."""
    folder = tmp_path_factory.mktemp("trained") / "saved"
    with pytest.MonkeyPatch.context() as patch:
        for name, number in {"COUNT": 60, "HELD_OUT": 12}.items():
            patch.setattr(tagging, name, number)
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            model = tagging.train(epochs=2, units=4, save_to=str(folder))
        yield model, folder, printed.getvalue()


def test_requests_are_as_many_of_each_intent_and_differ():
    examples = requests.requests(400)
    assert set(Counter(intent for _, _, intent in examples).values()) == {100}
    assert len({tuple(words) for words, _, _ in examples}) == 400
    assert requests.requests(400) == examples
    assert requests.requests(400, seed=1) != examples


def test_tags_of_requests_spell_slots():
    for words, tags, intent in requests.requests(400, unseen=True):
        assert len(words) == len(tags)
        assert set(tags) <= set(requests.TAGS)
        assert intent in requests.INTENTS
        for before, tag in itertools.pairwise(["O", *tags]):
            assert tag[:2] != "I-" or before[2:] == tag[2:]


def test_words_of_requests_mean_what_stands_around_them():
    kinds = defaultdict(set)
    for words, tags, _ in requests.requests(2_000):
        for word, tag in zip(words, tags, strict=True):
            kinds[word].add(tag)
    assert {"B-who", "B-from", "B-to", "B-via"} <= kinds["Florence"]
    assert {"B-count", "B-time"} <= kinds["two"]


def test_requests_to_judge_by_are_others_and_name_unknown_places():
    examples, _, judges = tagging.load()
    assert len(judges) == 500
    sentences, others = (
        {tuple(words) for words, _, _ in e} for e in (examples, judges)
    )
    assert len(sentences) == len(examples) > 2_900
    assert not sentences & others
    known = {word for words in sentences for word in words}
    unknown = [word for words in others for word in words if word not in known]
    assert len(unknown) > 300


def test_each_tenth_sentence_is_held_out_with_its_copies(file):
    sentences = [SENTENCES[row % 5] for row in range(12)]
    examples, _, judges = tagging.load(data=file(sentences))
    assert [words for words, _, _ in judges] == [sentences[0], sentences[10]]
    assert sentences[0] == sentences[10]
    kept = [words for words, _, _ in examples]
    assert kept == [words for words in sentences if words != sentences[0]]
    assert {(*tags, label) for _, tags, label in examples} == {(*TAGS, None)}
    packed = tagging.load(data=file(sentences, "words.txt.gz"))
    assert packed == (examples, None, judges)


def test_validation_file_leaves_all_sentences_to_train_on(file):
    other = file(SENTENCES[:1], "other.txt")
    examples, choosing, judges = tagging.load(data=file(SENTENCES), validation=other)
    assert choosing == judges
    assert [words for words, _, _ in examples] == SENTENCES
    assert [words for words, _, _ in judges] == SENTENCES[:1]


def test_a_test_file_is_for_the_test_alone(file):
    other, third = file(SENTENCES[:1], "other.txt"), file(SENTENCES[1:2], "third.txt")
    files = {"data": file(SENTENCES), "test": third}
    assert [len(part or []) for part in tagging.load(**files)] == [5, 0, 1]
    *_, choosing, judges = tagging.load(**files, validation=other)
    words = [part[0][0] for part in (choosing, judges)]
    assert words == SENTENCES[:2]


@pytest.mark.slow
def test_validation_chooses_the_epoch_and_test_is_scored(
    eagerly, tiny, file, tmp_path, capsys
):
    (tmp_path / "tag.txt").write_text("a DET\nbig ADJ\n")  # of a tag that is new
    files = {"data": file(SENTENCES), "validation": str(tmp_path / "tag.txt")}
    files["test"] = file(SENTENCES[:2], "third.txt")
    seen = []

    def judge(model, train_part, test_part):
        seen.append([words for words, _, _ in test_part])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tagging, "judge", judge)
        model = tagging.train(
            **files, epochs=1, units=4, save_to=str(tmp_path / "saved")
        )
    assert seen == [SENTENCES[:2]]
    assert "ADJ" in model.tags
    best = json.loads((tmp_path / "saved" / "best.json").read_text())
    assert best["val_tag_accuracy"] in (0, 0.5, 1)  # of two words


def test_a_file_without_sentences_is_named(file):
    with pytest.raises(ValueError, match=r"Received no sentence in .*empty\.txt"):
        tagging.load(data=file([], "empty.txt"))


def test_one_sentence_says_that_more_are_needed(file):
    with pytest.raises(ValueError, match="Received only 'a dog barks'"):
        tagging.load(data=file(SENTENCES[:1] * 3))


@pytest.mark.slow
def test_training_leaves_a_model_its_scores_and_an_export(trained):
    model, folder, _ = trained
    files = sorted(path.name for path in folder.iterdir())
    assert files == ["1", "best.json", "model.keras", "recipe.json"]
    best = json.loads((folder / "best.json").read_text())
    assert {"val_tag_accuracy", "val_label_accuracy"} <= set(best)
    loaded = seqkit.load(folder)
    here, there = model.tag("to Florence"), loaded.tag("to Florence")
    assert (there.tags, there.label) == (here.tags, here.label)
    assert there.score == pytest.approx(here.score, abs=1e-4)
    assert model.labels == requests.INTENTS


@pytest.mark.slow
def test_export_tags_as_the_model_does(trained):
    model, folder, _ = trained
    answer = seqkit.serving.Served(folder)("cancel the flight of Ada Lorsen")
    tagging_here = model.tag("cancel the flight of Ada Lorsen")
    assert answer["words"] == tagging_here.words
    assert answer["tags"] == tagging_here.tags
    assert answer["label"] == tagging_here.label


@pytest.mark.slow
def test_a_few_sentences_are_shown_after_each_epoch(trained):
    model, _, printed = trained
    first = str(model.tag([tagging.load()[2][0][0]])[0]).split("\n")
    for epoch in (1, 2):
        lines = printed.split(f"\nEpoch {epoch}:\n")[1].split("\n")
        assert lines[0].split() == first[0].split()


@pytest.mark.slow
def test_entities_and_labels_are_judged(trained):
    pytest.importorskip("seqeval")
    scores = tagging.evaluate(trained[0])
    assert set(scores) == {"accuracy", "micro_f1", "macro_f1", "label_accuracy"}
    assert 0 < scores["accuracy"] < 1


def test_parts_of_speech_of_an_own_file_are_judged(tiny, file, capsys):
    pytest.importorskip("seqeval")
    path = file(SENTENCES)
    model = tagging.build(tagging.load(data=path)[0], units=4)
    assert (model.tags, model.labels) == (TAGS, None)
    scores = tagging.evaluate(model, data=path)
    assert set(scores) == {"accuracy", "micro_f1", "macro_f1"}
    assert "DET" in capsys.readouterr().out


@pytest.mark.dataset
def test_named_sets_are_as_published(real_data):
    examples, _, judges = tagging.load(data="atis")
    assert (len(examples), len(judges)) == (4_478, 500)
    assert all(len(words) == len(tags) for words, tags, _ in examples + judges)
    assert len({tag for _, tags, _ in examples for tag in tags}) == 120
    assert len({label for _, _, label in examples}) == 21
    examples, _, judges = tagging.load(data="ud_english_ewt")
    assert (len(examples), len(judges)) == (12_544, 2_001)
    assert sum(len(words) for words, _, _ in judges) == 25_147
    assert len({tag for _, tags, _ in examples for tag in tags}) == 17
