import csv
import json
import random

import keras
import pytest

import seqkit
from recipes import language
from recipes import sentiment
from recipes.__main__ import main
from recipes._generated import reviews
from tests.recipes.tickets import tickets

if keras.backend.backend() != "tensorflow":
    pytest.skip("exports are made by TensorFlow", allow_module_level=True)


def bag_of_words(training, judged):
    """Share right of naive Bayes on words, which knows no order."""
    counts = {label: {} for label in reviews.LABELS}
    for text, label in zip(*training, strict=True):
        for word in text.lower().replace(".", "").replace(",", "").split():
            counts[label][word] = counts[label].get(word, 0) + 1
    right = 0
    for text, label in zip(*judged, strict=True):
        words = text.lower().replace(".", "").replace(",", "").split()
        odds = 1.0
        for word in words:
            odds *= (counts["pos"].get(word, 0) + 1) / (counts["neg"].get(word, 0) + 1)
        right += ("pos" if odds > 1 else "neg") == label
    return right / len(judged[0])


def test_the_grammar_makes_distinct_reviews_of_both_labels():
    texts, labels = reviews.reviews(400)
    assert len(set(texts)) == 400
    assert labels.count("pos") == labels.count("neg") == 200
    assert (texts, labels) == reviews.reviews(400)
    assert texts != reviews.reviews(400, seed=1)[0]
    assert not any(" a a" in text or " a e" in text for text in texts)


def test_words_without_their_order_do_not_tell_what_a_review_says():
    training, judged = seqkit.data.hold_out(*reviews.reviews(2000), 0.2)
    assert not set(training[0]) & set(judged[0])
    assert bag_of_words(training, judged) < 0.75


@pytest.fixture
def built(monkeypatch, tmp_path):
    """Returns what a training on own texts is given, without training."""
    fitted = {}

    def fit(checkpoints, model, data, *, epochs, **arguments):
        fitted.update(checkpoints=checkpoints, model=model, epochs=epochs)

    def arguments(texts, labels, **options):
        path = tmp_path / "own.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            rows = zip(texts, labels, strict=True)
            csv.writer(file).writerows([("text", "label"), *rows])
        sentiment.train(data=str(path), test=str(path), save_to=None, **options)
        return fitted

    monkeypatch.setattr(seqkit.callbacks.Checkpoints, "fit", fit)
    monkeypatch.setattr(sentiment, "judge", lambda *_: None)
    return arguments


@pytest.mark.slow
def test_few_texts_are_read_often_enough_and_no_longer_than_it_helps(built):
    fitted = built(*tickets(100))
    # 90 to train on, in batches of 32: 3 updates an epoch.
    assert (fitted["epochs"], fitted["checkpoints"].patience) == (200, 20)
    fitted = built(*tickets(100), batch_size=8)
    assert fitted["epochs"] == 50
    fitted = built(*tickets(100), epochs=2)
    assert (fitted["epochs"], fitted["checkpoints"].patience) == (2, None)


def test_labels_weigh_alike_where_one_is_rare(built):
    assert built(*tickets(80), epochs=1)["model"].class_weights is None
    fitted = built(*tickets(80, shares=(60, 25, 10, 5)), epochs=1)
    assert fitted["model"].class_weights == "balanced"


def test_sizes_are_arguments(built):
    sizes = {"units": 5, "depth": 2, "cell": "lstm"}
    model = built(*tickets(40), epochs=1, learning_rate=0.5, **sizes)["model"]
    assert {name: getattr(model.stack, name) for name in sizes} == sizes
    assert float(model.optimizer.learning_rate) == 0.5


@pytest.mark.slow
@pytest.mark.parametrize("count", [100, 500])
def test_few_tickets_are_labelled_as_well_as_by_words_and_their_rarity(
    count, tmp_path, capsys
):
    shares = 40, 30, 20, 10
    parts = {"train": tickets(count, 1, shares), "test": tickets(300, 2, shares)}
    paths = [tmp_path / f"{name}.csv" for name in parts]
    for path, part in zip(paths, parts.values(), strict=True):
        with path.open("w", newline="", encoding="utf-8") as file:
            rows = zip(*part, strict=True)
            csv.writer(file).writerows([("text", "label"), *rows])
    files = {"data": str(paths[0]), "test": str(paths[1])}
    model = sentiment.train(**files, save_to=None)
    printed = capsys.readouterr().out
    texts, labels = parts["test"]
    answers = model.classify(texts)
    right = [a.label == label for a, label in zip(answers, labels, strict=True)]
    sure = [a.score for a, is_right in zip(answers, right, strict=True) if is_right]
    assert sum(right) / len(right) > 0.95
    assert sum(sure) / len(sure) > 0.9
    (baseline,) = (line for line in printed.splitlines() if "TF-IDF" in line)
    assert sum(right) / len(right) > float(baseline.split()[-4]) - 0.02


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """A .csv of reviews with columns of other names."""
    path = tmp_path_factory.mktemp("data") / "reviews.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["stars", "review"])
        for text, label in zip(*reviews.reviews(60), strict=True):
            writer.writerow([label, f'{text}<br />"so, so"'])
    return str(path)


@pytest.fixture(scope="module")
def trained(table, tmp_path_factory):
    folder = tmp_path_factory.mktemp("trained")
    teacher = language.build(reviews.reviews(60)[0], units=8)
    teacher.save(folder / "language.keras")
    model = sentiment.train(
        data=table,
        columns=("review", "stars"),
        language_model=str(folder / "language.keras"),
        epochs=1,
        save_to=str(folder / "saved"),
    )
    return model, folder / "saved"


@pytest.mark.slow
def test_a_table_trains_a_model_and_an_export(trained, capsys):
    model, folder = trained
    assert sorted(path.name for path in folder.iterdir()) == [
        "1",
        "best.json",
        "model.keras",
        "recipe.json",
    ]
    best = json.loads((folder / "best.json").read_text())
    assert 0 <= best["val_accuracy"] <= 1
    text = "The plot was dull.<br />I hated it."
    answer = seqkit.load(folder).classify(text)
    assert answer.label == model.classify(text).label
    served = seqkit.serving.Served(folder)(text)
    assert served["label"] == answer.label
    assert served["scores"] == pytest.approx(list(answer.scores.values()), abs=1e-5)
    main(["run", str(folder), text])
    assert capsys.readouterr().out == f"{answer.label}\t{served['score']:.4f}\n"


@pytest.mark.slow
def test_evaluate_prints_what_was_right(trained, table, capsys):
    model, _ = trained
    said = sentiment.evaluate(model, data=table, columns=("review", "stars"))
    assert set(said) == {"accuracy", "macro_f1"}
    *_, (texts, labels) = sentiment.load(data=table, columns=("review", "stars"))
    answers = [answer.label for answer in model.classify(texts)]
    right = sum(map(str.__eq__, answers, labels)) / len(labels)
    assert said["accuracy"] == pytest.approx(right)
    assert "precision" in capsys.readouterr().out


def test_folders_of_classes_are_read(tmp_path):
    for label in ("bad", "good"):
        (tmp_path / label).mkdir()
        for number in range(3):
            path = tmp_path / label / f"{number}.txt"
            path.write_text(f"{label} {number}", encoding="utf-8")
    (texts, labels), _, (judged, _) = sentiment.load(data=str(tmp_path))
    assert len(texts) + len(judged) == 6
    assert all(
        text.startswith(label) for text, label in zip(texts, labels, strict=True)
    )


def test_a_missing_column_names_those_that_there_are(table):
    with pytest.raises(ValueError, match="review.*with `columns`"):
        sentiment.train(data=table, save_to=None)


def test_texts_with_any_number_of_labels_make_such_a_model(eagerly, tmp_path):
    path = tmp_path / "many.jsonl"
    rows = [{"text": f"text {n}", "label": ["a", "b"][: n % 3]} for n in range(30)]
    path.write_text("\n".join(map(json.dumps, rows)))
    model = sentiment.train(data=str(path), epochs=1, units=4, save_to=None)
    assert (model.multi_label, model.labels) == (True, ["a", "b"])
    assert 0 <= sentiment.evaluate(model, data=str(path))["macro_f1"] <= 1


@pytest.fixture
def rows(tmp_path):
    """Writes a table of a text and a label a row, and gives its path."""

    def write(name, *rows):
        path = tmp_path / name
        lines = "".join(f"{text},{label}\n" for text, label in rows)
        path.write_text(f"text,label\n{lines}")
        return str(path)

    return write


@pytest.mark.slow
def test_validation_chooses_the_epoch_and_test_is_scored(
    eagerly, rows, tmp_path, capsys
):
    training = [(f"{word} {number}", word) for number in range(9) for word in "xy"]
    files = {
        "data": rows("train.csv", *training),
        "validation": rows("validation.csv", *[("x x", "x")] * 5),
        "test": rows("test.csv", *[("y y", "y")] * 3),
    }
    save_to = str(tmp_path / "saved")
    model = sentiment.train(**files, epochs=1, units=4, save_to=save_to)
    best = json.loads((tmp_path / "saved" / "best.json").read_text())
    # The five texts of the validation file have one label: right all, or none.
    assert best["val_accuracy"] == float(model.classify("x x").label == "x")
    printed = capsys.readouterr().out
    scores = sentiment.evaluate(model, **files)
    assert scores["accuracy"] == float(model.classify("y y").label == "y")
    assert capsys.readouterr().out.strip() in printed
    parts = sentiment.load(**files)
    assert [len(list(texts)) for texts, _ in parts] == [18, 5, 3]


def test_a_validation_file_alone_is_scored_too_and_nothing_is_held_out(rows):
    data = rows("train.csv", *[(f"t{number}", number % 2) for number in range(20)])
    other = rows("validation.csv", ("u", 0))
    parts = sentiment.load(data=data, validation=other)
    assert [len(list(texts)) for texts, _ in parts] == [20, 1, 1]
    training, choosing, test = sentiment.load(data=data, test=other)
    assert (len(list(training[0])), choosing, list(test[0])) == (20, None, ["u"])


@pytest.mark.parametrize("name", ["validation", "test"])
def test_labels_that_are_new_in_another_file_say_so_before_the_training(rows, name):
    data = rows("train.csv", *[(f"t{number}", number % 2) for number in range(20)])
    other = rows("other.csv", ("u", 0), ("v", "odd"))
    with pytest.raises(ValueError, match=rf"`{name}` are.*Received \['odd'\] too"):
        sentiment.train(**{"data": data, name: other}, save_to=None)


@pytest.mark.parametrize("columns", [("text",), ("text", "label", "id")], ids=len)
def test_columns_are_two(rows, columns):
    with pytest.raises(ValueError, match="`columns` are the names of two columns"):
        sentiment.load(data=rows("train.csv", ("a", 0)), columns=columns)


def test_columns_without_a_table_are_refused(tmp_path):
    for data in (None, str(tmp_path)):
        with pytest.raises(ValueError, match="`columns` are those of a table"):
            sentiment.load(data=data, columns=("review", "stars"))


@pytest.mark.slow
def test_another_model_is_no_language_model(trained, table):
    with pytest.raises(ValueError, match="`language_model` is.*a SequenceClassifier"):
        sentiment.train(data=table, language_model=str(trained[1]), save_to=None)


def test_one_class_only_is_refused(tmp_path):
    path = tmp_path / "same.csv"
    path.write_text("text,label\n" + "".join(f"t{n},pos\n" for n in range(9)))
    with pytest.raises(ValueError, match="at least 2 different"):
        sentiment.train(data=str(path), save_to=None)


@pytest.mark.slow
def test_the_language_recipe_reads_texts_and_judges(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(language, "WINDOW", 5)
    lines = reviews.reviews(90)[0]
    path = tmp_path / "texts.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    sizes = {"units": 4, "batch_size": 2}
    model = language.train(data=str(path), epochs=1, **sizes, save_to=None)
    printed = capsys.readouterr().out
    said = language.evaluate(model, data=str(path))
    assert capsys.readouterr().out in printed
    assert said["perplexity"] == pytest.approx(2.718281828 ** said["nats"])
    others = {"validation": str(path), "test": str(path)}
    parts = language.load(data=str(path), **others)
    assert [len(part) for part in parts] == [90, 90, 90]
    assert language.evaluate(model, data=str(path), **others)["nats"] != said["nats"]
    shuffled, *rest = language.load(data=str(path), seed=3)
    assert rest == [None, None]
    assert shuffled != lines and sorted(shuffled) == sorted(lines)
    random.Random(3).shuffle(lines)
    assert shuffled == lines


@pytest.mark.dataset
def test_imdb_is_judged_by_its_test_part(real_data):
    (texts, labels), choosing, (judged, _) = sentiment.load(data="imdb")
    assert choosing is None
    assert sum(1 for _ in texts) == 25_000
    assert sorted(set(labels)) == ["neg", "pos"]
    assert sum(1 for _ in judged) >= 12_500
