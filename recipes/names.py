"""Names: a character language model that makes up new ones.

Data: 2,764 given names from all over the world, written for seqkit (Apache-2.0), or
`data="names"`: 32,033 English ones (makemore, MIT), or a file of your own, one a line.
"""

import random
from importlib import resources

import seqkit

DEFAULT = resources.files("recipes") / "data" / "names.txt"
ROWS = 128  # of a batch
HELD_OUT = 1000
UNITS = {"gru": 136, "lstm": 118, "rnn": 240}  # two layers under 200,000 weights
LONGER = 2  # characters that a new name may have more than the longest known


def load(
    *, data: str | None = None, validation: str | None = None
) -> tuple[list[str], list[str]]:
    """Reads names to train on and names to judge by. Args: as of `train`."""
    names = read(data)
    if validation is not None:
        return names, read(validation)
    distinct = sorted(set(names))
    count = min(HELD_OUT, max(1, len(distinct) // 10))
    held_out = random.Random(0).sample(distinct, count)
    chosen = set(held_out)
    rest = [name for name in names if name not in chosen]
    if not rest:
        raise ValueError(f"Expected two different names. Received only {names[0]!r}.")
    return rest, held_out


def read(data: str | None) -> list[str]:
    """Reads the names of the default, of a named set or of a file."""
    from recipes import _datasets

    path = _datasets.names() if data == "names" else data or DEFAULT
    names = [name for line in seqkit.data.read_texts(path) if (name := line.strip())]
    if not names:
        raise ValueError(f"A file holds one name a line. Received none in {path}.")
    return names


def build(names: list[str], *, cell: str = "gru") -> "seqkit.LanguageModel":
    """Builds a model of the letters and lengths that `names` have."""
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
    cell: str = "gru",
    epochs: int = 20,
    save_to: str | None = "saved_models/names",
    seed: int = 0,
    resume: bool = False,
) -> "seqkit.LanguageModel":
    """Trains a model of names, and returns it with the weights of its best epoch.

    Args:
        data: None for the names that come with seqkit, "names" for makemore's, or the
            path of a text file, plain or .gz, one name a line.
        validation: path of a second such file to judge by. None: one in ten of the
            distinct names, at most 1,000, with every copy of them.
        cell: "gru", "lstm" or "rnn".
        epochs: int, times through the names.
        save_to: folder for `model.keras` and the exported versions. None: nothing is
            written.
        seed: int, for the weights and the order of the names.
        resume: bool, go on where a killed run of the same `save_to` was.
    """
    import keras

    keras.utils.set_random_seed(seed)
    names, held_out = load(data=data, validation=validation)
    model = build(names, cell=cell)
    spelling = model.vocabulary
    batches = seqkit.data.next_token(names, spelling, ROWS, buckets=1, seed=seed)
    rate = keras.optimizers.schedules.CosineDecay(6e-3, epochs * len(batches))
    optimizer = keras.optimizers.AdamW(rate, weight_decay=0.2, global_clipnorm=1.0)
    model.compile(optimizer, steps_per_execution=10)
    samples = seqkit.callbacks.SampleOutputs(count=8)
    checkpoints = seqkit.callbacks.Checkpoints(save_to, resume=resume)
    model.fit(
        batches,
        validation_data=seqkit.data.next_token(held_out, spelling, 512),
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
    model: "seqkit.LanguageModel",
    *,
    data: str | None = None,
    validation: str | None = None,
) -> dict[str, float]:
    """Judges a model by the names that `train` held out of the same data.

    Returns:
        dict: `nats` a character, the end counted; of 1,000 drawn names `new`, the
        share not among the training names, and `longest`, characters.
    """
    names, held_out = load(data=data, validation=validation)
    nats = model.score(held_out).nats_per_token
    drawn, known = model.generate(count=1000, seed=0), set(names)
    new = sum(name not in known for name in drawn) / len(drawn)
    return {"nats": nats, "new": new, "longest": max(map(len, drawn))}


def demo(*, save_to: str = "saved_models/names") -> None:
    """Trains on the names that come with seqkit, and asks the exported model."""
    model = train(epochs=30, save_to=save_to)  # the list is short
    print("\nJudged by names held out:", evaluate(model))
    print("\nNew names:", ", ".join(model.generate(count=60)))
    print(f"\nHow surprising is each letter of {model.score('Johanna')[0]}")
    served = seqkit.serving.Served(save_to)
    answers = served(["Mar"] * 8, signature="sample", temperature=0.8)
    print(f"\n{served.path} on 'Mar':", ", ".join(each["text"] for each in answers))
