"""Sentiment: whether a text is positive or negative, or any other label of a text.

Data: generated reviews with negation and contrast; or `data="imdb"`: 25,000 film
reviews (Maas et al. 2011, research use); or your own file, or a folder for each label.
On IMDB: 1,330,178 parameters, 9 minutes on one core, accuracy 90.10 %.
"""

import math
from collections import Counter
from pathlib import Path

import seqkit
from seqkit.arguments import list_of
from seqkit.arguments import whole_number

COLUMNS = ("text", "label")
EPOCHS = 6  # on the generated reviews and on IMDB
IMDB_LABELS = {"0": "neg", "1": "pos"}
# On your own data, which may be a hundred texts: the least number of updates, and the
# number of epochs without improvement after which training ends.
UPDATES, PATIENCE = 600, 20
VALIDATION, OWN_VALIDATION = 0.05, 0.1  # shares of the texts for validation
RARE = 0.5  # classes are weighted if one has less than this part of an equal share

Part = tuple[list, list]
"""Texts and their labels."""


def load(
    *,
    data: str | None = None,
    validation: str | None = None,
    test: str | None = None,
    columns: tuple[str, str] = COLUMNS,
) -> tuple[Part, Part | None, Part]:
    """Return texts and labels in three parts: train, validation and test.

    The arguments are those of `train`. The validation part is None without a file;
    `batches` then takes it from the train part.
    """
    from recipes import _datasets

    columns = list_of(columns, "columns")
    if len(columns) != 2:
        raise ValueError(
            "`columns` are the names of two columns: of texts and of labels. "
            f"Received {columns}. Give both."
        )
    _datasets.check_paths("imdb", data=data, validation=validation, test=test)
    imdb = _datasets.imdb() if data == "imdb" else None
    train_part = named(read(imdb[0], columns)) if imdb else read(data, columns)
    validation_part = None if validation is None else read(validation, columns)
    test_part = validation_part if test is None else read(test, columns)
    if imdb and test is None:
        test_part = named(read(imdb[1], columns))
    check_labels(train_part, validation=validation_part, test=test_part)
    if test_part is None:
        train_part, test_part = seqkit.data.hold_out(*train_part)
    return train_part, validation_part, test_part


def named(part: Part) -> Part:
    """Return reviews of IMDB with the labels "neg" and "pos" for 0 and 1."""
    texts, labels = part
    return texts, [IMDB_LABELS[str(label)] for label in labels]


def check_labels(train_part: Part, **others: Part | None) -> None:
    """Raise ValueError if another part has labels that are not in the train part.

    `others` are parts, or None, by the name of their argument.
    """
    known = {*seqkit.data.label_names(train_part[1])}
    for name, part in others.items():
        new = sorted({*seqkit.data.label_names(part[1])} - known) if part else []
        if new:
            raise ValueError(
                f"The labels of `{name}` are among those of `data`: {sorted(known)}. "
                f"Received {new} too. Give texts with these labels in `data`, or "
                f"remove them from `{name}`."
            )


def read(data: str | None, columns: tuple[str, str]) -> Part:
    """Return texts and labels: generated, of a folder for each label, or of a table."""
    from recipes._generated import reviews

    if (data is None or Path(data).is_dir()) and tuple(columns) != COLUMNS:
        raise ValueError(
            f"`columns` are those of a table. Received {columns} with "
            f"{'no file' if data is None else f'the folder {data}'}. Leave them out."
        )
    if data is None:
        return reviews.reviews()
    if Path(data).is_dir():
        return tuple(map(list, seqkit.data.read_folders(data)))
    try:
        return tuple(map(list, seqkit.data.read_table(data, *columns)))
    except ValueError as error:
        if "expected a column" not in str(error):
            raise
        advice = "Name those of texts and of labels with `columns`."
        raise ValueError(f"{error} {advice}") from error


def build(
    texts: list,
    labels: list,
    *,
    units: int = 64,
    depth: int = 1,
    cell: str = "gru",
    language_model: "seqkit.LanguageModel | None" = None,
) -> "seqkit.SequenceClassifier":
    """Build a classifier of the words in `texts` and of `labels`.

    With `language_model` the classifier has the vocabulary of this model, and a copy of
    its encoder.
    """
    classes = seqkit.data.label_names(labels)
    if len(classes) < 2:
        raise ValueError(
            f"Expected at least 2 different labels. Received {classes}. Give texts "
            "with other labels too, or name another column of labels with `columns`."
        )
    words = language_model and language_model.vocabulary
    words = words or seqkit.Vocabulary.from_texts(
        texts, split="words", max_size=20_000, lowercase=True, html_breaks=True
    )
    multi_label = any(isinstance(label, list) for label in labels)
    counts = Counter() if multi_label else Counter(map(str, labels))
    rare = min(counts.values(), default=1) < RARE * len(labels) / len(classes)
    return seqkit.SequenceClassifier(
        words,
        classes,
        units=units,
        depth=depth,
        cell=cell,
        embedding=64,
        encoder=language_model and language_model.encoder(),
        multi_label=multi_label,
        class_weights="balanced" if rare and not multi_label else None,
        # A language model was trained on texts with few unknown words: drop fewer.
        embedding_dropout=0.3 if language_model else 0.4,
        word_dropout=0.1 if language_model else 0.4,
        adversarial=0.12 if language_model else 0.0,  # takes 2.5 times as long
    )


def batches(
    model: "seqkit.SequenceClassifier",
    train_part: Part,
    validation_part: Part | None,
    batch_size: int,
    seed: int | None = None,
    share: float = VALIDATION,
) -> tuple:
    """Return the batches for training and for validation.

    Without a validation part a random `share` of the train part is used.
    """
    read_by = model.codec, model.labels, batch_size
    if validation_part is None:
        options = {"validation": share, "seed": seed}
        return seqkit.data.labelled(*train_part, *read_by, **options)
    training = seqkit.data.labelled(*train_part, *read_by, seed=seed)
    return training, seqkit.data.labelled(*validation_part, *read_by)


def train(
    *,
    data: str | None = None,
    validation: str | None = None,
    test: str | None = None,
    columns: tuple[str, str] = COLUMNS,
    language_model: str | None = None,
    epochs: int | None = None,
    batch_size: int = 32,
    learning_rate: float = 2e-3,
    units: int = 64,
    depth: int = 1,
    cell: str = "gru",
    save_to: str | None = "saved_models/sentiment",
    seed: int = 0,
    resume: bool = False,
    overwrite: bool = False,
) -> "seqkit.SequenceClassifier":
    """Train a classifier, and return it with the weights of its best epoch.

    Args:
        data: None for generated reviews, "imdb", or a path: a .csv, .tsv or .jsonl,
            plain or .gz, or a folder with a folder of texts for each label.
        validation: path of a second file or folder, by which the best epoch is chosen.
            None: a twentieth of the texts, or a tenth of your own texts.
        test: path of a third, which is scored at the end. None: that of `validation`,
            or if that is None too, a held-out tenth of the texts.
        columns: names of a table's columns of texts and of labels.
        language_model: path of a model that the recipe `language` trained, whose
            encoder is trained further (Howard & Ruder 2018). None: no such model.
        epochs: int, passes over the texts. None: 6. On your own data at least 600
            updates; training ends after 20 epochs without improvement.
        batch_size: int, texts in a batch.
        learning_rate: float, the initial rate of Adam; it falls to 0 by a cosine.
        units: int, width of the recurrent layers.
        depth: int, number of recurrent layers.
        cell: "gru", "lstm" or "rnn".
        save_to: folder for `model.keras` and the exports. None: nothing is written.
        seed: int, for the weights, the validation part and the order of the texts.
        resume: bool, continue a run with the same `save_to` that was interrupted.
        overwrite: bool, start a new run even if `save_to` has a model of another run.
    """
    import keras

    from recipes import _next_steps

    epochs = None if epochs is None else whole_number("epochs", epochs)
    own = data not in (None, "imdb")
    checkpoints = seqkit.callbacks.Checkpoints(
        save_to,
        "val_accuracy",
        patience=PATIENCE if own and epochs is None else None,
        resume=resume,
        overwrite=overwrite,
    )
    if checkpoints.finished:
        return checkpoints.load()
    keras.utils.set_random_seed(whole_number("seed", seed, 0))
    teacher = language_model and seqkit.load(language_model)
    if teacher and not isinstance(teacher, seqkit.LanguageModel):
        raise ValueError(
            "`language_model` is the path of a model of the recipe `language`. "
            f"Received {language_model}, a {type(teacher).__name__}."
        )
    files = {"data": data, "validation": validation, "test": test, "columns": columns}
    train_part, validation_part, test_part = load(**files)
    model = build(
        *train_part, units=units, depth=depth, cell=cell, language_model=teacher
    )
    share = OWN_VALIDATION if own else VALIDATION
    training, validating = batches(
        model, train_part, validation_part, batch_size, seed, share
    )
    epochs = epochs or max(EPOCHS, math.ceil(UPDATES / len(training)) if own else 0)
    rate = keras.optimizers.schedules.CosineDecay(learning_rate, epochs * len(training))
    model.compile(keras.optimizers.Adam(rate, global_clipnorm=1.0))
    checkpoints.fit(model, training, validation_data=validating, epochs=epochs)
    try:
        judge(model, train_part, test_part)
    except ImportError as error:  # the trained model is kept without scikit-learn too
        print(f"Not tested. {error}")
    _next_steps.tell(save_to, "sentiment", str(test_part[0][0])[:60], **files)
    return model


def judge(
    model: "seqkit.SequenceClassifier", train_part: Part, test_part: Part
) -> dict[str, float]:
    """Print and return a model's scores on the test part, and print baselines'."""
    from recipes import _baselines

    texts, labels = test_part
    answers = model.classify(texts)
    answers = [each.above() if model.multi_label else each.label for each in answers]
    print(report := seqkit.reports.classification_report(labels, answers, model.labels))
    _baselines.labels(train_part, test_part)
    return {"accuracy": report.accuracy, "macro_f1": report.macro_f1}


def evaluate(
    model: "seqkit.SequenceClassifier",
    *,
    data: str | None = None,
    validation: str | None = None,
    test: str | None = None,
    columns: tuple[str, str] = COLUMNS,
) -> dict[str, float]:
    """Evaluate a model on the test part that `train` uses with the same arguments.

    Returns:
        dict with `accuracy`, and `macro_f1`, the mean F1 over the labels.
    """
    train_part, _, test_part = load(
        data=data, validation=validation, test=test, columns=columns
    )
    return judge(model, train_part, test_part)


def demo(*, save_to: str = "saved_models/sentiment") -> None:
    """Train on generated reviews, explain an answer, and ask the exported model."""
    model = train(save_to=save_to)
    review = "Despite the dull music, I would never call the film boring."
    print(f"\nWhat decides: {seqkit.explain.words(model, review)}")
    print("\nThe export says:", seqkit.serving.Served(save_to)(review))
