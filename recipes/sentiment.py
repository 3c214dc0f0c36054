"""Sentiment: whether a text praises or blames, or whatever its labels say.

Data: reviews made by a grammar, with negation and contrast; or `data="imdb"`: 25,000
film reviews (Maas et al. 2011, research use); or your own file or class folders.
"""

from pathlib import Path

import seqkit

COLUMNS = ("text", "label")


def load(
    *,
    data: str | None = None,
    validation: str | None = None,
    columns: tuple[str, str] = COLUMNS,
) -> tuple[tuple, tuple]:
    """Reads texts and labels to train on, and others to judge by. Args: as `train`."""
    if data == "imdb":
        from recipes import _datasets

        data, validation = _datasets.imdb()
    if validation is None:
        return seqkit.data.hold_out(*read(data, columns))
    return read(data, columns), read(validation, columns)


def read(data: str | None, columns: tuple[str, str]) -> tuple:
    """Reads texts and labels of the grammar, of class folders or of a table."""
    from recipes import _reviews

    if data is None:
        return _reviews.reviews()
    if Path(data).is_dir():
        return seqkit.data.read_folders(data)
    return seqkit.data.read_table(data, *columns)


def build(
    texts: list, labels: list, *, language_model: "seqkit.LanguageModel | None" = None
) -> "seqkit.SequenceClassifier":
    """Builds a model of the words and labels given, or on a language model."""
    words = language_model and language_model.vocabulary
    words = words or seqkit.Vocabulary.from_texts(
        texts, split="words", max_size=20_000, lowercase=True, html_breaks=True
    )
    return seqkit.SequenceClassifier(
        words,
        seqkit.data.classes_of(labels),
        units=64,
        cell="gru",
        embedding=64,
        encoder=language_model and language_model.encoder,
        multi_label=any(isinstance(label, list) for label in labels),
        # A language model has read no text of which so many words are unknown.
        embedding_dropout=0.3 if language_model else 0.4,
        word_dropout=0.1 if language_model else 0.4,
        adversarial=0.12 if language_model else 0.0,  # 2.5 times the time
    )


def train(
    *,
    data: str | None = None,
    validation: str | None = None,
    columns: tuple[str, str] = COLUMNS,
    language_model: str | None = None,
    epochs: int = 6,
    save_to: str | None = "saved_models/sentiment",
    seed: int = 0,
    resume: bool = False,
) -> "seqkit.SequenceClassifier":
    """Trains a classifier, and returns it with the weights of its best epoch.

    Args:
        data: None for reviews made by a grammar, "imdb", or a path: a .csv, .tsv or
            .jsonl, plain or .gz, or a folder with a folder of texts for each label.
        validation: path of a second such file to judge by. None: a tenth of the texts.
        columns: names of a table's columns of texts and of labels.
        language_model: path of one that the recipe `language` trained, to go on
            with (Howard & Ruder 2018). None: from scratch.
        epochs: int, times through the texts.
        save_to: folder for `model.keras` and the exports. None: nothing is written.
        seed: int, for the weights and the order of the texts.
        resume: bool, go on where a killed run of the same `save_to` was.
    """
    import keras

    keras.utils.set_random_seed(seed)
    (texts, labels), _ = load(data=data, validation=validation, columns=columns)
    teacher = language_model and seqkit.load(language_model)
    model = build(texts, labels, language_model=teacher)
    training, choosing = seqkit.data.labelled(
        texts, labels, model.vocabulary, model.labels, 32, validation=0.05, seed=seed
    )
    rate = keras.optimizers.schedules.CosineDecay(2e-3, epochs * len(training))
    model.compile(keras.optimizers.Adam(rate, global_clipnorm=1.0))
    watched = {"monitor": "val_accuracy", "mode": "max"}
    checkpoints = seqkit.callbacks.Checkpoints(save_to, **watched, resume=resume)
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
    checkpoints.finish()
    return model


def evaluate(
    model: "seqkit.SequenceClassifier",
    *,
    data: str | None = None,
    validation: str | None = None,
    columns: tuple[str, str] = COLUMNS,
) -> dict[str, float]:
    """Judges a model by the texts that `train` held out, and prints how it did.

    Returns: dict of `accuracy`, and `macro_f1`, the mean over the labels.
    """
    _, (texts, labels) = load(data=data, validation=validation, columns=columns)
    answers = model.classify(texts)
    answers = [each.above() if model.multi_label else each.label for each in answers]
    print(report := seqkit.explain.classification_report(labels, answers, model.labels))
    return {"accuracy": report.accuracy, "macro_f1": report.macro_f1}


def demo(*, save_to: str = "saved_models/sentiment") -> None:
    """Trains on the grammar's reviews, explains one, and asks the exported model."""
    evaluate(model := train(save_to=save_to))
    review = "Despite the dull music, I would never call the film boring."
    print(f"\nWhat decides: {seqkit.explain.words(model, review)}")
    print("\nThe export says:", seqkit.serving.Served(save_to)(review))
