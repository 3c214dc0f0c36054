"""Language: a word model of running text, whose encoder the recipe `sentiment` can use.

Data: generated reviews; or `data="imdb"`, the texts of 25,000 film reviews (Maas et al.
2011, research use); or a text file of your own, plain or .gz, one text a line. On IMDB:
35 minutes on one core, 4.55 nats per word.
"""

import math
import random
from collections.abc import Iterable
from collections.abc import Iterator

import seqkit
from seqkit.arguments import whole_number

VOCABULARY = 8_000  # the most words of the vocabulary
EPOCHS = 2  # on the generated reviews and on IMDB
# On your own data, which may be a few pages: the least number of updates, and the
# number of epochs without improvement after which training ends.
UPDATES, PATIENCE = 600, 5
WINDOW = 70  # words in a row of a batch
SETS = None, "imdb"  # values of `data` that are not your own data
BEGINNING = "the"  # of the texts that are printed while training


def load(
    *,
    data: str | None = None,
    validation: str | None = None,
    test: str | None = None,
    seed: int = 0,
) -> tuple[list[str], list[str] | None, list[str] | None]:
    """Return texts in three parts: train, validation and test.

    The arguments are those of `train`. The validation part is None without a file;
    `batches` then takes it from the train part. The test part is the validation part,
    or None, if `test` is None.
    """
    from recipes import _datasets

    _datasets.check_paths("imdb", data=data, validation=validation, test=test)
    texts = read(data)
    random.Random(seed).shuffle(texts)
    validation_part, test_part = (path and read(path) for path in (validation, test))
    return texts, validation_part, validation_part if test is None else test_part


def read(data: str | None) -> list[str]:
    """Return the generated texts, those of IMDB, or those of a file."""
    from recipes import _datasets
    from recipes._generated import reviews

    if data is None:
        texts, _ = reviews.reviews()
    elif data == "imdb":
        path, _ = _datasets.imdb()
        texts = list(*seqkit.data.read_table(path, "text"))
    else:
        texts = [text for text in seqkit.data.read_texts(data) if text.strip()]
    if not texts:
        raise ValueError(f"A file has one text a line. Received no text in {data}.")
    return texts


def build(
    texts: list[str],
    *,
    batch_size: int = 16,
    units: int = 160,
    depth: int = 1,
    cell: str = "lstm",
) -> "seqkit.LanguageModel":
    """Build a model of the most frequent words of `texts`."""
    vocabulary = seqkit.Vocabulary.from_texts(
        texts, split="words", max_size=VOCABULARY, lowercase=True, html_breaks=True
    )
    return seqkit.LanguageModel(
        vocabulary,
        units,
        depth,
        cell,
        embedding=units,
        tied=True,
        dropout=0.15,
        stateful=True,
        batch_size=batch_size,
    )


def batches(
    model: "seqkit.LanguageModel",
    train_part: list[str],
    validation_part: list[str] | None,
    test_part: list[str] | None,
    share: float = 0.01,
) -> tuple:
    """Return the batches of the three parts.

    Without a validation part the last `share` of the train part is used. If the test
    part is the validation part, its batches are those of the validation part.
    """
    if validation_part is None:
        training, validating = running_text(model, train_part, validation=share)
    else:
        training = running_text(model, train_part)
        validating = running_text(model, validation_part)
    if test_part is validation_part:
        return training, validating, validating
    return training, validating, running_text(model, test_part)


def running_text(model: "seqkit.LanguageModel", texts: list[str], **options):
    """Return batches of running text, with as many rows as the model's batches have."""
    rows = model.batch_size
    try:
        return seqkit.data.running_text(
            texts, model.vocabulary, rows, WINDOW, **options
        )
    except ValueError as error:
        said = str(error).partition(" Give ")[0]  # the rest names other arguments
        raise ValueError(
            f"{said} Give more text, or a smaller `batch_size` than {rows}."
        ) from error


def share_of(data: str | None) -> float:
    """Return the share of the texts for validation; your own data may be small."""
    return 0.01 if data in SETS else 0.05


def train(
    *,
    data: str | None = None,
    validation: str | None = None,
    test: str | None = None,
    epochs: int | None = None,
    batch_size: int = 16,
    learning_rate: float = 3e-3,
    units: int = 160,
    depth: int = 1,
    cell: str = "lstm",
    save_to: str | None = "saved_models/language",
    seed: int = 0,
    resume: bool = False,
    overwrite: bool = False,
) -> "seqkit.LanguageModel":
    """Train a language model, and return it with the weights of its best epoch.

    Args:
        data: None for generated reviews, "imdb", or the path of a text file, plain or
            .gz, one text a line.
        validation: path of a second text file, by which the best epoch is chosen. None:
            the last hundredth of the texts, or of your own texts the last twentieth.
        test: path of a third text file, which is scored at the end. None: the
            validation part.
        epochs: int, passes over the texts. None: 2. On your own data at least 600
            updates; training ends after 5 epochs without improvement.
        batch_size: int, rows of a batch. Each row continues a different part of the
            text. A small number gives more updates in an epoch.
        learning_rate: float, the initial learning rate of Adam; it falls to 0 by a
            cosine.
        units: int, width of the recurrent layers and of the embedding.
        depth: int, number of recurrent layers.
        cell: "lstm", "gru" or "rnn".
        save_to: folder for `model.keras` and the exported versions. None: nothing is
            written.
        seed: int, for the initial weights and the order of the texts.
        resume: bool, continue a run with the same `save_to` that was interrupted.
        overwrite: bool, start a new run even if `save_to` has a model of another run.
    """
    import keras

    from recipes import _next_steps

    epochs = None if epochs is None else whole_number("epochs", epochs)
    own = data not in SETS and epochs is None
    checkpoints = seqkit.callbacks.Checkpoints(
        save_to, patience=PATIENCE if own else None, resume=resume, overwrite=overwrite
    )
    if checkpoints.finished:
        return checkpoints.load()
    keras.utils.set_random_seed(whole_number("seed", seed, 0))
    files = {"data": data, "validation": validation, "test": test, "seed": seed}
    parts = load(**files)
    model = build(parts[0], batch_size=batch_size, units=units, depth=depth, cell=cell)
    training, validating, testing = batches(model, *parts, share_of(data))
    epochs = epochs or max(EPOCHS, math.ceil(UPDATES / len(training)) if own else 0)
    rate = keras.optimizers.schedules.CosineDecay(learning_rate, epochs * len(training))
    model.compile(keras.optimizers.Adam(rate, global_clipnorm=1.0))
    samples = seqkit.callbacks.SampleOutputs(
        BEGINNING, count=2, length=30, every=1 + epochs // 40
    )
    checkpoints.fit(
        model, training, validation_data=validating, epochs=epochs, callbacks=[samples]
    )
    judge(model, training, testing)
    _next_steps.tell(save_to, "language", BEGINNING, **files)
    return model


def judge(
    model: "seqkit.LanguageModel", training: Iterable, testing: Iterable
) -> dict[str, float]:
    """Print and return a model's scores on the test part, and print baselines'."""
    from recipes import _baselines

    nats = model.evaluate(testing, verbose=0, return_dict=True)["nats_per_token"]
    print(f"Test: {nats:.4f} nats a word, perplexity {math.exp(nats):.2f}")
    _baselines.tokens(words(training), words(testing), len(model.vocabulary))
    return {"nats": nats, "perplexity": math.exp(nats)}


def words(batches: Iterable) -> Iterator[tuple[int, int]]:
    """Yield pairs of ids: a word and the next word of the text."""
    for before, after in batches.as_numpy_iterator():
        pairs = zip(before.ravel().tolist(), after.ravel().tolist(), strict=True)
        yield from (pair for pair in pairs if pair[1])  # 0 is padding


def evaluate(
    model: "seqkit.LanguageModel",
    *,
    data: str | None = None,
    validation: str | None = None,
    test: str | None = None,
    seed: int = 0,
) -> dict[str, float]:
    """Evaluate a model on the test part that `train` uses with the same arguments.

    Returns:
        dict with `nats` per word, and `perplexity`.
    """
    parts = load(data=data, validation=validation, test=test, seed=seed)
    training, _, testing = batches(model, *parts, share_of(data))
    return judge(model, training, testing)


def demo(*, save_to: str = "saved_models/language") -> None:
    """Train on generated reviews, and let the exported model continue a text."""
    train(save_to=save_to)
    served = seqkit.serving.Served(save_to)
    answers = served([BEGINNING] * 5, signature="sample", temperature=0.7)
    print(f"\n{served.path}:", *(each["text"] for each in answers), sep="\n")
