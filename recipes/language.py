"""Language: a model of running text, word by word, that lends others its encoder.

Data: reviews made by a grammar; or `data="imdb"`, the texts of 25,000 film reviews
(Maas et al. 2011, research use); or a text file of your own, plain or .gz, one text a
line. On IMDB: 35 minutes on one core, 4.55 nats a word.
"""

import math
import random
from collections.abc import Iterable
from collections.abc import Iterator

import seqkit
from seqkit.arguments import whole_number

VOCABULARY = 8_000
EPOCHS = 2  # of the grammar and of IMDB
UPDATES, PATIENCE = 600, 5  # of your own data, which may be a few pages
WINDOW = 70  # words of a batch's row
SETS = None, "imdb"
BEGINNING = "the"


def load(
    *,
    data: str | None = None,
    validation: str | None = None,
    test: str | None = None,
    seed: int = 0,
) -> tuple[list[str], list[str] | None, list[str] | None]:
    """Return texts in three parts: train, validation and test; as of `train`.

    The validation part is None where no file has it; `batches` draws it then. The
    test part is None where it is the same.
    """
    from recipes import _datasets

    _datasets.check_paths("imdb", data=data, validation=validation, test=test)
    texts = read(data)
    random.Random(seed).shuffle(texts)
    validation_part, test_part = (path and read(path) for path in (validation, test))
    return texts, validation_part, validation_part if test is None else test_part


def read(data: str | None) -> list[str]:
    """Read the texts of the grammar, of IMDB or of a file."""
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
        raise ValueError(f"A file holds one text a line. Received none in {data}.")
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

    Where there is no validation part, it is the last `share` of the train part. Where
    there is no test part, it is the validation part.
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
    """Return the batches of texts, a row of a batch for each of the model's rows."""
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
    """Return the share of the texts that chooses the epoch: of few texts, more."""
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
        data: None for reviews made by a grammar, "imdb", or the path of a text file,
            plain or .gz, one text a line.
        validation: path of a second such file, which chooses the epoch. None: the last
            hundredth of the texts, of your own the last twentieth.
        test: path of a third, which is scored at the end. None: that of `validation`.
        epochs: int, times through the texts. None: 2; of your own data as many more as
            make 600 updates, ended early after 5 without a better one.
        batch_size: int, rows of a batch, each of which reads on in a part of the text;
            few, since few epochs have few updates.
        learning_rate: float, the first one of Adam; it falls to 0 by a cosine.
        units: int, width of the recurrent layers and of the embedding.
        depth: int, number of recurrent layers.
        cell: "lstm", "gru" or "rnn".
        save_to: folder for `model.keras` and the exported versions. None: nothing is
            written.
        seed: int, for the weights and the order of the texts.
        resume: bool, go on where a killed run of the same `save_to` was.
        overwrite: bool, begin anew where `save_to` has a model of another run.
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
    """Print how well a model expects the test part, and how well baselines do."""
    from recipes import _baselines

    nats = model.evaluate(testing, verbose=0, return_dict=True)["nats_per_token"]
    print(f"Test: {nats:.4f} nats a word, perplexity {math.exp(nats):.2f}")
    _baselines.tokens(words(training), words(testing), len(model.vocabulary))
    return {"nats": nats, "perplexity": math.exp(nats)}


def words(batches: Iterable) -> Iterator[tuple[int, int]]:
    """Yield the ids of each word and of the word after it."""
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
    """Judge a model by the test part that `train` has, given the same data and seed.

    Returns:
        dict: `nats` a word, and their `perplexity`.
    """
    parts = load(data=data, validation=validation, test=test, seed=seed)
    training, _, testing = batches(model, *parts, share_of(data))
    return judge(model, training, testing)


def demo(*, save_to: str = "saved_models/language") -> None:
    """Train on the grammar's reviews, and ask the exported model to go on."""
    train(save_to=save_to)
    served = seqkit.serving.Served(save_to)
    answers = served([BEGINNING] * 5, signature="sample", temperature=0.7)
    print(f"\n{served.path}:", *(each["text"] for each in answers), sep="\n")
