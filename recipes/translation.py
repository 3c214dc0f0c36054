"""Translation: a sentence of one language to one of another, with attention.

Data: English number words to German ones, made by rule; or `data="multi30k"`: 29,000
captions in four languages (research use); or your own pairs, in one file or in two.
"""

import seqkit
from seqkit.arguments import whole_number

NUMBERS, UNSEEN = 20_000, 1_000  # that are made by rule
NUMBER_PIECES, PIECES = 400, 6_000
ROWS = 64  # of a batch
UNITS = 256
RATE = 2e-3
SHOWN = 64  # pairs whose BLEU each epoch tells
LANGUAGES = "de", "en"  # of Multi30k, by default
Pairs = list[tuple[str, str]]


def load(
    *,
    data: str | None = None,
    other: str | None = None,
    validation: str | None = None,
    test: str | None = None,
    source: str = LANGUAGES[0],
    target: str = LANGUAGES[1],
) -> tuple[Pairs, Pairs, Pairs]:
    """Return pairs to train on, to choose the epoch by, to test; as of `train`."""
    from recipes import _datasets
    from recipes import _number_words
    from recipes import _pairs

    files = {"validation": validation, "test": test}
    _datasets.check_paths("multi30k", data=data, other=other, **files)
    if data != "multi30k" and (source, target) != LANGUAGES:
        raise ValueError(
            "`source` and `target` are languages of Multi30k. Received "
            f"{source} and {target} with `data={data}`. Give `data=multi30k`, or leave "
            "them out: of your own pairs the first is translated to the second."
        )
    if other is not None and data in (None, "multi30k"):
        raise ValueError(
            "`other` is the file of targets for the sources in `data`. Received "
            f"`other={other}` with `data={data}`. Give both files, or neither."
        )
    given = [path and _pairs.read(path) for path in files.values()]
    if data == "multi30k":
        parts = _datasets.multi30k(source, target)
    elif data is None:
        pairs = _number_words.pairs(NUMBERS + 2 * UNSEEN)
        parts = pairs[2 * UNSEEN :], pairs[UNSEEN : 2 * UNSEEN], pairs[:UNSEEN]
    else:
        return _pairs.parted(_pairs.read(data, other), *given)
    return parts[0], given[0] or parts[1], given[1] or parts[2]


def build(
    pairs: Pairs, *, pieces: int = PIECES, attention: str | None = "bahdanau"
) -> "seqkit.Seq2Seq":
    """Build a model of the pieces of words that both languages share."""
    texts = [text for pair in pairs for text in pair]
    try:
        vocabulary = seqkit.SubwordVocabulary.from_texts(texts, pieces)
    except ValueError as error:
        raise ValueError(str(error).replace("size", "pieces")) from error
    return seqkit.Seq2Seq(
        vocabulary, vocabulary, UNITS, attention=attention, embedding=UNITS
    )


def batches(model: "seqkit.Seq2Seq", pairs: Pairs, seed: int | None = None):
    """Return what `fit` takes of pairs."""
    sides = zip(*pairs, strict=True)
    return seqkit.data.pairs(*sides, model.source, model.target, ROWS, seed=seed)


def train(
    *,
    data: str | None = None,
    other: str | None = None,
    validation: str | None = None,
    test: str | None = None,
    source: str = LANGUAGES[0],
    target: str = LANGUAGES[1],
    pieces: int | None = None,
    attention: str | None = "bahdanau",
    epochs: int | None = None,
    save_to: str | None = "saved_models/translation",
    seed: int = 0,
    resume: bool = False,
    overwrite: bool = False,
) -> "seqkit.Seq2Seq":
    """Train a translator, and return it with the weights of its best epoch.

    Args:
        data: None for number words, "multi30k", or the path of a .tsv of two columns,
            or of a file of sources, a line each; plain or .gz.
        other: path of the file of targets, line by line those of `data`.
        validation: path of a .tsv of other pairs, which chooses the epoch. None: a
            twentieth of `data`.
        test: path of a third .tsv, which is scored at the end. None: that of
            `validation`, or else another twentieth.
        source: language of Multi30k to read: de, en, fr or cs.
        target: language of Multi30k to write.
        pieces: size of the vocabulary. None: 6,000, of number words 400.
        attention: "bahdanau", "luong" or None.
        epochs: int, times through the pairs. None: 14, of number words 6.
        save_to: folder for `model.keras` and the exported versions. None: nothing is
            written.
        seed: int, for the weights and the order of the pairs.
        resume: bool, go on where a killed run of the same `save_to` was.
        overwrite: bool, begin anew where `save_to` has a model of another run.
    """
    import keras

    from recipes import _pairs

    usual = (14, PIECES) if data else (6, NUMBER_PIECES)
    epochs = usual[0] if epochs is None else whole_number("epochs", epochs)
    pieces = usual[1] if pieces is None else whole_number("pieces", pieces)
    saving = {"resume": resume, "overwrite": overwrite}
    checkpoints = seqkit.callbacks.Checkpoints(save_to, **saving)
    if checkpoints.finished:
        return checkpoints.load()
    keras.utils.set_random_seed(whole_number("seed", seed, 0))
    files = {"data": data, "other": other, "validation": validation, "test": test}
    pairs, choosing, testing = load(**files, source=source, target=target)
    model = build(pairs, pieces=pieces, attention=attention)
    training = batches(model, pairs, seed)
    rate = keras.optimizers.schedules.CosineDecay(RATE, epochs * len(training))
    model.compile(keras.optimizers.Adam(rate, global_clipnorm=1.0))
    shown = _pairs.judge(choosing[:SHOWN], exact=data is None)
    with checkpoints:
        model.fit(
            training,
            validation_data=batches(model, choosing),
            epochs=epochs,
            initial_epoch=checkpoints.epoch,
            shuffle=False,
            callbacks=[shown, seqkit.callbacks.StopOnNaN(), checkpoints],
        )
        if save_to is not None:
            seqkit.export(model, save_to)
    try:
        judge(model, testing)
    except ImportError as error:  # training was worth it without sacreBLEU, too
        print(f"Not tested. {error}")
    return model


def judge(model: "seqkit.Seq2Seq", pairs: Pairs, beams: int = 5) -> dict[str, float]:
    """Print and return how well a model translates the pairs to test by."""
    sources, targets = zip(*pairs, strict=True)
    texts = model.generate(sources, beams=beams)
    print(report := seqkit.reports.translation_report(sources, targets, texts))
    scores = ("bleu", "bleu_lowercase", "exact")
    return {score: getattr(report, score) for score in scores}


def evaluate(
    model: "seqkit.Seq2Seq",
    *,
    data: str | None = None,
    other: str | None = None,
    validation: str | None = None,
    test: str | None = None,
    source: str = LANGUAGES[0],
    target: str = LANGUAGES[1],
    beams: int = 5,
) -> dict[str, float]:
    """Judge a model by the pairs that `train` tests it by, given the same data.

    Returns: dict of `bleu`, `bleu_lowercase`, and `exact`, the share of right texts.
    """
    files = {"data": data, "other": other, "validation": validation, "test": test}
    *_, testing = load(**files, source=source, target=target)
    return judge(model, testing, beams)


def demo(*, save_to: str = "saved_models/translation") -> None:
    """Train on number words, show an alignment, and ask the exported model."""
    model = train(save_to=save_to)
    number = "three hundred forty-two"
    print(f"\n{seqkit.explain.attention(model, number, merge=False)}")
    print("\nThe export says:", seqkit.serving.Served(save_to)(number))
