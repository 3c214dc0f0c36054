"""Tagging: a tag for each word of a sentence, and an intent for each request.

Data: requests at a travel desk, made by a grammar; or `data="atis"`: 4,478 questions
to an airline (the corpus is LDC's); or `data="ud_english_ewt"`: parts of speech of
204,577 words (CC BY-SA 4.0); or your own file, a word and its tag a line.
"""

import seqkit
from seqkit.arguments import whole_number

COUNT, HELD_OUT = 3_000, 500  # requests that the grammar makes
UNITS = 200
ENTITIES = ("O", "B-", "I-", "E-", "S-")  # what tags of entities begin with


def load(
    *, data: str | None = None, validation: str | None = None, test: str | None = None
) -> tuple[list, list | None, list]:
    """Return examples to train on, to choose the epoch by and to test.

    An example is a list of words, a list of their tags, and a label or None. Those to
    choose by are None where no file has them: a share of the first. Args: of `train`.
    """
    from recipes import _datasets
    from recipes import _requests
    from recipes import _tagged

    sets, files = ("atis", "ud_english_ewt"), {"validation": validation, "test": test}
    _datasets.check_paths(*sets, data=data, **files)
    choosing, testing = (path and _tagged.from_conll(path) for path in files.values())
    if data == "atis":
        training, judged = map(_tagged.from_lines, _datasets.atis())
        return training, choosing, testing or judged
    if data == "ud_english_ewt":
        training, judged = map(_tagged.from_conll, _datasets.ud_english_ewt())
        return training, choosing, testing or judged
    training = _tagged.from_conll(data) if data else _requests.requests(COUNT)
    testing = testing or choosing
    if testing is None:
        testing = training[::10] if data else _requests.requests(HELD_OUT, unseen=True)
        training = _tagged.without(training, testing)
    return training, choosing, testing


def build(examples: list, *, others: list | None = None) -> "seqkit.SequenceTagger":
    """Build a model of the words, tags and labels that examples have.

    It knows the tags of `others` as well, which come to choose the epoch by.
    """
    sentences, tags, labels = zip(*examples, strict=True)
    return seqkit.SequenceTagger(
        seqkit.SpelledVocabulary.from_texts(map(" ".join, sentences)),
        sorted({tag for _, row, _ in examples + (others or []) for tag in row}),
        labels=None if None in labels else sorted(set(labels)),
        units=UNITS,
        embedding=UNITS,
    )


def batches(model: "seqkit.SequenceTagger", examples: list, rows: int, **options):
    """Return what `fit` takes of examples; options as of `seqkit.data.tagged`."""
    sentences, tags, labels = zip(*examples, strict=True)
    if model.labels:
        options |= {"labels": labels, "classes": model.labels}
    read_by = model.codec, model.tags, rows
    return seqkit.data.tagged(sentences, tags, *read_by, **options)


def train(
    *,
    data: str | None = None,
    validation: str | None = None,
    test: str | None = None,
    epochs: int = 12,
    batch_size: int = 32,
    save_to: str | None = "saved_models/tagging",
    seed: int = 0,
    resume: bool = False,
    overwrite: bool = False,
) -> "seqkit.SequenceTagger":
    """Train a tagger, and return it with the weights of its best epoch.

    Args:
        data: None for requests made by a grammar, "atis", "ud_english_ewt", or the path
            of a CoNLL or .conllu file, plain or .gz.
        validation: path of a second such file, which chooses the epoch. None: a
            twentieth of the sentences.
        test: path of a third, which is scored at the end. None: that of `validation`,
            or else each tenth sentence, held out.
        epochs: int, times through the sentences.
        batch_size: int, sentences of a batch; fewer suit few sentences.
        save_to: folder for `model.keras` and the exported versions. None: nothing is
            written.
        seed: int, for the weights and the order of the sentences.
        resume: bool, go on where a killed run of the same `save_to` was.
        overwrite: bool, begin anew where `save_to` has a model of another run.
    """
    import keras

    epochs = whole_number("epochs", epochs)
    saving = {"resume": resume, "overwrite": overwrite}
    checkpoints = seqkit.callbacks.Checkpoints(save_to, "val_tag_accuracy", **saving)
    if checkpoints.finished:
        return checkpoints.load()
    keras.utils.set_random_seed(whole_number("seed", seed, 0))
    examples, choosing, testing = load(data=data, validation=validation, test=test)
    model = build(examples, others=choosing)
    if choosing is None:
        options = {"validation": 0.05, "seed": seed}
        training, choosing = batches(model, examples, batch_size, **options)
    else:
        training = batches(model, examples, batch_size, seed=seed)
        choosing = batches(model, choosing, batch_size)
    rate = keras.optimizers.schedules.CosineDecay(5e-3, epochs * len(training))
    model.compile(keras.optimizers.Adam(rate, global_clipnorm=1.0))
    samples = seqkit.callbacks.SampleTags([words for words, _, _ in testing[:3]])
    with checkpoints:
        model.fit(
            training,
            validation_data=choosing,
            epochs=epochs,
            initial_epoch=checkpoints.epoch,
            shuffle=False,
            callbacks=[samples, seqkit.callbacks.StopOnNaN(), checkpoints],
        )
        if save_to is not None:
            seqkit.export(model, save_to)
    try:
        judge(model, testing)
    except ImportError as error:  # training was worth it without seqeval, too
        print(f"Not tested. {error}")
    return model


def judge(model: "seqkit.SequenceTagger", testing: list) -> dict[str, float]:
    """Print and return how well a model tags the sentences to test by."""
    sentences, tags, labels = zip(*testing, strict=True)
    answers = model.tag(sentences)
    found = [answer.tags for answer in answers]
    if all(tag.startswith(ENTITIES) for tag in model.tags):
        report = seqkit.reports.entity_report(tags, found)
    else:
        report = seqkit.reports.classification_report(sum(tags, []), sum(found, []))
    print(report)
    names = ("accuracy", "micro_f1", "macro_f1")
    scores = {name: getattr(report, name) for name in names}
    if model.labels and None not in labels:
        found = [answer.label for answer in answers]
        print(report := seqkit.reports.classification_report(labels, found))
        scores["label_accuracy"] = report.accuracy
    return scores


def evaluate(
    model: "seqkit.SequenceTagger",
    *,
    data: str | None = None,
    validation: str | None = None,
    test: str | None = None,
) -> dict[str, float]:
    """Judge a model by the sentences that `train` tests it by, given the same data.

    Returns:
        dict: `accuracy` of the tags; `micro_f1` and `macro_f1`, of entities where
        the tags spell such; and `label_accuracy` where there are labels.
    """
    return judge(model, load(data=data, validation=validation, test=test)[2])


def demo(*, save_to: str = "saved_models/tagging") -> None:
    """Train on the grammar's requests, and ask the exported model."""
    model = train(save_to=save_to)
    request = "Dr. Norselman wants to fly from Lincoln to New Tarville at two"
    print(f"\n{model.tag(request)}")
    served = seqkit.serving.Served(save_to)
    print(f"\n{served.path} says:", served(request))
