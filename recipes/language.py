"""Language: a model of running text, word by word, that lends others its encoder.

Data: reviews made by a grammar; or `data="imdb"`, the texts of 25,000 film reviews
(Maas et al. 2011, research use); or a text file of your own, plain or .gz, one text a
line.
"""

import math
import random
from collections.abc import Iterable

import seqkit
from seqkit.arguments import whole_number

VOCABULARY = 8_000
UNITS = 160
LANES, WINDOW = 16, 70  # of a batch: small ones, since few epochs have few steps
RATE = 3e-3
BEGINNING = "the"


def load(
    *,
    data: str | None = None,
    validation: str | None = None,
    test: str | None = None,
    seed: int = 0,
) -> tuple[list[str], list[str] | None, list[str] | None]:
    """Return texts to train on, to choose the epoch by, to test; as of `train`.

    Where a file for them is not given, they are None: the last hundredth of the first.
    """
    from recipes import _datasets

    _datasets.check_paths("imdb", data=data, validation=validation, test=test)
    texts = read(data)
    random.Random(seed).shuffle(texts)
    validation, test = (path and read(path) for path in (validation, test))
    return texts, validation, validation if test is None else test


def read(data: str | None) -> list[str]:
    """Return the texts of the grammar, of IMDB or of a file."""
    from recipes import _datasets
    from recipes import _reviews

    if data is None:
        texts, _ = _reviews.reviews()
    elif data == "imdb":
        path, _ = _datasets.imdb()
        texts = list(*seqkit.data.read_table(path, "text"))
    else:
        texts = [text for text in seqkit.data.read_texts(data) if text.strip()]
    if not texts:
        raise ValueError(f"A file holds one text a line. Received none in {data}.")
    return texts


def build(texts: list[str]) -> "seqkit.LanguageModel":
    """Build a model of the most frequent words of `texts`."""
    vocabulary = seqkit.Vocabulary.from_texts(
        texts, split="words", max_size=VOCABULARY, lowercase=True, html_breaks=True
    )
    return seqkit.LanguageModel(
        vocabulary,
        UNITS,
        embedding=UNITS,
        tied=True,
        dropout=0.15,
        stateful=True,
        batch_size=LANES,
    )


def batches(
    model: "seqkit.LanguageModel", texts: list[str], validation: list | None, test: list
) -> tuple:
    """Return what `fit` and `evaluate` take of the three parts."""
    if validation is None:
        training, choosing = running_text(model, texts, validation=0.01)
    else:
        training, choosing = (running_text(model, part) for part in (texts, validation))
    if test is validation:
        return training, choosing, choosing
    return training, choosing, running_text(model, test)


def running_text(model: "seqkit.LanguageModel", texts: list[str], **options):
    """Return `seqkit.data.running_text` of this recipe's lanes and window."""
    size = LANES, WINDOW
    try:
        return seqkit.data.running_text(texts, model.vocabulary, *size, **options)
    except ValueError as error:
        said = str(error).partition(" Give ")[0]  # which names what stands in here
        raise ValueError(
            f"{said} Give more text, or lower LANES, {LANES}, and WINDOW, {WINDOW}, in "
            "a copy of the recipe: `seqkit copy language mine.py`."
        ) from error


def train(
    *,
    data: str | None = None,
    validation: str | None = None,
    test: str | None = None,
    epochs: int = 2,
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
            hundredth of the texts.
        test: path of a third, which is scored at the end. None: that of `validation`.
        epochs: int, times through the texts.
        save_to: folder for `model.keras` and the exported versions. None: nothing is
            written.
        seed: int, for the weights and the order of the texts.
        resume: bool, go on where a killed run of the same `save_to` was.
        overwrite: bool, begin anew where `save_to` has a model of another run.
    """
    import keras

    epochs = whole_number("epochs", epochs)
    saving = {"resume": resume, "overwrite": overwrite}
    checkpoints = seqkit.callbacks.Checkpoints(save_to, **saving)
    if checkpoints.finished:
        return checkpoints.load()
    keras.utils.set_random_seed(whole_number("seed", seed, 0))
    parts = load(data=data, validation=validation, test=test, seed=seed)
    model = build(parts[0])
    training, choosing, testing = batches(model, *parts)
    rate = keras.optimizers.schedules.CosineDecay(RATE, epochs * len(training))
    model.compile(keras.optimizers.Adam(rate, global_clipnorm=1.0))
    samples = seqkit.callbacks.SampleOutputs(BEGINNING, count=2, length=30)
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
    judge(model, testing)
    return model


def judge(model: "seqkit.LanguageModel", testing: Iterable) -> dict[str, float]:
    """Print and return how well a model expects what it is tested by."""
    nats = model.evaluate(testing, verbose=0, return_dict=True)["nats_per_token"]
    print(f"Test: {nats:.4f} nats a word, perplexity {math.exp(nats):.2f}")
    return {"nats": nats, "perplexity": math.exp(nats)}


def evaluate(
    model: "seqkit.LanguageModel",
    *,
    data: str | None = None,
    validation: str | None = None,
    test: str | None = None,
    seed: int = 0,
) -> dict[str, float]:
    """Judge a model by the texts that `train` tests it by, given the same data.

    Returns:
        dict: `nats` a word, and their `perplexity`.
    """
    parts = load(data=data, validation=validation, test=test, seed=seed)
    return judge(model, batches(model, *parts)[-1])


def demo(*, save_to: str = "saved_models/language") -> None:
    """Train on the grammar's reviews, and ask the exported model to go on."""
    train(save_to=save_to)
    served = seqkit.serving.Served(save_to)
    answers = served([BEGINNING] * 5, signature="sample", temperature=0.7)
    print(f"\n{served.path}:", *(each["text"] for each in answers), sep="\n")
