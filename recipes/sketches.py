"""Sketches: draw point by point with a pen, complete drawings, and go between two.

Data: generated spirals, stars, houses and zigzags; or `data="aaron_sheep"`: 7,400 sheep
(CC BY-NC 4.0); or "short_kanji": the strokes of 10,000 characters (CC BY-SA 3.0); or
"omniglot": 30,000 letters; or your own QuickDraw file (.ndjson or .npz) or folder of
SVG files. Shapes: 85,243 parameters, 4 minutes of one core, 98 % of half drawings are
completed to their shape.
"""

import math
import random

import seqkit
from seqkit.arguments import whole_number

COUNT, HELD_OUT = 4_000, 200  # generated drawings for training, and each other part
SETS = "aaron_sheep", "short_kanji", "omniglot"
EPOCHS = {None: 80, "aaron_sheep": 40, "short_kanji": 30, "omniglot": 20}
VALIDATION = 25  # each drawing of this number of a named set chooses the best epoch
# On your own data: the least number of updates, the number of epochs without
# improvement after which training ends, and the most drawings to hold out.
UPDATES, PATIENCE, MOST = 2_000, 10, 1_000
UNITS, SMALL = 512, 128  # published, and for the generated shapes
ENCODER_UNITS, LATENT, MIXTURES, KL_WEIGHT = 256, 128, 20, 0.5  # published
KL_DECAY = 0.9998  # published is 0.99995, for many times the updates
# Of similar length, so that hardly any step is padding; of generated drawings the
# length tells the shape, and batches of all shapes train better.
BUCKETS = 24
PARTS = "train", "valid", "test"  # of an .npz file

Part = list["seqkit.strokes.Drawing"]


def load(
    *, data: str | None = None, validation: str | None = None, test: str | None = None
) -> tuple[Part, Part, Part]:
    """Return drawings in three parts: train, validation and test.

    The arguments are those of `train`.
    """
    from recipes import _datasets
    from recipes._generated import drawn_shapes

    _datasets.check_paths(*SETS, data=data, validation=validation, test=test)
    if data in (None, *SETS) and (validation or test):
        raise ValueError(
            "`validation` and `test` are files of your own drawings. Received them "
            f"with `data={data}`. Give your drawings as `data`."
        )
    if data is None:
        counts = (COUNT, 1), (HELD_OUT, 2), (HELD_OUT, 3)
        return tuple(drawn_shapes.drawn_shapes(*each)[0] for each in counts)
    if data in SETS:
        parts = _datasets.sketches(data)
        known, test_part = parts["train"], parts["valid"]
        chosen = range(0, len(known), VALIDATION)
        rest = [known[row] for row in range(len(known)) if row % VALIDATION]
        return rest, [known[row] for row in chosen], test_part
    files = zip((data, validation, test), PARTS, strict=True)
    read = seqkit.strokes.read_drawings
    return held_out(*(path and read(path, part) for path, part in files))


def held_out(
    drawings: Part, validation: Part | None, test: Part | None
) -> tuple[Part, Part, Part]:
    """Return three parts; missing ones are a tenth of the drawings each, at random.

    If only a validation part is given, it is the test part too.

    Raises:
        ValueError: the drawings are too few.
    """
    missing = (validation is None) + (validation is None and test is None)
    if len(drawings) < 1 + missing:
        raise ValueError(
            f"Expected at least {1 + missing} drawings. Received {len(drawings)}. Give "
            "more, or files of others as `validation` and `test`."
        )
    size = min(MOST, max(1, len(drawings) // 10)) if missing else 0
    order = random.Random(0).sample(drawings, len(drawings))
    parts = [order[size * part : size * (part + 1)] for part in range(missing)]
    validation = validation or parts.pop()
    return order[size * missing :], validation, test or (parts or [validation]).pop()


def build(
    drawings: Part,
    *,
    data: str | None = None,
    latent: int | None = None,
    units: int | None = None,
    depth: int = 1,
    cell: str = "lstm_layer_norm",
) -> "seqkit.Sketcher":
    """Build a model of drawings; `data` is that of `load`."""
    # A point that is dropped from a generated shape may be its corner.
    options = {"drop": 0.0} if data is None else {}
    latent = (0 if data is None else LATENT) if latent is None else latent
    return seqkit.Sketcher(
        seqkit.Strokes.from_drawings(drawings, **options),
        units or (SMALL if data is None else UNITS),
        depth,
        cell,
        latent or None,
        encoder_units=ENCODER_UNITS,
        mixtures=MIXTURES,
        kl_weight=KL_WEIGHT,
        kl_decay=KL_DECAY,
    )


def train(
    *,
    data: str | None = None,
    validation: str | None = None,
    test: str | None = None,
    latent: int | None = None,
    epochs: int | None = None,
    batch_size: int | None = None,
    learning_rate: float | None = None,
    units: int | None = None,
    depth: int = 1,
    cell: str = "lstm_layer_norm",
    save_to: str | None = "saved_models/sketches",
    seed: int = 0,
    resume: bool = False,
    overwrite: bool = False,
) -> "seqkit.Sketcher":
    """Train a model of drawings, and return it with the weights of its best epoch.

    Args:
        data: None for generated shapes, "aaron_sheep", "short_kanji", "omniglot", or
            the path of drawings: an .ndjson file of QuickDraw, an .npz file, or a
            folder of SVG or InkML files. Of an .npz file the part "train" is read.
        validation: path of other drawings, by which the best epoch is chosen; of an
            .npz file, which may be that of `data`, the part "valid". None: a tenth of
            the drawings.
        test: path of other drawings, which are scored at the end; of an .npz file the
            part "test". None: that of `validation`, or if that is None too, another
            tenth.
        latent: int, width of the latent vector, which `reconstruct`, `interpolate` and
            `embed` need; 0: the decoder alone. None: 128, and 0 for the shapes.
        epochs: int, passes over the drawings. None: 80 on shapes, 40 on sheep, 30 on
            kanji, 20 on omniglot. On your own data at least 2,000 updates; training
            ends after 10 epochs without improvement.
        batch_size: int, drawings in a batch. None: 50, and 100 for the shapes.
        learning_rate: float, the initial learning rate of Adam; it falls to 0 by a
            cosine. None: 5e-3, and 2e-3 for the shapes.
        units: int, width of the decoder. None: 512, and 128 for the shapes.
        depth: int, number of recurrent layers.
        cell: "lstm_layer_norm", "lstm", "gru" or "rnn".
        save_to: folder for `model.keras`, the exported versions, the pictures
            `drawings.png` and `interpolation.png` or `completions.png`, and an animated
            `drawing.svg`. None: nothing is written.
        seed: int, for the weights and the order of the drawings.
        resume: bool, continue a run with the same `save_to` that was interrupted.
        overwrite: bool, start a new run even if `save_to` has a model of another run.
    """
    import keras

    from recipes import _drawing_files
    from recipes import _next_steps

    epochs = None if epochs is None else whole_number("epochs", epochs)
    latent = None if latent is None else whole_number("latent", latent, 0)
    batch_size = batch_size or (100 if data is None else 50)
    learning_rate = learning_rate or (2e-3 if data is None else 5e-3)
    own = data not in (None, *SETS)
    checkpoints = seqkit.callbacks.Checkpoints(
        save_to,
        "val_loss",
        patience=PATIENCE if own and epochs is None else None,
        resume=resume,
        overwrite=overwrite,
    )
    if checkpoints.finished:
        return checkpoints.load()
    keras.utils.set_random_seed(whole_number("seed", seed, 0))
    files = {"data": data, "validation": validation, "test": test}
    parts = train_part, validation_part, test_part = load(**files)
    sizes = {"units": units, "depth": depth, "cell": cell}
    model = build(train_part, data=data, latent=latent, **sizes)
    buckets = 1 if data is None else BUCKETS
    training = seqkit.data.drawings(
        train_part, model.codec, batch_size, buckets=buckets, seed=seed
    )
    least = math.ceil(UPDATES / len(training)) if own else 0
    epochs = epochs or max(EPOCHS.get(data, 1), least)
    rate = keras.optimizers.schedules.CosineDecay(learning_rate, epochs * len(training))
    model.compile(keras.optimizers.Adam(rate, global_clipnorm=1.0))
    checkpoints.fit(
        model,
        training,
        validation_data=seqkit.data.drawings(
            validation_part, model.codec, batch_size, augment=False
        ),
        epochs=epochs,
    )
    judge(model, parts, data)
    _drawing_files.write(save_to, model, test_part)
    _next_steps.tell(save_to, "sketches", None, **files)
    return model


def judge(
    model: "seqkit.Sketcher", parts: tuple[Part, Part, Part], data: str | None
) -> dict[str, float]:
    """Print and return a model's scores on the test part, and print a baseline's."""
    from recipes import _baselines
    from recipes import _drawing_checks

    train_part, _, test_part = parts
    codec = model.codec
    scores = _drawing_checks.losses(model.score(test_part, seed=0), codec.longest)
    print(f"\nReconstruction loss of {len(test_part):,} drawings:")
    print(
        f"  {scores['published']:.4f} as published: nats of all points, divided by "
        f"the drawings and by {codec.longest}, the longest one"
    )
    print(f"  {scores['nats_per_step']:.4f} nats a step, with the ends")
    print(f"  {scores['kl']:.4f} nats of the latent vector, a drawing")
    found = _drawing_checks.without_memory(train_part, test_part, codec, model.mixtures)
    _baselines.show(("one mixture without memory", found))
    if data is None:
        _, answers = _drawing_checks.completed(model, test_part)
        shares = _drawing_checks.right_shapes(answers, test_part)
        print("\nHalf drawings that are completed to their shape, by a rule:")
        for name, share in shares.items():
            print(f"  {name:<10} {share:.1%}")
        return scores | {"completed": shares["completed"]}
    return scores | compared(model, train_part, test_part)


def compared(
    model: "seqkit.Sketcher", train_part: Part, test_part: Part
) -> dict[str, float]:
    """Print and return how drawings of a model differ from true ones."""
    from recipes import _drawing_checks as checks

    count = len(test_part) + min(checks.EXAMPLES, len(train_part))
    drawn = model.draw(count, temperature=checks.TEMPERATURE, seed=0)
    copies = checks.copies(drawn, train_part, test_part)
    print(
        f"\nDrawings at temperature {checks.TEMPERATURE}: the nearest training drawing "
        f"is {copies['drawn_distance']:.3f} away, that of true drawings of the test "
        f"part {copies['held_out_distance']:.3f}; {copies['copied']:.1%} are nearer "
        "than 99 % of those."
    )
    told = checks.told_apart(drawn, train_part, test_part, model.codec)
    print(f"A classifier tells drawn from true drawings in {told:.1%} of the cases.")
    return copies | {"told_apart": told}


def evaluate(
    model: "seqkit.Sketcher",
    *,
    data: str | None = None,
    validation: str | None = None,
    test: str | None = None,
) -> dict[str, float]:
    """Evaluate a model on the test part that `train` uses with the same arguments.

    Returns:
        dict with `published`, the reconstruction loss as published; `nats_per_step`;
        `kl`, nats a drawing; on generated shapes `completed`, the share of half
        drawings that become their shape; on others `drawn_distance`,
        `held_out_distance` and `copied`, see `_drawing_checks.copies`, and
        `told_apart`, how often a classifier tells drawn from true drawings.
    """
    files = {"data": data, "validation": validation, "test": test}
    return judge(model, load(**files), data)


def demo(*, save_to: str = "saved_models/sketches") -> None:
    """Train on generated shapes, complete one, and let the exported model draw."""
    model = train(save_to=save_to)
    shape = load()[-1][0]
    start = shape.offsets[: len(shape) // 2]
    print(f"\nHalf of {shape} becomes {model.complete(start, temperature=0.1)}")
    served = seqkit.serving.Served(save_to)
    answer = served({"seed": [0], "temperature": [0.3]})[0]
    print(f"{served.path} draws:\n{answer['svg']}")
