"""Names: a character language model that makes up new ones.

Data: 2,764 given names from all over the world, written for seqkit (Apache-2.0), or
`data="names"`: 32,033 English ones (makemore, MIT), or a file of your own, one a line.
"""

import random
from importlib import resources

import seqkit
from seqkit.arguments import whole_number

DEFAULT = resources.files("recipes") / "data" / "names.txt"
ROWS = 128  # of a batch
HELD_OUT = 1000
UNITS = {"gru": 136, "lstm": 118, "rnn": 240}  # two layers under 200,000 weights
LONGER = 2  # characters that a new name may have more than the longest known


def load(
    *, data: str | None = None, validation: str | None = None, test: str | None = None
) -> tuple[list[str], list[str], list[str]]:
    """Return names to train on, to choose the epoch by, to test; as of `train`."""
    from recipes import _datasets

    _datasets.check_paths("names", data=data, validation=validation, test=test)
    names = read(_datasets.names() if data == "names" else data or DEFAULT)
    if validation is not None:
        held_out = read(validation)
    else:
        names, held_out = part(names)
    return names, held_out, held_out if test is None else read(test)


def part(names: list[str]) -> tuple[list[str], list[str]]:
    """Hold out one in ten of the distinct names, with every copy of them."""
    distinct = sorted(set(names))
    count = min(HELD_OUT, max(1, len(distinct) // 10))
    held_out = random.Random(0).sample(distinct, count)
    chosen = set(held_out)
    rest = [name for name in names if name not in chosen]
    if not rest:
        raise ValueError(
            f"Expected two different names. Received only {names[0]!r}. Give more, or "
            "a file of others as `validation`."
        )
    return rest, held_out


def read(path: str) -> list[str]:
    """Return the names of a file."""
    names = [name for line in seqkit.data.read_texts(path) if (name := line.strip())]
    if not names:
        raise ValueError(f"A file holds one name a line. Received none in {path}.")
    return names


def build(names: list[str], *, cell: str = "gru") -> "seqkit.LanguageModel":
    """Build a model of the letters and lengths that `names` have."""
    return seqkit.LanguageModel(
        seqkit.Vocabulary.from_texts(names),
        units=UNITS.get(cell, 1),  # the model itself refuses other cells
        depth=2,
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
    cell: str = "gru",
    epochs: int = 20,
    save_to: str | None = "saved_models/names",
    seed: int = 0,
    resume: bool = False,
    overwrite: bool = False,
) -> "seqkit.LanguageModel":
    """Train a model of names, and return it with the weights of its best epoch.

    Args:
        data: None for the names that come with seqkit, "names" for makemore's, or the
            path of a text file, plain or .gz, one name a line.
        validation: path of a second such file, which chooses the epoch. None: one in
            ten of the distinct names, at most 1,000, with every copy of them.
        test: path of a third, which is scored at the end. None: that of `validation`.
        cell: "gru", "lstm" or "rnn".
        epochs: int, times through the names.
        save_to: folder for `model.keras` and the exported versions. None: nothing is
            written.
        seed: int, for the weights and the order of the names.
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
    names, validation, test = load(data=data, validation=validation, test=test)
    model = build(names, cell=cell)
    spelling = model.vocabulary
    batches = seqkit.data.next_token(names, spelling, ROWS, buckets=1, seed=seed)
    rate = keras.optimizers.schedules.CosineDecay(6e-3, epochs * len(batches))
    optimizer = keras.optimizers.AdamW(rate, weight_decay=0.2, global_clipnorm=1.0)
    model.compile(optimizer, steps_per_execution=10)
    samples = seqkit.callbacks.SampleOutputs(count=8)
    with checkpoints:
        model.fit(
            batches,
            validation_data=seqkit.data.next_token(validation, spelling, 512),
            epochs=epochs,
            initial_epoch=checkpoints.epoch,
            shuffle=False,
            callbacks=[samples, seqkit.callbacks.StopOnNaN(), checkpoints],
        )
        if save_to is not None:
            seqkit.export(model, save_to)
    print(f"Test: {model.score(test).nats_per_token:.4f} nats a character")
    return model


def evaluate(
    model: "seqkit.LanguageModel",
    *,
    data: str | None = None,
    validation: str | None = None,
    test: str | None = None,
) -> dict[str, float]:
    """Judge a model by the names that `train` tests it by, given the same data.

    Returns:
        dict: `nats` a character, the end counted; of 1,000 drawn names `new`, the
        share not among the training names, and `longest`, characters.
    """
    names, _, test = load(data=data, validation=validation, test=test)
    nats = model.score(test).nats_per_token
    drawn, known = model.generate(count=1000, seed=0), set(names)
    new = sum(name not in known for name in drawn) / len(drawn)
    return {"nats": nats, "new": new, "longest": max(map(len, drawn))}


def demo(*, save_to: str = "saved_models/names") -> None:
    """Train on the names that come with seqkit, and ask the exported model."""
    model = train(epochs=30, save_to=save_to)  # the list is short
    print("\nJudged by names held out:", evaluate(model))
    print("\nNew names:", ", ".join(model.generate(count=60)))
    print(f"\nHow surprising is each letter of {model.score('Johanna')[0]}")
    served = seqkit.serving.Served(save_to)
    answers = served(["Mar"] * 8, signature="sample", temperature=0.8)
    print(f"\n{served.path} on 'Mar':", ", ".join(each["text"] for each in answers))
