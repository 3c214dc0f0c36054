"""Names: a language model of characters that invents new names.

Data: 2,764 given names from all over the world, written for seqkit (Apache-2.0); or
`data="names"`: 32,033 English names (makemore, MIT); or a file of your own, one name a
line. On makemore's names: 186,222 parameters, 2.5 minutes on two cores, 1.967 nats per
character.
"""

import math
import random
from collections.abc import Iterator
from importlib import resources

import seqkit
from seqkit.arguments import whole_number

DEFAULT = resources.files("recipes") / "data" / "names.txt"
EPOCHS = 20
# On your own data, which may be a hundred names: the least number of updates, and the
# number of epochs without improvement after which training ends.
UPDATES, PATIENCE = 600, 20
HELD_OUT = 1000  # the most names of the validation part
DRAWN = 1000  # names that `evaluate` draws
UNITS = {"gru": 136, "lstm": 118, "rnn": 240}  # two layers have under 200,000 weights
LONGER = 2  # a new name has at most this many characters more than the longest known


def load(
    *, data: str | None = None, validation: str | None = None, test: str | None = None
) -> tuple[list[str], list[str], list[str]]:
    """Return names in three parts: train, validation and test.

    The arguments are those of `train`.
    """
    from recipes import _datasets

    _datasets.check_paths("names", data=data, validation=validation, test=test)
    names = read(_datasets.names() if data == "names" else data or DEFAULT)
    if validation is not None:
        validation_part = read(validation)
    else:
        names, validation_part = hold_out(names)
    return names, validation_part, validation_part if test is None else read(test)


def hold_out(names: list[str]) -> tuple[list[str], list[str]]:
    """Return the names to train on, and a tenth of the distinct names for validation.

    All copies of a held-out name are removed from the names to train on.
    """
    distinct = sorted(set(names))
    count = min(HELD_OUT, max(1, len(distinct) // 10))
    held_out = random.Random(0).sample(distinct, count)
    chosen = set(held_out)
    rest = [name for name in names if name not in chosen]
    if not rest:
        raise ValueError(
            f"Expected two different names. Received only {names[0]!r}. Give more, or "
            "a file of other names as `validation`."
        )
    return rest, held_out


def read(path: str) -> list[str]:
    """Return the names of a file, one a line."""
    names = [name for line in seqkit.data.read_texts(path) if (name := line.strip())]
    if not names:
        raise ValueError(f"A file has one name a line. Received no name in {path}.")
    return names


def build(
    names: list[str], *, units: int | None = None, depth: int = 2, cell: str = "gru"
) -> "seqkit.LanguageModel":
    """Build a model of the characters of `names`, for names of about their lengths."""
    return seqkit.LanguageModel(
        seqkit.Vocabulary.from_texts(names),
        # 1 for an unknown cell, about which the model raises an error.
        units=UNITS.get(cell, 1) if units is None else units,
        depth=depth,
        cell=cell,
        embedding=32,
        residual=True,
        dropout=0.12,
        length=max(map(len, names)) + LONGER,
    )


def train(
    *,
    data: str | None = None,
    validation: str | None = None,
    test: str | None = None,
    epochs: int | None = None,
    batch_size: int = 128,
    learning_rate: float = 6e-3,
    units: int | None = None,
    depth: int = 2,
    cell: str = "gru",
    save_to: str | None = "saved_models/names",
    seed: int = 0,
    resume: bool = False,
    overwrite: bool = False,
) -> "seqkit.LanguageModel":
    """Train a model of names, and return it with the weights of its best epoch.

    Args:
        data: None for the names in seqkit, "names" for makemore's names, or the path of
            a text file, plain or .gz, one name a line.
        validation: path of a second text file, by which the best epoch is chosen. None:
            a tenth of the distinct names, at most 1,000; all copies of these names are
            removed from training.
        test: path of a third text file, which is scored at the end. None: the
            validation part.
        epochs: int, passes over the names. None: 20. On your own data at least 600
            updates; training ends after 20 epochs without improvement.
        batch_size: int, names in a batch.
        learning_rate: float, the initial learning rate of AdamW; it falls to 0 by a
            cosine.
        units: int, width of the recurrent layers. None: 136 for "gru", 118 for "lstm",
            240 for "rnn".
        depth: int, number of recurrent layers.
        cell: "gru", "lstm" or "rnn".
        save_to: folder for `model.keras` and the exported versions. None: nothing is
            written.
        seed: int, for the initial weights and the order of the names.
        resume: bool, continue a run with the same `save_to` that was interrupted.
        overwrite: bool, start a new run even if `save_to` has a model of another run.
    """
    import keras

    from recipes import _next_steps

    epochs = None if epochs is None else whole_number("epochs", epochs)
    own = data not in (None, "names") and epochs is None
    checkpoints = seqkit.callbacks.Checkpoints(
        save_to, patience=PATIENCE if own else None, resume=resume, overwrite=overwrite
    )
    if checkpoints.finished:
        return checkpoints.load()
    keras.utils.set_random_seed(whole_number("seed", seed, 0))
    files = {"data": data, "validation": validation, "test": test}
    train_part, validation_part, test_part = load(**files)
    model = build(train_part, units=units, depth=depth, cell=cell)
    spelling = model.vocabulary
    training = seqkit.data.next_token(
        train_part, spelling, batch_size, buckets=1, seed=seed
    )
    epochs = epochs or max(EPOCHS, math.ceil(UPDATES / len(training)) if own else 0)
    rate = keras.optimizers.schedules.CosineDecay(learning_rate, epochs * len(training))
    optimizer = keras.optimizers.AdamW(rate, weight_decay=0.2, global_clipnorm=1.0)
    at_once = min(10, len(training))
    model.compile(optimizer, steps_per_execution=at_once)
    checkpoints.fit(
        model,
        training,
        validation_data=seqkit.data.next_token(validation_part, spelling, 512),
        epochs=epochs,
        callbacks=[seqkit.callbacks.SampleOutputs(count=8, every=1 + epochs // 40)],
    )
    judge(model, train_part, test_part)
    _next_steps.tell(save_to, "names", test_part[0][:2], **files)
    return model


def judge(
    model: "seqkit.LanguageModel", train_part: list[str], test_part: list[str]
) -> dict[str, float]:
    """Print and return a model's scores on the test part, and print baselines'."""
    from recipes import _baselines

    nats = model.score(test_part).nats_per_token
    drawn, known = model.generate(count=DRAWN, seed=0), set(train_part)
    new = sum(name not in known for name in drawn) / len(drawn)
    longest = max(map(len, drawn))
    print(f"Test: {nats:.4f} nats a character")
    print(
        f"Of {len(drawn):,} drawn names {new:.1%} are new; the longest has {longest}."
    )
    size = len({*"".join(train_part)}) + 1  # with the end of a name
    _baselines.tokens(characters(train_part), characters(test_part), size)
    return {"nats": nats, "new": new, "longest": longest}


def characters(names: list[str]) -> Iterator[tuple[str | None, str | None]]:
    """Yield pairs of a character and the next; None before and after each name."""
    for name in names:
        yield from zip([None, *name], [*name, None], strict=True)


def evaluate(
    model: "seqkit.LanguageModel",
    *,
    data: str | None = None,
    validation: str | None = None,
    test: str | None = None,
) -> dict[str, float]:
    """Evaluate a model on the test part that `train` uses with the same arguments.

    Returns:
        dict with `nats` per character, ends counted; and of 1,000 drawn names `new`,
        the share that is not among the training names, and `longest`, in characters.
    """
    train_part, _, test_part = load(data=data, validation=validation, test=test)
    return judge(model, train_part, test_part)


def demo(*, save_to: str = "saved_models/names") -> None:
    """Train on the names in seqkit, and ask the exported model for new names."""
    model = train(epochs=30, save_to=save_to)  # more epochs, since the list is short
    print("\nNew names:", ", ".join(model.generate(count=60)))
    print(f"\nHow surprising is each letter of {model.score('Johanna')[0]}")
    served = seqkit.serving.Served(save_to)
    answers = served(["Mar"] * 8, signature="sample", temperature=0.8)
    print(f"\n{served.path} on 'Mar':", ", ".join(each["text"] for each in answers))
