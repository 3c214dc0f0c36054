"""Text: a language model of one long text, which continues any beginning.

Data: a play written by rules for seqkit; or by name `tinyshakespeare`, `latex_stacks`,
`c_nginx`, `persian_hafez_saadi_khayyam` or `wikipedia_xml`; or a UTF-8 text file of
your own, plain or .gz, or a folder of such files. On tinyshakespeare: 3.4 million
parameters.
"""

import math
from pathlib import Path

import seqkit
from seqkit.arguments import whole_number

NAMED = (
    "tinyshakespeare",
    "latex_stacks",
    "c_nginx",
    "persian_hafez_saadi_khayyam",
    "wikipedia_xml",
)
WINDOW = 128  # steps between two updates; the state is carried on
HELD_OUT = 0.05  # the share of your own text, from its end, for validation
# The smaller the text for the number of weights, the more dropout it needs.
DROPOUT = {"tinyshakespeare": 0.4, "persian_hafez_saadi_khayyam": 0.25}
EPOCHS = {"tinyshakespeare": 24, "persian_hafez_saadi_khayyam": 8}


def load(
    *, data: str | None = None, validation: str | None = None, test: str | None = None
) -> tuple[str, str, str]:
    """Return a text in three parts: train, validation and test.

    The arguments are those of `train`.
    """
    from recipes import _datasets

    _datasets.check_paths(*NAMED, data=data, validation=validation, test=test)
    if data in NAMED:
        text, held_out = map(
            seqkit.data.read_running_text, _datasets.running_text(data)
        )
    else:
        text = seqkit.data.read_running_text(data)
        cut = len(text) - max(1, round(HELD_OUT * len(text)))
        text, held_out = text[:cut], text[cut:]
    if validation is not None:
        held_out = seqkit.data.read_running_text(validation)
    return (
        text,
        held_out,
        held_out if test is None else seqkit.data.read_running_text(test),
    )


def build(
    text: str,
    *,
    pieces: int | None = None,
    batch_size: int = 32,
    units: int = 384,
    depth: int = 2,
    cell: str = "lstm",
    dropout: float = 0.1,
    dtype: str | None = None,
) -> "seqkit.LanguageModel":
    if pieces is None:
        vocabulary = seqkit.Vocabulary.from_texts(text)
    else:
        vocabulary = seqkit.SubwordVocabulary.from_texts(text.splitlines(), pieces)
    return seqkit.LanguageModel(
        vocabulary,
        units,
        depth,
        cell,
        embedding=64,
        residual=True,
        dropout=dropout,
        length=500,
        stateful=True,
        batch_size=batch_size,
        dtype=dtype,
    )


def train(
    *,
    data: str | None = None,
    validation: str | None = None,
    test: str | None = None,
    pieces: int | None = None,
    epochs: int | None = None,
    batch_size: int = 32,
    learning_rate: float = 2e-3,
    units: int = 384,
    depth: int = 2,
    cell: str = "lstm",
    dropout: float | None = None,
    dtype: str | None = None,
    save_to: str | None = "saved_models/text",
    seed: int = 0,
    resume: bool = False,
    overwrite: bool = False,
):
    import keras

    checkpoints = seqkit.callbacks.Checkpoints(
        save_to, resume=resume, overwrite=overwrite
    )
    keras.utils.set_random_seed(whole_number("seed", seed, 0))
    text, held_out, test_part = load(data=data, validation=validation, test=test)
    model = build(
        text,
        pieces=pieces,
        batch_size=batch_size,
        units=units,
        depth=depth,
        cell=cell,
        dropout=DROPOUT.get(data, 0.1) if dropout is None else dropout,
        dtype=dtype,
    )
    model.summary()
    training, validating = (
        seqkit.data.running_text(part, model.vocabulary, batch_size, WINDOW)
        for part in (text, held_out)
    )
    epochs = epochs or EPOCHS.get(data, 4)
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, epochs * len(training), warmup_target=learning_rate, warmup_steps=100
    )
    model.compile(keras.optimizers.AdamW(rate, weight_decay=0.1, global_clipnorm=1.0))
    checkpoints.fit(
        model,
        training,
        validation_data=validating,
        epochs=epochs,
        verbose=2,
        export=False,
    )
    return model
