"""Language: a model of running text, word by word, that lends others its encoder.

Data: reviews made by a grammar; or `data="imdb"`, the texts of 25,000 film reviews
(Maas et al. 2011, research use); or a text file of your own, plain or .gz, one text a
line.
"""

import math
import random

import seqkit

VOCABULARY = 8_000
UNITS = 160
LANES, WINDOW = 16, 70  # of a batch: small ones, since few epochs have few steps
RATE = 3e-3
BEGINNING = "the"


def load(*, data: str | None = None, seed: int = 0) -> list[str]:
    """Reads the texts, in an order drawn by chance. Args: as of `train`."""
    from recipes import _datasets
    from recipes import _reviews

    if data is None:
        texts, _ = _reviews.reviews()
    elif data == "imdb":
        path, _ = _datasets.imdb()
        texts = list(*seqkit.data.read_table(path, "text"))
    else:
        texts = list(seqkit.data.read_texts(data))
    random.Random(seed).shuffle(texts)
    return texts


def build(texts: list[str]) -> "seqkit.LanguageModel":
    """Builds a model of the most frequent words of `texts`."""
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


def train(
    *,
    data: str | None = None,
    epochs: int = 2,
    save_to: str | None = "saved_models/language",
    seed: int = 0,
    resume: bool = False,
) -> "seqkit.LanguageModel":
    """Trains a language model, and returns it with the weights of its best epoch.

    Args:
        data: None for reviews made by a grammar, "imdb", or the path of a text file,
            plain or .gz, one text a line.
        epochs: int, times through the texts.
        save_to: folder for `model.keras` and the exported versions. None: nothing is
            written.
        seed: int, for the weights and the order of the texts.
        resume: bool, go on where a killed run of the same `save_to` was.
    """
    import keras

    keras.utils.set_random_seed(seed)
    texts = load(data=data, seed=seed)
    model = build(texts)
    training, validation = seqkit.data.running_text(
        texts, model.vocabulary, LANES, WINDOW, validation=0.01
    )
    rate = keras.optimizers.schedules.CosineDecay(RATE, epochs * len(training))
    model.compile(keras.optimizers.Adam(rate, global_clipnorm=1.0))
    samples = seqkit.callbacks.SampleOutputs(BEGINNING, count=2, length=30)
    checkpoints = seqkit.callbacks.Checkpoints(save_to, resume=resume)
    model.fit(
        training,
        validation_data=validation,
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
    model: "seqkit.LanguageModel", *, data: str | None = None, seed: int = 0
) -> dict[str, float]:
    """Judges a model by the last hundredth of the texts, which `train` held out.

    Returns:
        dict: `nats` a word, and their `perplexity`.
    """
    _, validation = seqkit.data.running_text(
        load(data=data, seed=seed), model.vocabulary, LANES, WINDOW, validation=0.01
    )
    said = model.evaluate(validation, verbose=0, return_dict=True)
    nats = said["nats_per_token"]
    return {"nats": nats, "perplexity": math.exp(nats)}


def demo(*, save_to: str = "saved_models/language") -> None:
    """Trains on the grammar's reviews, and asks the exported model to go on."""
    model = train(save_to=save_to)
    print("\nJudged by text held out:", evaluate(model))
    served = seqkit.serving.Served(save_to)
    answers = served([BEGINNING] * 5, signature="sample", temperature=0.7)
    print(f"\n{served.path}:", *(each["text"] for each in answers), sep="\n")
