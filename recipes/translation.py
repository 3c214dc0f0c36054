"""Translation: a sentence of one language to a sentence of another, with attention.

Data: generated German number words and English ones; or `data="multi30k"`: 29,000
captions in four languages (research use); or your own pairs, in one file or in two.
On number words: 2,270,720 parameters, 4 minutes on two cores, 99.8 % exact; on
Multi30k, German to English: 3,704,320 parameters, 48 minutes on one core, BLEU 40.88.
"""

import math

import seqkit
from seqkit.arguments import whole_number

NUMBERS, UNSEEN = 20_000, 1_000  # pairs for training, and for validation and test each
EPOCHS, NUMBER_EPOCHS = 14, 6
PIECES, NUMBER_PIECES = 6_000, 400  # sizes of the vocabulary
# On your own data, which may be a few hundred pairs: the least number of updates, and
# the number of epochs without improvement after which training ends.
UPDATES, PATIENCE = 3_000, 10
SHOWN = 64  # pairs that are translated after each epoch
LANGUAGES = "de", "en"  # source and target, by default

Part = list[tuple[str, str]]
"""Pairs of a source and a target."""


def load(
    *,
    data: str | None = None,
    other: str | None = None,
    validation: str | None = None,
    test: str | None = None,
    source: str = LANGUAGES[0],
    target: str = LANGUAGES[1],
) -> tuple[Part, Part, Part]:
    """Return pairs in three parts: train, validation and test.

    The arguments are those of `train`.
    """
    from recipes import _datasets
    from recipes._generated import number_words

    files = {"validation": validation, "test": test}
    _datasets.check_paths("multi30k", data=data, other=other, **files)
    numbers = data is None and {source, target} == {*LANGUAGES}
    if data != "multi30k" and not numbers and (source, target) != LANGUAGES:
        raise ValueError(
            "`source` and `target` are languages of Multi30k, or de and en for number "
            f"words. Received {source} and {target} with `data={data}`. Give "
            "`data=multi30k`, or leave both out: in your own pairs the first text is "
            "translated to the second."
        )
    if other is not None and data in (None, "multi30k"):
        raise ValueError(
            "`other` is the file of targets for the sources in `data`. Received "
            f"`other={other}` with `data={data}`. Give both files, or neither."
        )
    given = [path and read(path) for path in files.values()]
    if data == "multi30k":
        parts = _datasets.multi30k(source, target)
    elif data is None:
        pairs = number_words.pairs(NUMBERS + 2 * UNSEEN)  # English, German
        if source == "de":
            pairs = [(german, english) for english, german in pairs]
        parts = pairs[2 * UNSEEN :], pairs[UNSEEN : 2 * UNSEEN], pairs[:UNSEEN]
    else:
        return split(read(data, other), *given)
    return parts[0], given[0] or parts[1], given[1] or parts[2]


def read(path: str, other: str | None = None) -> Part:
    """Return the pairs of a table, or of two files with the same number of lines.

    Raises:
        ValueError: the file has no pair.
    """
    try:
        pairs = list(zip(*seqkit.data.read_pairs(path, other), strict=True))
    except ValueError as error:
        # In its message `source` and `target` are columns, but here they are languages.
        said = str(error).partition(" Give `source` and `target`")
        advice = " Give a table of two columns, or the file of targets as `other`."
        raise ValueError(said[0] + advice if said[1] else said[0]) from error
    if not pairs:
        raise ValueError(
            f"Expected a source and its target a line. Received no pair in {path}. "
            "Check the file."
        )
    return pairs


def split(
    pairs: Part, validation_part: Part | None, test_part: Part | None
) -> tuple[Part, Part, Part]:
    """Hold out every twentieth pair for the test, and as many for validation.

    Given parts are returned unchanged. If only a validation part is given, it is the
    test part too. Pairs with a held-out source are removed from the train part.

    Raises:
        ValueError: the pairs are too few.
    """
    held_out = []
    if validation_part is None:
        held_out = validation_part = pairs[10::20] or pairs[1:2]
        if test_part is None:
            test_part = pairs[::20]
            held_out = test_part + validation_part
    known = {source for source, _ in held_out}
    rest = [pair for pair in pairs if pair[0] not in known]
    if not rest or not validation_part:
        raise ValueError(
            "Expected pairs for training, validation and test: at least three "
            f"different ones. Received {len(pairs)}. Give more, or files of other "
            "pairs as `validation` and `test`."
        )
    return rest, validation_part, validation_part if test_part is None else test_part


def build(
    pairs: Part,
    *,
    pieces: int = PIECES,
    attention: str | None = "bahdanau",
    units: int = 256,
    depth: int = 1,
    cell: str = "gru",
) -> "seqkit.Seq2Seq":
    """Build a model of `pieces` pieces of words, one vocabulary for both languages."""
    texts = [text for pair in pairs for text in pair]
    try:
        vocabulary = seqkit.SubwordVocabulary.from_texts(texts, pieces)
    except ValueError as error:
        raise ValueError(str(error).replace("size", "pieces")) from error
    return seqkit.Seq2Seq(
        vocabulary, vocabulary, units, depth, cell, attention, embedding=units
    )


def batches(
    model: "seqkit.Seq2Seq", pairs: Part, batch_size: int = 64, seed: int | None = None
):
    """Return the batches of pairs that `fit` takes."""
    sides = zip(*pairs, strict=True)
    read_by = model.source, model.target, batch_size
    return seqkit.data.pairs(*sides, *read_by, seed=seed)


def exact(texts: list[str], references: list[list[str]]) -> float:
    """Return the share of texts that equal a reference."""
    right = [text in good for text, good in zip(texts, references, strict=True)]
    return sum(right) / len(right)


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
    batch_size: int = 64,
    learning_rate: float = 2e-3,
    units: int = 256,
    depth: int = 1,
    cell: str = "gru",
    save_to: str | None = "saved_models/translation",
    seed: int = 0,
    resume: bool = False,
    overwrite: bool = False,
) -> "seqkit.Seq2Seq":
    """Train a translator, and return it with the weights of its best epoch.

    Args:
        data: None for number words, "multi30k", or the path of a .tsv of two columns,
            or of a file with a source on each line; plain or .gz.
        other: path of the file with the target of each line of `data`.
        validation: path of a .tsv of other pairs, by which the best epoch is chosen.
            None: a twentieth of `data`.
        test: path of a third .tsv, which is scored at the end. None: that of
            `validation`, or if that is None too, another twentieth.
        source: language to read: de, en, fr or cs of Multi30k, de or en of number
            words.
        target: language to write.
        pieces: the largest size of the vocabulary. None: 6,000, or 400 for number
            words.
        attention: "bahdanau", "luong" or None.
        epochs: int, passes over the pairs. None: 14, or 6 on number words. On your own
            data at least 3,000 updates; training ends after 10 epochs without
            improvement.
        batch_size: int, pairs in a batch.
        learning_rate: float, the initial rate of Adam; it falls to 0 by a cosine.
        units: int, width of the recurrent layers and of the embedding.
        depth: int, number of recurrent layers on each side.
        cell: "gru", "lstm" or "rnn".
        save_to: folder for `model.keras` and the exported versions. None: nothing is
            written.
        seed: int, for the initial weights and the order of the pairs.
        resume: bool, continue a run with the same `save_to` that was interrupted.
        overwrite: bool, start a new run even if `save_to` has a model of another run.
    """
    import keras

    from recipes import _next_steps

    epochs = None if epochs is None else whole_number("epochs", epochs)
    pieces = None if pieces is None else whole_number("pieces", pieces)
    own = data not in (None, "multi30k")
    checkpoints = seqkit.callbacks.Checkpoints(
        save_to,
        patience=PATIENCE if own and epochs is None else None,
        resume=resume,
        overwrite=overwrite,
    )
    if checkpoints.finished:
        return checkpoints.load()
    keras.utils.set_random_seed(whole_number("seed", seed, 0))
    files = {"data": data, "other": other, "validation": validation, "test": test}
    files |= {"source": source, "target": target}
    train_part, validation_part, test_part = load(**files)
    pieces = pieces or (PIECES if data else NUMBER_PIECES)
    sizes = {"units": units, "depth": depth, "cell": cell}
    model = build(train_part, pieces=pieces, attention=attention, **sizes)
    training = batches(model, train_part, batch_size, seed)
    least = EPOCHS if data else NUMBER_EPOCHS
    epochs = epochs or max(least, math.ceil(UPDATES / len(training)) if own else 0)
    rate = keras.optimizers.schedules.CosineDecay(learning_rate, epochs * len(training))
    model.compile(keras.optimizers.Adam(rate, global_clipnorm=1.0))
    shown = list(zip(*validation_part[:SHOWN], strict=True))
    if data:
        score = seqkit.callbacks.Bleu(*shown)
    else:  # BLEU counts groups of four words, and many numbers have fewer words
        score = seqkit.callbacks.DecodedMetrics(*shown, {"exact": exact})
    checkpoints.fit(
        model,
        training,
        validation_data=batches(model, validation_part, batch_size),
        epochs=epochs,
        callbacks=[score],
    )
    try:
        judge(model, train_part, test_part)
    except ImportError as error:  # the trained model is kept without sacreBLEU too
        print(f"Not tested. {error}")
    _next_steps.tell(save_to, "translation", test_part[0][0], **files)
    return model


def judge(
    model: "seqkit.Seq2Seq", train_part: Part, test_part: Part, beams: int = 5
) -> dict[str, float]:
    """Print and return a model's scores on the test part, and print baselines'."""
    from recipes import _baselines

    sources, targets = zip(*test_part, strict=True)
    texts = model.generate(sources, beams=beams)
    print(report := seqkit.reports.translation_report(sources, targets, texts))
    _baselines.translations(train_part, test_part)
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
    """Evaluate a model on the test part that `train` uses with the same arguments.

    Returns:
        dict with `bleu`, `bleu_lowercase`, and `exact`, the share of right texts.
    """
    files = {"data": data, "other": other, "validation": validation, "test": test}
    train_part, _, test_part = load(**files, source=source, target=target)
    return judge(model, train_part, test_part, beams)


def demo(*, save_to: str = "saved_models/translation") -> None:
    """Train on number words, show an alignment, and ask the exported model."""
    model = train(save_to=save_to)
    number = "dreihundertzweiundvierzig"
    print(f"\n{seqkit.explain.attention(model, number)}")
    print("\nThe export says:", seqkit.serving.Served(save_to)(number))
