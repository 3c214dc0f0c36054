"""Translation: a sentence of one language to one of another, with attention.

Data: English number words to German ones, made by rule; or `data="multi30k"`: 29,000
captions in four languages (research use); or your own pairs, in one file or in two.
"""

import seqkit

NUMBERS, UNSEEN = 20_000, 1_000  # that are made by rule
NUMBER_PIECES, PIECES = 400, 6_000
ROWS = 64  # of a batch
UNITS = 256
RATE = 2e-3
SHOWN = 64  # pairs whose BLEU each epoch tells
Pairs = list[tuple[str, str]]


def load(
    *,
    data: str | None = None,
    other: str | None = None,
    source: str = "de",
    target: str = "en",
) -> tuple[Pairs, Pairs, Pairs]:
    """Reads pairs to train on, to choose the epoch by, and to judge by; see `train`."""
    from recipes import _datasets
    from recipes import _number_words
    from recipes import _pairs

    if data == "multi30k":
        return _datasets.multi30k(source, target)
    if data is None:
        pairs = _number_words.pairs(NUMBERS + 2 * UNSEEN)
        return pairs[2 * UNSEEN :], pairs[UNSEEN : 2 * UNSEEN], pairs[:UNSEEN]
    pairs = list(zip(*seqkit.data.read_pairs(data, other), strict=True))
    return _pairs.parted(pairs)


def build(
    pairs: Pairs, *, pieces: int = PIECES, attention: str | None = "bahdanau"
) -> "seqkit.Seq2Seq":
    """Builds a model of the pieces of words that both languages share."""
    texts = [text for pair in pairs for text in pair]
    vocabulary = seqkit.SubwordVocabulary.from_texts(texts, pieces)
    return seqkit.Seq2Seq(
        vocabulary, vocabulary, UNITS, attention=attention, embedding=UNITS
    )


def batches(model: "seqkit.Seq2Seq", pairs: Pairs, seed: int | None = None):
    """Makes what `fit` takes of pairs."""
    sides = zip(*pairs, strict=True)
    return seqkit.data.pairs(*sides, model.source, model.target, ROWS, seed=seed)


def train(
    *,
    data: str | None = None,
    other: str | None = None,
    source: str = "de",
    target: str = "en",
    pieces: int | None = None,
    attention: str | None = "bahdanau",
    epochs: int | None = None,
    save_to: str | None = "saved_models/translation",
    seed: int = 0,
    resume: bool = False,
) -> "seqkit.Seq2Seq":
    """Trains a translator, and returns it with the weights of its best epoch.

    Args:
        data: None for number words, "multi30k", or the path of a .tsv of two columns,
            or of a file of sources, a line each; plain or .gz.
        other: path of the file of targets, line by line those of `data`.
        source: language of Multi30k to read: de, en, fr or cs.
        target: language of Multi30k to write.
        pieces: size of the vocabulary. None: 6,000, of number words 400.
        attention: "bahdanau", "luong" or None.
        epochs: int, times through the pairs. None: 14, of number words 6.
        save_to: folder for `model.keras` and the exported versions. None: nothing is
            written.
        seed: int, for the weights and the order of the pairs.
        resume: bool, go on where a killed run of the same `save_to` was.
    """
    import keras

    from recipes import _pairs

    keras.utils.set_random_seed(seed)
    pairs, choosing, _ = load(data=data, other=other, source=source, target=target)
    pieces = pieces or (PIECES if data else NUMBER_PIECES)
    epochs = epochs or (14 if data else 6)
    model = build(pairs, pieces=pieces, attention=attention)
    training = batches(model, pairs, seed)
    rate = keras.optimizers.schedules.CosineDecay(RATE, epochs * len(training))
    model.compile(keras.optimizers.Adam(rate, global_clipnorm=1.0))
    judge = _pairs.judge(choosing[:SHOWN], exact=data is None)
    checkpoints = seqkit.callbacks.Checkpoints(save_to, resume=resume)
    model.fit(
        training,
        validation_data=batches(model, choosing),
        epochs=epochs,
        initial_epoch=checkpoints.epoch,
        shuffle=False,
        callbacks=[judge, seqkit.callbacks.StopOnNaN(), checkpoints],
    )
    if save_to is not None:
        seqkit.export(model, save_to)
    checkpoints.finish()
    return model


def evaluate(
    model: "seqkit.Seq2Seq",
    *,
    data: str | None = None,
    other: str | None = None,
    source: str = "de",
    target: str = "en",
    beams: int = 5,
) -> dict[str, float]:
    """Judges a model by the pairs that `train` held out, and prints how it did.

    Returns: dict of `bleu`, `bleu_lowercase`, and `exact`, the share of right texts.
    """
    _, _, judges = load(data=data, other=other, source=source, target=target)
    sources, targets = zip(*judges, strict=True)
    texts = model.generate(sources, beams=beams)
    print(report := seqkit.explain.translation_report(sources, targets, texts))
    scores = ("bleu", "bleu_lowercase", "exact")
    return {score: getattr(report, score) for score in scores}


def demo(*, save_to: str = "saved_models/translation") -> None:
    """Trains on number words, shows an alignment, and asks the exported model."""
    evaluate(model := train(save_to=save_to))
    number = "three hundred forty-two"
    print(f"\n{seqkit.explain.attention(model, number, merge=False)}")
    print("\nThe export says:", seqkit.serving.Served(save_to)(number))
