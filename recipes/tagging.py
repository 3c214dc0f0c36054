"""Tagging: a tag for each word of a sentence, and an intent for each request.

Data: requests at a travel desk, made by a grammar; or `data="atis"`: 4,478 questions
to an airline (the corpus is LDC's); or `data="ud_english_ewt"`: parts of speech of
204,577 words (CC BY-SA 4.0); or your own file, a word and its tag a line.
"""

import seqkit

COUNT, HELD_OUT = 3_000, 500  # requests that the grammar makes
UNITS = 200
ENTITIES = ("O", "B-", "I-", "E-", "S-")  # what tags of entities begin with


def load(*, data: str | None = None, validation: str | None = None) -> tuple:
    """Reads examples to train on, and others to judge by. Args: as of `train`.

    An example is a list of words, a list of their tags, and a label or None.
    """
    from recipes import _datasets
    from recipes import _requests
    from recipes import _tagged

    if data == "atis":
        return tuple(map(_tagged.from_lines, _datasets.atis()))
    if data == "ud_english_ewt":
        data, validation = _datasets.ud_english_ewt()
    examples = _tagged.from_conll(data) if data else _requests.requests(COUNT)
    if validation:
        return examples, _tagged.from_conll(validation)
    judges = examples[::10] if data else _requests.requests(HELD_OUT, unseen=True)
    return _tagged.without(examples, judges), judges


def build(examples: list) -> "seqkit.SequenceTagger":
    """Builds a model of the words, tags and labels that examples have."""
    sentences, tags, labels = zip(*examples, strict=True)
    return seqkit.SequenceTagger(
        seqkit.SpelledVocabulary.from_texts(map(" ".join, sentences)),
        sorted({tag for row in tags for tag in row}),
        labels=None if None in labels else sorted(set(labels)),
        units=UNITS,
        embedding=UNITS,
    )


def train(
    *,
    data: str | None = None,
    validation: str | None = None,
    epochs: int = 12,
    batch_size: int = 32,
    save_to: str | None = "saved_models/tagging",
    seed: int = 0,
    resume: bool = False,
) -> "seqkit.SequenceTagger":
    """Trains a tagger, and returns it with the weights of its best epoch.

    Args:
        data: None for requests made by a grammar, "atis", "ud_english_ewt", or the path
            of a CoNLL or .conllu file, plain or .gz.
        validation: path of a second such file to judge by. None: each tenth sentence.
        epochs: int, times through the sentences.
        batch_size: int, sentences of a batch; fewer suit few sentences.
        save_to: folder for `model.keras` and the exported versions. None: nothing is
            written.
        seed: int, for the weights and the order of the sentences.
        resume: bool, go on where a killed run of the same `save_to` was.
    """
    import keras

    keras.utils.set_random_seed(seed)
    examples, judges = load(data=data, validation=validation)
    model = build(examples)
    sentences, tags, labels = zip(*examples, strict=True)
    options = {"validation": 0.05, "seed": seed}
    if model.labels:
        options |= {"labels": labels, "classes": model.labels}
    training, choosing = seqkit.data.tagged(
        sentences, tags, model.vocabulary, model.tags, batch_size, **options
    )
    rate = keras.optimizers.schedules.CosineDecay(5e-3, epochs * len(training))
    model.compile(keras.optimizers.Adam(rate, global_clipnorm=1.0))
    watched = {"monitor": "val_tag_accuracy", "mode": "max"}
    checkpoints = seqkit.callbacks.Checkpoints(save_to, **watched, resume=resume)
    samples = seqkit.callbacks.SampleTags([words for words, _, _ in judges[:3]])
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
    checkpoints.finish()
    return model


def evaluate(
    model: "seqkit.SequenceTagger",
    *,
    data: str | None = None,
    validation: str | None = None,
) -> dict[str, float]:
    """Judges a model by the sentences that `train` held out, and prints how it did.

    Returns:
        dict: `accuracy` of the tags; `micro_f1` and `macro_f1`, of entities where
        the tags spell such; and `label_accuracy` where there are labels.
    """
    _, judges = load(data=data, validation=validation)
    sentences, tags, labels = zip(*judges, strict=True)
    answers = model.tag(sentences)
    found = [answer.tags for answer in answers]
    if all(tag.startswith(ENTITIES) for tag in model.tags):
        report = seqkit.explain.entity_report(tags, found)
    else:
        report = seqkit.explain.classification_report(sum(tags, []), sum(found, []))
    print(report)
    names = ("accuracy", "micro_f1", "macro_f1")
    scores = {name: getattr(report, name) for name in names}
    if model.labels and None not in labels:
        found = [answer.label for answer in answers]
        print(report := seqkit.explain.classification_report(labels, found))
        scores["label_accuracy"] = report.accuracy
    return scores


def demo(*, save_to: str = "saved_models/tagging") -> None:
    """Trains on the grammar's requests, and asks the exported model."""
    model = train(save_to=save_to)
    evaluate(model)
    request = "Dr. Norselman wants to fly from Lincoln to New Tarville at two"
    print(f"\n{model.tag(request)}")
    served = seqkit.serving.Served(save_to)
    print(f"\n{served.path} says:", served(request))
