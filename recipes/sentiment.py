"""Sentiment: whether a text praises or blames, or whatever its labels say.

Data: reviews made by a grammar, with negation and contrast; or `data="imdb"`: 25,000
film reviews (Maas et al. 2011, research use); or your own file or class folders.
"""

from pathlib import Path

import seqkit
from seqkit.arguments import list_of
from seqkit.arguments import whole_number

COLUMNS = ("text", "label")


def load(
    *,
    data: str | None = None,
    validation: str | None = None,
    test: str | None = None,
    columns: tuple[str, str] = COLUMNS,
) -> tuple[tuple, tuple | None, tuple]:
    """Return texts and labels to train on, to choose the epoch by and to test.

    Those to choose by are None where no file has them: a share of the first. Args: as
    of `train`.
    """
    from recipes import _datasets

    columns = list_of(columns, "columns")
    if len(columns) != 2:
        raise ValueError(
            "`columns` are two names, of the column of texts and of that of labels. "
            f"Received {columns}. Give both."
        )
    _datasets.check_paths("imdb", data=data, validation=validation, test=test)
    if data == "imdb":
        data, judged = _datasets.imdb()
        test = test or judged
    training = read(data, columns)
    choosing = None if validation is None else read(validation, columns)
    testing = choosing if test is None else read(test, columns)
    check_labels(training, validation=choosing, test=testing)
    if testing is None:
        training, testing = seqkit.data.hold_out(*training)
    return training, choosing, testing


def check_labels(training: tuple, **others: tuple | None) -> None:
    """Raise ValueError where a file has labels that are not among those to train on."""
    known = {*seqkit.data.classes_of(training[1])}
    for name, part in others.items():
        new = sorted({*seqkit.data.classes_of(part[1])} - known) if part else []
        if new:
            raise ValueError(
                f"The labels of `{name}` are among those of `data`: {sorted(known)}. "
                f"Received {new} too. Give texts with them in `data`, or none of them."
            )


def read(data: str | None, columns: tuple[str, str]) -> tuple:
    """Return texts and labels of the grammar, of class folders or of a table."""
    from recipes import _reviews

    if (data is None or Path(data).is_dir()) and tuple(columns) != COLUMNS:
        raise ValueError(
            f"`columns` are those of a table. Received {columns} with "
            f"{'no file' if data is None else f'the folder {data}'}. Leave them out."
        )
    if data is None:
        return _reviews.reviews()
    if Path(data).is_dir():
        return seqkit.data.read_folders(data)
    try:
        return seqkit.data.read_table(data, *columns)
    except ValueError as error:
        if "expected a column" not in str(error):
            raise
        advice = "Name those of texts and of labels with `columns`."
        raise ValueError(f"{error} {advice}") from error


def build(
    texts: list, labels: list, *, language_model: "seqkit.LanguageModel | None" = None
) -> "seqkit.SequenceClassifier":
    """Build a model of the words and labels given, or on a language model."""
    classes = seqkit.data.classes_of(labels)
    if len(classes) < 2:
        raise ValueError(
            f"Expected at least 2 different labels. Received {classes}. Give texts "
            "with others too, or name another column of labels with `columns`."
        )
    words = language_model and language_model.vocabulary
    words = words or seqkit.Vocabulary.from_texts(
        texts, split="words", max_size=20_000, lowercase=True, html_breaks=True
    )
    return seqkit.SequenceClassifier(
        words,
        classes,
        units=64,
        cell="gru",
        embedding=64,
        encoder=language_model and language_model.encoder(),
        multi_label=any(isinstance(label, list) for label in labels),
        # A language model has read no text of which so many words are unknown.
        embedding_dropout=0.3 if language_model else 0.4,
        word_dropout=0.1 if language_model else 0.4,
        adversarial=0.12 if language_model else 0.0,  # 2.5 times the time
    )


def batches(
    model: "seqkit.SequenceClassifier",
    training: tuple,
    choosing: tuple | None,
    seed: int = 0,
) -> tuple:
    """Return what `fit` takes of texts to train on and of others to choose by."""
    read_by = model.codec, model.labels, 32
    if choosing is None:
        return seqkit.data.labelled(*training, *read_by, validation=0.05, seed=seed)
    batches = seqkit.data.labelled(*training, *read_by, seed=seed)
    return batches, seqkit.data.labelled(*choosing, *read_by)


def train(
    *,
    data: str | None = None,
    validation: str | None = None,
    test: str | None = None,
    columns: tuple[str, str] = COLUMNS,
    language_model: str | None = None,
    epochs: int = 6,
    save_to: str | None = "saved_models/sentiment",
    seed: int = 0,
    resume: bool = False,
    overwrite: bool = False,
) -> "seqkit.SequenceClassifier":
    """Train a classifier, and return it with the weights of its best epoch.

    Args:
        data: None for reviews made by a grammar, "imdb", or a path: a .csv, .tsv or
            .jsonl, plain or .gz, or a folder with a folder of texts for each label.
        validation: path of a second such file or folder, which chooses the epoch. None:
            a twentieth of the texts.
        test: path of a third, which is scored at the end. None: that of `validation`,
            or else a tenth of the texts, held out.
        columns: names of a table's columns of texts and of labels.
        language_model: path of one that the recipe `language` trained, to go on
            with (Howard & Ruder 2018). None: from scratch.
        epochs: int, times through the texts.
        save_to: folder for `model.keras` and the exports. None: nothing is written.
        seed: int, for the weights and the order of the texts.
        resume: bool, go on where a killed run of the same `save_to` was.
        overwrite: bool, begin anew where `save_to` has a model of another run.
    """
    import keras

    epochs = whole_number("epochs", epochs)
    saving = {"resume": resume, "overwrite": overwrite}
    checkpoints = seqkit.callbacks.Checkpoints(save_to, "val_accuracy", **saving)
    if checkpoints.finished:
        return checkpoints.load()
    keras.utils.set_random_seed(whole_number("seed", seed, 0))
    teacher = language_model and seqkit.load(language_model)
    if teacher and not isinstance(teacher, seqkit.LanguageModel):
        raise ValueError(
            "`language_model` is the path of one, as the recipe language trains it. "
            f"Received {language_model}, a {type(teacher).__name__}."
        )
    parts = load(data=data, validation=validation, test=test, columns=columns)
    model = build(*parts[0], language_model=teacher)
    training, choosing = batches(model, *parts[:2], seed)
    rate = keras.optimizers.schedules.CosineDecay(2e-3, epochs * len(training))
    model.compile(keras.optimizers.Adam(rate, global_clipnorm=1.0))
    with checkpoints:
        model.fit(
            training,
            validation_data=choosing,
            epochs=epochs,
            initial_epoch=checkpoints.epoch,
            shuffle=False,
            callbacks=[seqkit.callbacks.StopOnNaN(), checkpoints],
        )
        if save_to is not None:
            seqkit.export(model, save_to)
    judge(model, *parts[2])
    return model


def judge(
    model: "seqkit.SequenceClassifier", texts: list, labels: list
) -> dict[str, float]:
    """Print and return how well a model labels the texts to test by."""
    answers = model.classify(texts)
    answers = [each.above() if model.multi_label else each.label for each in answers]
    print(report := seqkit.reports.classification_report(labels, answers, model.labels))
    return {"accuracy": report.accuracy, "macro_f1": report.macro_f1}


def evaluate(
    model: "seqkit.SequenceClassifier",
    *,
    data: str | None = None,
    validation: str | None = None,
    test: str | None = None,
    columns: tuple[str, str] = COLUMNS,
) -> dict[str, float]:
    """Judge a model by the texts that `train` tests it by, given the same data.

    Returns: dict of `accuracy`, and `macro_f1`, the mean over the labels.
    """
    parts = load(data=data, validation=validation, test=test, columns=columns)
    return judge(model, *parts[2])


def demo(*, save_to: str = "saved_models/sentiment") -> None:
    """Train on the grammar's reviews, explain one, and ask the exported model."""
    model = train(save_to=save_to)
    review = "Despite the dull music, I would never call the film boring."
    print(f"\nWhat decides: {seqkit.explain.words(model, review)}")
    print("\nThe export says:", seqkit.serving.Served(save_to)(review))
