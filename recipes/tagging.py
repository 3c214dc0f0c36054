"""Tagging: a tag for each word of a sentence, and an intent for each request.

Data: generated requests at a travel desk; or `data="atis"`: 4,478 questions to an
airline (the corpus is LDC's); or `data="ud_english_ewt"`: parts of speech of 204,577
words (CC BY-SA 4.0); or your own file, with a word and its tag on each line. On
ud_english_ewt: 4,092,532 parameters, 9 minutes on one core, 94.93 % of the words right.
"""

import math
from collections.abc import Iterable

import seqkit
from seqkit.arguments import whole_number

COUNT, HELD_OUT = 3_000, 500  # generated requests for training and for the test
EPOCHS = 12  # on generated requests and on named data sets
# On your own data, which may be a hundred sentences: the least number of updates, and
# the number of epochs without improvement after which training ends.
UPDATES, PATIENCE = 600, 20
VALIDATION, OWN_VALIDATION = 0.05, 0.1  # shares of the sentences for validation
ENTITIES = ("O", "B-", "I-", "E-", "S-")  # the tags of entities begin with these
SETS = "atis", "ud_english_ewt"

Part = list[tuple[list[str], list[str], str | None]]
"""Examples: the words of a sentence, their tags, and a label or None."""


def load(
    *,
    data: str | None = None,
    validation: str | None = None,
    test: str | None = None,
) -> tuple[Part, Part | None, Part]:
    """Return examples in three parts: train, validation and test.

    The arguments are those of `train`. The validation part is None without a file;
    `train` then takes it from the train part.
    """
    from recipes import _datasets
    from recipes._generated import requests

    _datasets.check_paths(*SETS, data=data, validation=validation, test=test)
    validation_part = None if validation is None else from_conll(validation)
    test_part = None if test is None else from_conll(test)
    if data == "atis":
        train_part, named_part = map(from_lines, _datasets.atis())
        return train_part, validation_part, test_part or named_part
    if data == "ud_english_ewt":
        train_part, named_part = map(from_conll, _datasets.ud_english_ewt())
        return train_part, validation_part, test_part or named_part
    train_part = from_conll(data) if data else requests.requests(COUNT)
    test_part = test_part or validation_part
    if test_part is None:
        unseen = None if data else requests.requests(HELD_OUT, unseen=True)
        test_part = unseen or train_part[::10]
        train_part = without(train_part, test_part)
    return train_part, validation_part, test_part


def from_conll(path: str) -> Part:
    """Return the examples of a CoNLL or CoNLL-U file, without labels.

    Raises:
        ValueError: the file has no sentence.
    """
    rows = zip(*seqkit.data.read_conll(path), strict=True)
    examples = [(words, tags, None) for words, tags in rows]
    if not examples:
        raise ValueError(
            "Expected a word and its tag on each line, and a blank line after a "
            f"sentence. Received no sentence in {path}. Check the file."
        )
    return examples


def from_lines(paths: Iterable[str]) -> Part:
    """Return the examples of three files, whose lines are words, tags and labels."""
    lines = zip(*map(seqkit.data.read_texts, paths), strict=True)
    return [(words.split(), tags.split(), label) for words, tags, label in lines]


def without(examples: Part, others: Part) -> Part:
    """Return the examples whose sentences are not in `others`.

    Raises:
        ValueError: no example is left.
    """
    known = {tuple(words) for words, _, _ in others}
    kept = [example for example in examples if tuple(example[0]) not in known]
    if not kept:
        raise ValueError(
            "Expected sentences for training and different ones for the test. "
            f"Received only {' '.join(examples[0][0])!r:.80}. Give more sentences."
        )
    return kept


def build(
    examples: Part,
    *,
    others: Part | None = None,
    units: int = 200,
    depth: int = 1,
    cell: str = "lstm",
) -> "seqkit.SequenceTagger":
    """Build a model of the words, tags and labels of examples.

    The tags of `others`, the validation part, are tags of the model too.
    """
    sentences, _, labels = zip(*examples, strict=True)
    return seqkit.SequenceTagger(
        seqkit.SpelledVocabulary.from_texts(map(" ".join, sentences)),
        sorted({tag for _, row, _ in examples + (others or []) for tag in row}),
        labels=None if None in labels else sorted(set(labels)),
        units=units,
        depth=depth,
        cell=cell,
        embedding=units,
    )


def batches(model: "seqkit.SequenceTagger", examples: Part, batch_size: int, **options):
    """Return the batches of examples that `fit` takes.

    The options are those of `seqkit.data.tagged`, such as `seed` and `validation`.
    """
    sentences, tags, labels = zip(*examples, strict=True)
    if model.labels:
        options |= {"labels": labels, "label_names": model.labels}
    read_by = model.codec, model.tags, batch_size
    return seqkit.data.tagged(sentences, tags, *read_by, **options)


def train(
    *,
    data: str | None = None,
    validation: str | None = None,
    test: str | None = None,
    epochs: int | None = None,
    batch_size: int = 32,
    learning_rate: float = 5e-3,
    units: int = 200,
    depth: int = 1,
    cell: str = "lstm",
    save_to: str | None = "saved_models/tagging",
    seed: int = 0,
    resume: bool = False,
    overwrite: bool = False,
) -> "seqkit.SequenceTagger":
    """Train a tagger, and return it with the weights of its best epoch.

    Args:
        data: None for generated requests, "atis", "ud_english_ewt", or the path of a
            CoNLL or .conllu file, plain or .gz.
        validation: path of a second file, by which the best epoch is chosen. None: a
            twentieth of the sentences, or a tenth of your own sentences.
        test: path of a third file, which is scored at the end. None: that of
            `validation`, or if that is None too, every tenth sentence, held out.
        epochs: int, passes over the sentences. None: 12. On your own data at least 600
            updates; training ends after 20 epochs without improvement.
        batch_size: int, sentences in a batch; with few sentences take a smaller batch.
        learning_rate: float, the initial learning rate of Adam; it falls to 0 by a
            cosine.
        units: int, width of the recurrent layers and of the embedding.
        depth: int, number of recurrent layers.
        cell: "lstm", "gru" or "rnn".
        save_to: folder for `model.keras` and the exported versions. None: nothing is
            written.
        seed: int, for the weights, the validation part and the order of the sentences.
        resume: bool, continue a run with the same `save_to` that was interrupted.
        overwrite: bool, start a new run even if `save_to` has a model of another run.
    """
    import keras

    from recipes import _next_steps

    epochs = None if epochs is None else whole_number("epochs", epochs)
    own = data not in (None, *SETS)
    checkpoints = seqkit.callbacks.Checkpoints(
        save_to,
        "val_tag_accuracy",
        patience=PATIENCE if own and epochs is None else None,
        resume=resume,
        overwrite=overwrite,
    )
    if checkpoints.finished:
        return checkpoints.load()
    keras.utils.set_random_seed(whole_number("seed", seed, 0))
    files = {"data": data, "validation": validation, "test": test}
    train_part, validation_part, test_part = load(**files)
    model = build(
        train_part,
        others=validation_part,
        units=units,
        depth=depth,
        cell=cell,
    )
    if validation_part is None:
        share = OWN_VALIDATION if own else VALIDATION
        options = {"validation": share, "seed": seed}
        training, validating = batches(model, train_part, batch_size, **options)
    else:
        training = batches(model, train_part, batch_size, seed=seed)
        validating = batches(model, validation_part, batch_size)
    epochs = epochs or max(EPOCHS, math.ceil(UPDATES / len(training)) if own else 0)
    rate = keras.optimizers.schedules.CosineDecay(learning_rate, epochs * len(training))
    model.compile(keras.optimizers.Adam(rate, global_clipnorm=1.0))
    shown, every = [words for words, _, _ in test_part[:3]], 1 + epochs // 40
    samples = seqkit.callbacks.SampleTags(shown, every=every)
    checkpoints.fit(
        model,
        training,
        validation_data=validating,
        epochs=epochs,
        callbacks=[samples],
    )
    try:
        judge(model, train_part, test_part)
    except ImportError as error:  # the trained model is kept without seqeval too
        print(f"Not tested. {error}")
    _next_steps.tell(save_to, "tagging", " ".join(test_part[0][0]), **files)
    return model


def judge(
    model: "seqkit.SequenceTagger", train_part: Part, test_part: Part
) -> dict[str, float]:
    """Print and return a model's scores on the test part, and print a baseline's."""
    from recipes import _baselines

    sentences, tags, labels = zip(*test_part, strict=True)
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
    _baselines.tags(train_part, test_part)
    return scores


def evaluate(
    model: "seqkit.SequenceTagger",
    *,
    data: str | None = None,
    validation: str | None = None,
    test: str | None = None,
) -> dict[str, float]:
    """Evaluate a model on the test part that `train` uses with the same arguments.

    Returns:
        dict with `accuracy` of the tags; `micro_f1` and `macro_f1`, of entities if the
        tags mark entities, else of the tags; and `label_accuracy` if the examples have
        labels.
    """
    train_part, _, test_part = load(data=data, validation=validation, test=test)
    return judge(model, train_part, test_part)


def demo(*, save_to: str = "saved_models/tagging") -> None:
    """Train on generated requests, tag a request, and ask the exported model."""
    model = train(save_to=save_to)
    request = "Dr. Norselman wants to fly from Lincoln to New Tarville at two"
    print(f"\n{model.tag(request)}")
    served = seqkit.serving.Served(save_to)
    print(f"\n{served.path} says:", served(request))
