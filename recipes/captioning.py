"""Captioning: write what is in a picture, and show where the model looked.

Data: generated scenes of two coloured shapes; or `data="flickr8k"`: 7,000 photographs
with five captions each (Hodosh et al. 2013, research use); or your own folder or zip
file of pictures with a table of captions. On scenes: 528,169 parameters, 2.5 minutes on
two cores, 99.2 % exact; on Flickr8k: 2,404,609 trained parameters, 20 minutes on one
core, BLEU-4 18.1.
"""

import hashlib
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import seqkit
from seqkit.arguments import whole_number

SCENES, UNSEEN = 16_000, 500  # scenes for training, and for validation and test each
EPOCHS, SCENE_EPOCHS = 8, 4
RATE, SCENE_RATE = 2e-3, 3e-3
UNITS, SCENE_UNITS = 256, 128
# On your own data, which may be a few hundred pictures: the least number of updates,
# and the number of epochs without improvement after which training ends.
UPDATES, PATIENCE = 1_000, 8
MANY = 10_000  # with more captions, words that occur once or twice are left out

Part = tuple[Sequence[Any], list[list[str]]]
"""Pictures, as `generate` takes them, and the captions of each."""


def load(
    *,
    data: str | None = None,
    captions: str | None = None,
    validation: str | None = None,
    test: str | None = None,
) -> tuple[Part, Part, Part]:
    """Return pictures and their captions in three parts: train, validation and test.

    The arguments are those of `train`.
    """
    from recipes import _datasets
    from recipes._generated import scenes

    tables = {"captions": captions, "validation": validation, "test": test}
    _datasets.check_paths("flickr8k", data=data, **tables)
    if data in (None, "flickr8k") and any(tables.values()):
        raise ValueError(
            "`captions`, `validation` and `test` are tables of the captions of your "
            f"own pictures. Received them with `data={data}`. "
            "Give the folder or zip file of the pictures as `data`."
        )
    if data is None:
        return scenes.captioned(SCENES), *(
            scenes.captioned(UNSEEN, seed=seed, unseen=True) for seed in (1, 2)
        )
    if data == "flickr8k":
        files = _datasets.flickr8k()
        train_part, rest = (seqkit.data.read_captioned(*each) for each in files)
        return train_part, *(tuple(side[half::2] for side in rest) for half in (0, 1))
    if captions is None:
        raise ValueError(
            "Pictures of your own come with a table of captions. "
            f"Received `data={data}` alone. "
            "Give `captions=captions.tsv`, or `data=flickr8k`."
        )
    parts = (
        None if table is None else seqkit.data.read_captioned(data, table)
        for table in tables.values()
    )
    return split(*parts)


def split(
    pictures: Part, validation_part: Part | None, test_part: Part | None
) -> tuple[Part, Part, Part]:
    """Hold out every twentieth picture for the test, and as many for validation.

    Given parts are returned unchanged. If only a validation part is given, it is the
    test part too. Copies of held-out pictures are removed from the train part.

    Raises:
        ValueError: the pictures are too few.
    """
    pairs, held_out = list(zip(*pictures, strict=True)), []
    if validation_part is None:
        held_out = validation_pairs = pairs[10::20] or pairs[1:2]
        if test_part is None:
            held_out = pairs[::20] + validation_pairs
            test_part = unzipped(pairs[::20])
        validation_part = unzipped(validation_pairs)
    known = {content(picture) for picture, _ in held_out}
    rest = [pair for pair in pairs if content(pair[0]) not in known]
    if not rest or not validation_part:
        raise ValueError(
            "Expected pictures for training, validation and test: at least three "
            f"different ones. Received {len(pairs)}. Give more, or tables of other "
            "pictures as `validation` and `test`."
        )
    return unzipped(rest), validation_part, test_part or validation_part


def unzipped(pairs: list[tuple]) -> tuple[list, ...]:
    """Return pairs of a picture and its captions as two lists."""
    return tuple(map(list, zip(*pairs, strict=True)))


def content(picture: bytes | Path) -> bytes:
    """Return a digest of a picture's bytes; copies have the same digest."""
    kept = picture if isinstance(picture, bytes) else picture.read_bytes()
    return hashlib.sha256(kept).digest()


def build(
    captions: list[list[str]],
    *,
    drawn: bool = False,
    attention: str | None = "soft",
    units: int | None = None,
    cell: str = "lstm",
) -> "seqkit.Captioner":
    """Build a model that writes the words of `captions`.

    Photographs are encoded by a frozen MobileNet. Drawings (`drawn`) are encoded by a
    small CNN, which is trained too.
    """
    every = [caption for each in captions for caption in each]
    least = 3 if len(every) > MANY else 1
    words = seqkit.Vocabulary.from_texts(every, "words", None, least, lowercase=True)
    sizes = {"label_smoothing": 0.1}
    if drawn:
        sizes = {"embedding": 64, "dropout": 0.0, "fine_tune": True}
    return seqkit.Captioner(
        words,
        small_encoder() if drawn else mobilenet(),
        units or (SCENE_UNITS if drawn else UNITS),
        attention,
        cell=cell,
        **sizes,
    )


def mobilenet() -> "seqkit.ImageEncoder":
    """Build an encoder for photographs, which are resized to 224 by 224 pixels."""
    from recipes import _datasets

    return seqkit.ImageEncoder.from_application(
        "mobilenet", "conv_pw_12_relu", (224, 224), _datasets.mobilenet()
    )


def small_encoder() -> "seqkit.ImageEncoder":
    """Build a CNN for drawings of 64 by 64 pixels, of few colours and shapes.

    The last convolutions are dilated, so that the vector of a place depends on the
    objects beside the place. Without dilation the CNN does not learn relations such as
    "left of" within minutes.
    """
    import keras

    def convolved(values, filters, size=3, **arguments):
        values = keras.layers.Conv2D(
            filters, size, padding="same", use_bias=False, **arguments
        )(values)
        return keras.layers.BatchNormalization(momentum=0.9)(values)

    def active(values):
        return keras.layers.Activation("relu")(values)

    pictures = keras.Input((64, 64, 3))
    values = active(convolved(pictures, 24, 5, strides=2))  # (batch, 32, 32, 24)
    values = active(convolved(values, 48, strides=2))  # (batch, 16, 16, 48)
    values = active(convolved(values, 64))  # (batch, 16, 16, 64)
    values = keras.layers.MaxPooling2D()(values)  # (batch, 8, 8, 64)
    values = active(convolved(values, 96))  # (batch, 8, 8, 96)
    for _ in range(2):
        values = active(values + convolved(values, 96, dilation_rate=2))
    return seqkit.ImageEncoder(keras.Model(pictures, values), preprocessing="scaled")


def batches(
    model: "seqkit.Captioner", part: Part, batch_size: int = 64, seed: int | None = None
):
    """Return the batches of pictures and captions that `fit` takes."""
    encoder, size = model.encoder, None
    if model.fine_tune:
        encoder, size = None, model.encoder.size
    return seqkit.data.captions(
        *part, model.vocabulary, encoder, batch_size, size=size, seed=seed
    )


def bleu_4(texts: list[str], references: list[list[str]]) -> float:
    """Return BLEU-4, in per cent."""
    return seqkit.reports.caption_report(references, texts).bleu[-1]


def cider(texts: list[str], references: list[list[str]]) -> float:
    """Return CIDEr-D, in per cent."""
    return seqkit.reports.caption_report(references, texts).cider_d


def exact(texts: list[str], references: list[list[str]]) -> float:
    """Return the share of texts that equal a reference."""
    right = [text in good for text, good in zip(texts, references, strict=True)]
    return sum(right) / len(right)


METRICS = {"bleu_4": bleu_4, "cider": cider, "exact": exact}


def train(
    *,
    data: str | None = None,
    captions: str | None = None,
    validation: str | None = None,
    test: str | None = None,
    attention: str | None = "soft",
    epochs: int | None = None,
    batch_size: int = 64,
    learning_rate: float | None = None,
    units: int | None = None,
    cell: str = "lstm",
    save_to: str | None = "saved_models/captioning",
    seed: int = 0,
    resume: bool = False,
    overwrite: bool = False,
) -> "seqkit.Captioner":
    """Train a captioner, and return it with the weights of its best epoch.

    Args:
        data: None for scenes, "flickr8k", or the path of a folder or zip file.
        captions: path of a .tsv or .csv (image, caption), or Karpathy's, COCO's .json.
        validation: path of a table of other pictures in `data`, by which the best epoch
            is chosen. None: a twentieth of the pictures.
        test: path of a third table, which is scored at the end. None: `validation`, or
            if that is None too, another twentieth.
        attention: "soft"; or None: only the first state depends on the picture.
        epochs: int, passes over the captions. None: 8, or 4 on scenes. On your own data
            at least 1,000 updates; training ends after 8 epochs without improvement.
        batch_size: int, captions in a batch.
        learning_rate: float, the highest learning rate of Adam: it rises in the first
            eighth of the updates and falls to 0 by a cosine. None: 0.002, or 0.003 on
            scenes.
        units: int, width of the recurrent layer. None: 256, or 128 on scenes.
        cell: "lstm", "gru" or "rnn".
        save_to: folder for `model.keras` and the exported versions. None: no files.
        seed: int, for the initial weights and the order of the captions.
        resume: bool, continue a run with the same `save_to` that was interrupted.
        overwrite: bool, start a new run even if `save_to` has a model of another run.
    """
    import keras

    from recipes import _next_steps

    epochs = None if epochs is None else whole_number("epochs", epochs)
    own = data not in (None, "flickr8k")
    checkpoints = seqkit.callbacks.Checkpoints(
        save_to,
        "val_bleu_4" if data else "val_exact",
        patience=PATIENCE if own and epochs is None else None,
        resume=resume,
        overwrite=overwrite,
    )
    if checkpoints.finished:
        return checkpoints.load()
    keras.utils.set_random_seed(whole_number("seed", seed, 0))
    files = {"data": data, "captions": captions, "validation": validation, "test": test}
    train_part, validation_part, test_part = load(**files)
    sizes = {"attention": attention, "units": units, "cell": cell}
    model = build(train_part[1], drawn=data is None, **sizes)
    training = batches(model, train_part, batch_size, seed)
    least = EPOCHS if data else SCENE_EPOCHS
    epochs = epochs or max(least, math.ceil(UPDATES / len(training)) if own else 0)
    steps = epochs * len(training)
    highest = learning_rate or (RATE if data else SCENE_RATE)
    rate = keras.optimizers.schedules.CosineDecay(
        highest / 10,
        steps * 7 // 8 + 1,
        warmup_target=highest,
        warmup_steps=steps // 8 + 1,
    )
    model.compile(keras.optimizers.Adam(rate, global_clipnorm=1.0))
    checkpoints.fit(
        model,
        training,
        validation_data=batches(model, validation_part, batch_size),
        epochs=epochs,
        callbacks=[seqkit.callbacks.DecodedMetrics(*validation_part, METRICS)],
    )
    judge(model, train_part, test_part)
    _next_steps.tell(save_to, "captioning", "picture.jpg", **files)
    return model


def judge(
    model: "seqkit.Captioner",
    train_part: Part,
    test_part: Part,
    beams: int = 5,
    save_to: str | None = None,
) -> dict[str, float]:
    """Print and return a model's scores on the test part, and print a baseline's."""
    from recipes import _baselines
    from recipes import _gallery

    images, references = test_part
    texts = model.generate(images, beams=beams)
    print(report := seqkit.reports.caption_report(references, texts))
    _baselines.captions(train_part[1], test_part, METRICS)
    if save_to is not None:
        _gallery.write(save_to, images, references, texts, report.each)
    return {name: float(score(texts, references)) for name, score in METRICS.items()}


def evaluate(
    model: "seqkit.Captioner",
    *,
    data: str | None = None,
    captions: str | None = None,
    validation: str | None = None,
    test: str | None = None,
    beams: int = 5,
    save_to: str | None = None,
) -> dict[str, float]:
    """Evaluate a model on the test part that `train` uses with the same arguments.

    If `save_to` is a folder, a gallery of the best and worst captions is written there.

    Returns:
        dict with `bleu_4`, `cider` and `exact`.
    """
    files = {"data": data, "captions": captions, "validation": validation, "test": test}
    train_part, _, test_part = load(**files)
    return judge(model, train_part, test_part, beams, save_to)


def demo(*, save_to: str = "saved_models/captioning") -> None:
    """Train on scenes, show the attention of a caption, and ask the exported model."""
    from recipes._generated import scenes

    evaluate(model := train(save_to=save_to), save_to=save_to)
    scene = load()[-1][0][0]
    print(f"\n{seqkit.explain.regions(model, scene)}")
    print("\nThe export says:", seqkit.serving.Served(save_to)(scenes.png(scene)))
