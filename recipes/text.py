"""Text: a language model of one long text, which continues any beginning.

Data: a play that is written by rules; or by name `tinyshakespeare` (char-rnn, MIT),
`latex_stacks` (GFDL), `c_nginx` (BSD), `persian_hafez_saadi_khayyam` or `wikipedia_xml`
(CC BY-SA); or a UTF-8 text file of your own, plain or .gz, or a folder of such files.
On the play: 243,717 parameters, 3 minutes of one core, 0.340 nats per character.
"""

import math
from dataclasses import dataclass

import seqkit
from seqkit.arguments import whole_number

WINDOW = 128  # steps between two updates; the next window goes on with the state
WINDOWS = 8  # the least windows in a row of a batch; a short text gets fewer rows
HELD_OUT = 0.05  # the share of your own text, from its end, for validation
# On your own text, which may be a page: the least number of updates, and the number of
# epochs without improvement after which training ends.
UPDATES, PATIENCE = 2_000, 5
WARMUP = 100  # updates in which the learning rate rises
BEGINNING = "\n"  # of the samples: any text can follow a newline
LENGTH = 500  # characters or pieces of a sample of the export
# Samples in which brackets, tags or half-lines are checked, and their characters.
SAMPLES, SAMPLE, TEMPERATURE = 50, 1_000, 0.7


@dataclass(frozen=True)
class Settings:
    """Describe how a text is learned: a short text needs more dropout."""

    units: int
    epochs: int
    dropout: float
    marks: str | None = None  # what `reports.well_formed` counts in samples


PLAY = Settings(128, 8, 0.0)
OWN = Settings(256, 1, 0.2)
NAMED = {
    "tinyshakespeare": Settings(512, 20, 0.4),
    "latex_stacks": Settings(384, 3, 0.1, "latex"),
    "c_nginx": Settings(384, 4, 0.1, "c"),
    "persian_hafez_saadi_khayyam": Settings(384, 6, 0.25, "verse"),
    "wikipedia_xml": Settings(384, 2, 0.1, "xml"),
}


def settings_of(data: str | None) -> Settings:
    """Return the settings for the value of `data`."""
    return PLAY if data is None else NAMED.get(data, OWN)


def load(
    *, data: str | None = None, validation: str | None = None, test: str | None = None
) -> tuple[str, str, str]:
    """Return a text in three parts: train, validation and test.

    The arguments are those of `train`.
    """
    from recipes import _datasets
    from recipes._generated import plays

    _datasets.check_paths(*NAMED, data=data, validation=validation, test=test)
    read = seqkit.data.read_running_text
    if data in NAMED:
        text, held_out = map(read, _datasets.running_text(data))
    else:
        text = plays.play() if data is None else read(data)
        held_out = ""
    if validation is not None:
        held_out = read(validation)
    elif not held_out:
        if len(text) < 2:
            raise ValueError(
                "A text has at least 2 characters, the last one for validation. "
                f"Received {text!r} in {data}. Give more text."
            )
        cut = len(text) - max(1, round(HELD_OUT * len(text)))
        text, held_out = text[:cut], text[cut:]
    return text, held_out, held_out if test is None else read(test)


def build(
    text: str,
    *,
    pieces: int | None = None,
    dropout: float = OWN.dropout,
    dtype: str | None = None,
    batch_size: int = 32,
    units: int = OWN.units,
    depth: int = 2,
    cell: str = "lstm",
) -> "seqkit.LanguageModel":
    """Build a model of the characters of `text`, or of its most useful pieces."""
    if pieces is None:
        vocabulary = seqkit.Vocabulary.from_texts(text)
    else:
        lines = text.splitlines(keepends=True)
        vocabulary = seqkit.SubwordVocabulary.from_texts(lines, pieces)
    return seqkit.LanguageModel(
        vocabulary,
        units,
        depth,
        cell,
        residual=True,
        dropout=dropout,
        length=LENGTH,
        stateful=True,
        batch_size=batch_size,
        dtype=dtype,
    )


def batches(model: "seqkit.LanguageModel", text: str):
    """Return batches of consecutive windows of a text, one row for each lane of it."""
    steps = len(model.vocabulary.encode(text)) + 1  # with the end of the text
    window = max(1, min(WINDOW, steps // model.batch_size))
    return seqkit.data.running_text(text, model.vocabulary, model.batch_size, window)


def train(
    *,
    data: str | None = None,
    validation: str | None = None,
    test: str | None = None,
    pieces: int | None = None,
    dropout: float | None = None,
    dtype: str | None = None,
    epochs: int | None = None,
    batch_size: int = 32,
    learning_rate: float = 2e-3,
    units: int | None = None,
    depth: int = 2,
    cell: str = "lstm",
    save_to: str | None = "saved_models/text",
    seed: int = 0,
    resume: bool = False,
    overwrite: bool = False,
) -> "seqkit.LanguageModel":
    """Train a model of a long text, and return it with the weights of its best epoch.

    The text is read in parallel lanes, a window at a time; the state at the end of a
    window is the state before the next one, through the whole epoch.

    Args:
        data: None for a play that is written by rules, the name of a text, the path of
            a text file, plain or .gz, or of a folder of text files.
        validation: path of a second text, by which the best epoch is chosen. None: the
            last twentieth of the text.
        test: path of a third text, which is scored at the end. None: the validation
            part.
        pieces: int, read and write the text in SentencePiece pieces, with a vocabulary
            of this many. None: characters.
        dropout: float, see `LanguageModel`. None: what suits the text.
        dtype: "float32" or "mixed_bfloat16". The latter trains 1.4 times as fast on
            CPUs that multiply in bfloat16 (AVX512_BF16, AMX).
        epochs: int, passes over the text. None: what suits the text; on your own text
            at least 2,000 updates, and training ends after 5 epochs without
            improvement.
        batch_size: int, lanes, which are the rows of a batch. A text that is too short
            for them is read in fewer.
        learning_rate: float, the highest learning rate of AdamW; it rises in the first
            updates, and falls to 0 by a cosine.
        units: int, width of the recurrent layers. None: what suits the text.
        depth: int, number of recurrent layers.
        cell: "lstm", "gru" or "rnn".
        save_to: folder for `model.keras`, the exported versions and `samples.html`.
            None: nothing is written.
        seed: int, for the initial weights and dropout.
        resume: bool, continue a run with the same `save_to` that was interrupted.
        overwrite: bool, start a new run even if `save_to` has a model of another run.
    """
    import keras

    from recipes import _next_steps

    epochs = None if epochs is None else whole_number("epochs", epochs)
    batch_size = whole_number("batch_size", batch_size)
    settings = settings_of(data)
    own = settings is OWN and epochs is None
    checkpoints = seqkit.callbacks.Checkpoints(
        save_to, patience=PATIENCE if own else None, resume=resume, overwrite=overwrite
    )
    if checkpoints.finished:
        return checkpoints.load()
    keras.utils.set_random_seed(whole_number("seed", seed, 0))
    files = {"data": data, "validation": validation, "test": test}
    train_part, validation_part, test_part = load(**files)
    shortest = min(len(train_part) // WINDOW // WINDOWS, len(validation_part))
    model = build(
        train_part,
        pieces=pieces,
        dropout=settings.dropout if dropout is None else dropout,
        dtype=dtype,
        batch_size=max(1, min(batch_size, shortest)),
        units=settings.units if units is None else units,
        depth=depth,
        cell=cell,
    )
    training = batches(model, train_part)
    epochs = epochs or (math.ceil(UPDATES / len(training)) if own else settings.epochs)
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, epochs * len(training), warmup_target=learning_rate, warmup_steps=WARMUP
    )
    model.compile(keras.optimizers.AdamW(rate, weight_decay=0.1, global_clipnorm=1.0))
    samples = seqkit.callbacks.SampleProgress(BEGINNING, folder=save_to, length=LENGTH)
    checkpoints.fit(
        model,
        training,
        validation_data=batches(model, validation_part),
        epochs=epochs,
        callbacks=[samples],
    )
    judge(model, train_part, test_part, settings.marks)
    _next_steps.tell(save_to, "text", test_part[:20], **files)
    return model


def judge(
    model: "seqkit.LanguageModel",
    train_part: str,
    test_part: str,
    marks: str | None = None,
) -> dict[str, float]:
    """Print and return a model's scores on the test part, and print baselines'."""
    from recipes import _baselines

    testing = batches(model, test_part)
    nats = model.evaluate(testing, verbose=0, return_dict=True)["nats_per_token"]
    tokens = len(model.vocabulary.encode(test_part)) + 1
    nats *= tokens / (len(test_part) + 1)
    print(f"Test: {nats:.4f} nats a character, {nats / math.log(2):.4f} bits")
    scores = {"nats": nats}
    if marks is not None:
        scores["well_formed"] = count_marks(model, test_part, marks)
    size = len({*train_part}) + 1  # with the end of the text
    _baselines.tokens(pairs(train_part), pairs(test_part), size)
    return scores


def count_marks(model: "seqkit.LanguageModel", test_part: str, marks: str) -> float:
    """Print the well-formed share of samples and of real text; return the first."""
    samples = model.generate(
        BEGINNING, count=SAMPLES, length=SAMPLE, temperature=TEMPERATURE, seed=0
    )
    starts = range(0, len(test_part), max(SAMPLE, len(test_part) // SAMPLES))
    real = [test_part[start : start + SAMPLE] for start in starts]
    report = seqkit.reports.well_formed(samples, marks)
    print(f"Samples at temperature {TEMPERATURE}: {report}")
    print(f"Excerpts of the text: {seqkit.reports.well_formed(real, marks)}")
    return report.share


def pairs(text: str) -> "zip[tuple[str | None, str | None]]":
    """Return pairs of a character and the next; None before and after the text."""
    return zip([None, *text], [*text, None], strict=True)


def evaluate(
    model: "seqkit.LanguageModel",
    *,
    data: str | None = None,
    validation: str | None = None,
    test: str | None = None,
    dynamic: float | None = None,
) -> dict[str, float]:
    """Evaluate a model on the test part that `train` uses with the same arguments.

    Args:
        data: see `train`.
        validation: see `train`.
        test: see `train`.
        dynamic: float, such as 0.1: also evaluate a copy of the model that goes on
            learning from the test part after it has predicted it, by SGD with this
            learning rate. None: no copy.

    Returns:
        dict with `nats` per character; with `dynamic` also `dynamic_nats`; for texts
        with brackets, tags or half-lines also `well_formed`, the share of samples in
        which they are right.
    """
    train_part, _, test_part = load(data=data, validation=validation, test=test)
    scores = judge(model, train_part, test_part, settings_of(data).marks)
    if dynamic is not None:
        scores["dynamic_nats"] = evaluate_dynamically(model, test_part, dynamic)
    return scores


def evaluate_dynamically(
    model: "seqkit.LanguageModel", test_part: str, learning_rate: float
) -> float:
    """Return the nats per character of a copy that learns each window once it is read.

    Reference: Krause et al. 2018, https://arxiv.org/abs/1709.07432.
    """
    import keras

    config = model.get_config() | {"batch_size": 1, "dropout": 0.0}
    reader = type(model).from_config(config)
    weights = zip(reader.trainable_variables, model.trainable_variables, strict=True)
    for new, old in weights:
        new.assign(old)
    reader.compile(keras.optimizers.SGD(learning_rate, global_clipnorm=1.0))
    # The metric of a training step is that of the weights before its update.
    history = reader.fit(batches(reader, test_part), verbose=0, shuffle=False)
    nats = history.history["nats_per_token"][0]
    nats *= (len(model.vocabulary.encode(test_part)) + 1) / (len(test_part) + 1)
    print(f"With dynamic evaluation: {nats:.4f} nats a character")
    return nats


def demo(*, save_to: str = "saved_models/text") -> None:
    """Train on the play, and let the exported model continue a line."""
    train(save_to=save_to)
    served = seqkit.serving.Served(save_to)
    answers = served(["SCENE 1. A wood.\n"], signature="sample", temperature=0.7)
    print(f"\n{served.path}:", *(each["text"] for each in answers), sep="\n")
