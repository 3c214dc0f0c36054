"""Vectors: a vector of each word, near those of words in like places (word2vec).

Data: generated reviews; or `data="imdb"`, the texts of 25,000 film reviews (Maas et al.
2011, research use); or a text file of your own, plain or .gz, one text a line. On IMDB:
5,832,600 parameters, 4 minutes of one core, ρ 0.464 on WordSim-353 (gensim: 0.351) and
15.5 % of Google's analogies (14.6 %).
"""

import math
from pathlib import Path

import seqkit
from seqkit.arguments import whole_number

EPOCHS = 5
# On your own data, which may be a few pages: the least number of updates.
UPDATES = 600
BATCH_SIZE = 4096
WINDOW = 5  # neighbours on each side, of words and of characters
RARE, LONG = 5, 500_000  # the least count of a word in texts of so many characters
SETS = None, "imdb"  # values of `data` that are not your own data
WATCHED = ["good", "film", "woman", "two"]  # whose neighbours are printed
ARROWS = [("man", "king"), ("woman", "queen"), ("he", "actor"), ("she", "actress")]


def load(
    *,
    data: str | None = None,
    validation: str | None = None,
    test: str | None = None,
) -> tuple[list[str], list[str] | None, list[str] | None]:
    """Return texts in three parts: train, validation and test.

    The arguments are those of `train`. A part without a file is None.
    """
    from recipes import _datasets

    _datasets.check_paths("imdb", data=data, validation=validation, test=test)
    parts = (path and read(path) for path in (validation, test))
    return read(data), *parts


def read(data: str | None) -> list[str]:
    """Return the generated texts, those of IMDB, or those of a file."""
    from recipes import _datasets
    from recipes._generated import reviews

    if data is None:
        return reviews.reviews()[0]
    if data == "imdb":
        path, _ = _datasets.imdb()
        return list(*seqkit.data.read_table(path, "text"))
    texts = list(seqkit.data.read_texts(data))
    if not texts:
        raise ValueError(f"A file has one text a line. Received no text in {data}.")
    return texts


def build(
    texts: list[str],
    *,
    units: int = 100,
    characters: bool = False,
    ngrams: bool = False,
) -> "seqkit.WordVectors":
    """Build a model of the words or characters of `texts`; rare words are left out."""
    if characters and ngrams:
        raise ValueError(
            "N-grams are those of words. Received `characters` and `ngrams`. "
            "Leave one of them out."
        )
    long = sum(map(len, texts)) >= LONG
    vocabulary = seqkit.Vocabulary.from_texts(
        texts,
        split="characters" if characters else "words",
        min_count=RARE if long else 1,
        lowercase=not characters,
        html_breaks=True,
    )
    return seqkit.WordVectors(vocabulary, units, ngrams=(3, 6) if ngrams else None)


def optimizer(updates: int, learning_rate: float = 0.5):
    """Return Adagrad with a learning rate that falls linearly to 0."""
    import keras

    rate = keras.optimizers.schedules.PolynomialDecay(learning_rate, updates, 0.0)
    return keras.optimizers.Adagrad(rate, initial_accumulator_value=4.0)


def train(
    *,
    data: str | None = None,
    validation: str | None = None,
    test: str | None = None,
    characters: bool = False,
    ngrams: bool = False,
    epochs: int | None = None,
    batch_size: int = BATCH_SIZE,
    learning_rate: float = 0.5,
    units: int = 100,
    save_to: str | None = "saved_models/vectors",
    seed: int = 0,
    resume: bool = False,
    overwrite: bool = False,
) -> "seqkit.WordVectors":
    """Train word vectors, and return the model.

    Args:
        data: None for generated reviews, "imdb", or the path of a text file, plain or
            .gz, one text a line.
        validation: path of a second text file, by whose loss the best epoch is chosen.
            None: the loss on `data` is used.
        test: path of a third text file, whose loss is printed at the end. None: no
            loss.
        characters: bool, learn vectors of characters, not of words.
        ngrams: bool, learn vectors of n-grams of 3 to 6 characters too, so that unknown
            words have vectors. Training takes several times as long.
        epochs: int, passes over the texts. None: 5, and at least 600 updates.
        batch_size: int, words of a batch, each with its neighbours.
        learning_rate: float, the initial rate of Adagrad; it falls linearly to 0.
        units: int, width of the vectors.
        save_to: folder for `model.keras`, the exported versions, `vectors.txt` in
            word2vec's format, and `projector/` for TensorBoard. None: nothing is
            written.
        seed: int, for the initial vectors, the order of the texts and the noise.
        resume: bool, continue a run with the same `save_to` that was interrupted.
        overwrite: bool, start a new run even if `save_to` has a model of another run.
    """
    import keras

    from recipes import _next_steps

    epochs = None if epochs is None else whole_number("epochs", epochs)
    checkpoints = seqkit.callbacks.Checkpoints(
        save_to,
        "loss" if validation is None else "val_loss",
        resume=resume,
        overwrite=overwrite,
    )
    if checkpoints.finished:
        return checkpoints.load()
    keras.utils.set_random_seed(whole_number("seed", seed, 0))
    files = {"data": data, "validation": validation, "test": test}
    train_part, validation_part, test_part = load(**files)
    model = build(train_part, units=units, characters=characters, ngrams=ngrams)
    training = batches(model, train_part, batch_size, seed)
    validating = validation_part and batches(model, validation_part, batch_size, seed)
    epochs = epochs or max(EPOCHS, math.ceil(UPDATES / len(training)))
    model.compile(optimizer(epochs * len(training), learning_rate))
    neighbours = seqkit.callbacks.SampleNeighbours(
        watched(model), every=1 + epochs // 10
    )
    checkpoints.fit(
        model,
        training,
        validation_data=validating,
        epochs=epochs,
        callbacks=[neighbours],
    )
    if save_to is not None:
        model.save_text(Path(save_to) / "vectors.txt")
        model.export_projector(Path(save_to) / "projector")
    score(model, test_part)
    _next_steps.tell(save_to, "vectors", watched(model)[0], **files)
    return model


def batches(
    model: "seqkit.WordVectors", texts: list[str], batch_size: int, seed: int | None
):
    """Return the batches of words and their windows."""
    return seqkit.data.skip_grams(
        texts, model.vocabulary, batch_size, WINDOW, seed=seed
    )


def watched(model: "seqkit.WordVectors") -> list[str]:
    """Return words whose neighbours are printed: known ones of `WATCHED`, or others."""
    words = model.vocabulary.tokens[4:]  # without the special ones
    known = [word for word in WATCHED if word in words]
    return known or [word for word in words if word.strip()][:4] or words[:1]


def score(model: "seqkit.WordVectors", test_part: list[str] | None) -> dict[str, float]:
    """Print and return a model's scores: of a test part, and of public questions."""
    scores = {}
    if test_part is not None:
        testing = batches(model, test_part, BATCH_SIZE, 0)
        scores["nats_per_pair"] = model.evaluate(testing, verbose=0)
        print(f"Test: {scores['nats_per_pair']:.4f} nats a pair of neighbours")
    pairs, analogies = judge(model)
    if pairs and pairs.covered > 1:
        print(f"WordSim-353: {pairs}")
        scores["rho"] = pairs.rho
    if analogies and analogies.covered:
        print(f"Analogies, of those with known words:\n{analogies}")
        scores["analogies"] = analogies.accuracy
    return scores


def judge(model: "seqkit.WordVectors") -> tuple:
    """Return the scores of WordSim-353's pairs and of Google's analogies, or two None.

    They are read from the folder `word2vec_eval` of the data sets, if it is there.
    """
    from recipes import _datasets

    files = _datasets.word2vec_eval()
    if files is None:
        return None, None
    lines = (line for line in seqkit.data.read_texts(files[0]) if line[0] != "#")
    pairs = [line.split("\t") for line in lines]
    return model.compare_pairs(pairs), model.analogies(files[1])


def evaluate(
    model: "seqkit.WordVectors",
    *,
    data: str | None = None,
    validation: str | None = None,
    test: str | None = None,
) -> dict[str, float]:
    """Evaluate a model on the test part that `train` uses with the same arguments.

    Returns:
        dict with `nats_per_pair` of the test part, if there is one; and if the data set
        `word2vec_eval` is there, `rho` and `analogies`, a share of right answers.
    """
    from recipes import _datasets

    _datasets.check_paths("imdb", data=data, validation=validation, test=test)
    return score(model, test and read(test))


def demo(*, save_to: str = "saved_models/vectors") -> None:
    """Train on generated reviews, and ask the exported model for similar words."""
    model = train(save_to=save_to)
    known = {*model.vocabulary.tokens}
    arrows = [pair for pair in ARROWS if known >= {*pair}]
    try:
        model.plot(arrows=arrows).savefig(Path(save_to) / "words.png")
    except ImportError as error:  # the model is kept without Matplotlib too
        print(f"Not drawn. {error}")
    served = seqkit.serving.Served(save_to)
    for word in watched(model):
        answer = served(word)
        print(f"{served.path} on {word!r}:", ", ".join(answer["words"][:5]))
