"""Judge drawings of a model: their nats, completions, copies, and a classifier."""

from collections.abc import Sequence
from typing import Any

import numpy as np

import seqkit

Drawings = Sequence["seqkit.strokes.Drawing"]

# The baseline: one mixture for all steps.
FITTED, UPDATES, BATCH, RATE = 100_000, 2_000, 500, 0.01
NARROW = -1.0  # the logarithm of the first deviations
PLACES = 32  # points by which two drawings are compared
COMPARED = 200  # drawings of a model that are compared with training ones
COLD = 0.1  # temperature of completions
TEMPERATURE = 0.5  # at which drawings are to pass for true ones
# The classifier: the most drawings of each kind to train on, its width and updates.
EXAMPLES, UNITS, LESSONS = 1_000, 64, 600
HELD = 5  # each so many drawings choose the classifier's epoch


def losses(scores: Sequence[Any], longest: int) -> dict[str, float]:
    """Return the reconstruction loss of drawings in both conventions.

    Args:
        scores: the `DrawingScore` of each drawing.
        longest: int, `longest` of the codec.

    Returns:
        dict of `published`, the nats of offsets and pens of all points without the
        ends, divided by the number of drawings and by `longest` (Ha & Eck 2017, eq. 9,
        the pen masked as in their evaluation); `nats_per_step`, a mean over all steps
        with the ends; and `kl`, the nats of a drawing's latent vector.
    """
    points = sum(score.points for score in scores)
    drawn = sum(score.offsets + score.pen for score in scores)
    ends = sum(score.end for score in scores)
    return {
        "published": drawn / (len(scores) * longest),
        "nats_per_step": (drawn + ends) / (points + len(scores)),
        "kl": sum(score.kl for score in scores) / len(scores),
    }


def without_memory(
    train: Drawings, test: Drawings, codec: Any, mixtures: int, seed: int = 0
) -> dict[str, float]:
    """Return the losses of one mixture of offsets and pens that ignores the past.

    The mixture is the model's own layer on a constant input, fitted on training steps.
    """
    import keras
    from keras import ops

    head = seqkit.layers.MixtureDensity(mixtures)
    inputs = keras.Input((1,))
    model = keras.Model(inputs, head(inputs))

    def nats(steps, raw):
        offsets, pens = head.log_likelihood(raw, steps)
        return -ops.where(steps[:, 4] > 0, 0.0, offsets) - pens  # (batch,)

    steps, _ = codec.encode_flat(train)
    random = np.random.default_rng(seed)
    steps = steps[random.permutation(len(steps))[:FITTED]]
    # The distributions begin around training steps: see the outputs of the layer.
    kernel, bias = map(np.zeros_like, head.get_weights())
    means = steps[steps[:, 4] == 0, :2][:mixtures]
    bias[mixtures : mixtures + len(means)] = means[:, 0]
    bias[2 * mixtures : 2 * mixtures + len(means)] = means[:, 1]
    bias[3 * mixtures : 5 * mixtures] = NARROW
    head.set_weights([kernel, bias])
    batches = -(-len(steps) // BATCH)
    epochs = -(-UPDATES // batches)
    rate = keras.optimizers.schedules.CosineDecay(RATE, epochs * batches)
    model.compile(keras.optimizers.Adam(rate, global_clipnorm=1.0), loss=nats)
    ones = np.ones((len(steps), 1), "float32")
    model.fit(ones, steps, BATCH, epochs, shuffle=False, verbose=0)
    asked, _ = codec.encode_flat(test)
    raw = head(np.ones((1, 1), "float32"))
    offsets, pens = map(ops.convert_to_numpy, head.log_likelihood(raw, asked))
    ends = asked[:, 4] > 0
    drawn = -(offsets + pens)[~ends].sum()
    return {
        "published": float(drawn / (len(test) * codec.longest)),
        "nats_per_step": float((drawn - pens[ends].sum()) / len(asked)),
    }


def completed(
    model: "seqkit.Sketcher",
    drawings: Drawings,
    temperature: float = COLD,
    seed: int = 0,
) -> tuple[list, list]:
    """Return the first half of each drawing, and what a model makes of it."""
    starts = [drawing.offsets[: len(drawing) // 2] for drawing in drawings]
    found = model.complete(starts, temperature=temperature, seed=seed)
    return [seqkit.strokes.Drawing(start) for start in starts], found


def right_shapes(answers: Drawings, drawings: Drawings) -> dict[str, float]:
    """Return the share of completions of each shape that are the shape, by the rule.

    Args:
        answers: the completion of each drawing.
        drawings: the whole generated drawings.
    """
    from recipes._generated.drawn_shapes import shape_of

    pairs = [
        (shape_of(drawing), shape_of(answer))
        for drawing, answer in zip(drawings, answers, strict=True)
    ]
    shares = {"completed": [true == found for true, found in pairs]}
    for shape in sorted({true for true, _ in pairs}):
        shares[shape] = [true == found for true, found in pairs if true == shape]
    return {name: sum(right) / len(right) for name, right in shares.items()}


def nearest(drawings: Drawings, known: Drawings) -> np.ndarray:
    """Return the distance of each drawing to the nearest known one.

    Drawings are moved to the origin, scaled to a root mean square radius of 1, and
    replaced by 32 points at equal ways along their lines. The distance of two drawings
    is the mean of the distances from each point of one to the nearest point of the
    other, over both (the chamfer distance); it does not depend on the order of lines.

    Returns:
        float `(drawings,)`; infinity for a drawing without a way, or if no known one
        has a way.
    """
    known = [each for each in map(places, known) if each is not None]
    if not known:
        return np.full(len(drawings), np.inf)
    flat = np.concatenate(known)  # (known * 32, 2)
    squares = (flat**2).sum(axis=1)
    found = []
    for drawing in drawings:
        own = places(drawing)
        if own is None:
            found.append(np.inf)
            continue
        square = (own**2).sum(axis=1)[:, None] + squares - 2 * own @ flat.T
        apart = np.sqrt(np.maximum(square, 0)).reshape(PLACES, -1, PLACES)
        both = apart.min(axis=0).mean(axis=-1) + apart.min(axis=2).mean(axis=0)
        found.append(both.min() / 2)
    return np.array(found)


def places(drawing: "seqkit.strokes.Drawing") -> np.ndarray | None:
    """Return 32 points at equal ways along a drawing, scaled, float32 `(32, 2)`.

    None for a drawing without a way.
    """
    ways, points, gone = [], [], 0.0
    for line in drawing.lines:
        if not len(line):
            continue
        steps = np.hypot(*np.diff(line, axis=0).T)
        ways.append(gone + np.append(0, np.cumsum(steps)))
        points.append(line)
        gone = ways[-1][-1]
    if not 0 < gone < np.inf:
        return None
    along, line = np.concatenate(ways), np.concatenate(points)
    asked = (np.arange(PLACES) + 0.5) * gone / PLACES
    found = np.stack([np.interp(asked, along, axis) for axis in line.T], axis=1)
    found = found - found.mean(axis=0)
    radius = np.sqrt((found**2).sum(axis=1).mean())
    return (found / max(radius, 1e-9)).astype("float32")


def copies(drawn: Drawings, train: Drawings, held_out: Drawings) -> dict[str, float]:
    """Return how near drawn and held-out drawings are to the training drawings.

    Returns:
        dict of `drawn_distance` and `held_out_distance`, medians of `nearest`; and
        `copied`, the share of drawn ones that are nearer than 99 % of the held-out.
    """
    of_drawn = nearest(drawn[:COMPARED], train)
    of_held_out = nearest(held_out[:COMPARED], train)
    nearest_percent = np.quantile(of_held_out, 0.01, method="lower")
    return {
        "drawn_distance": float(np.median(of_drawn)),
        "held_out_distance": float(np.median(of_held_out)),
        "copied": float(np.mean(of_drawn < nearest_percent)),
    }


def told_apart(
    drawn: Drawings, train: Drawings, test: Drawings, codec: Any, seed: int = 0
) -> float:
    """Return how often a new classifier tells drawn from true drawings.

    It is trained on true drawings of the train part and on drawn ones, and judged on
    those of the test part and as many other drawn ones; 0.5 is guessing.

    Args:
        drawn: drawings of the model, more than `test` has.
        train: true drawings for training.
        test: true drawings to judge by.
        codec: `Strokes`.
        seed: int.
    """
    import keras

    keras.utils.set_random_seed(seed)
    asked, rest = drawn[: len(test)], drawn[len(test) :]
    random = np.random.default_rng(seed)
    chosen = random.permutation(len(train))[: len(rest)]
    rows = [(drawing, "drawn") for drawing in rest]
    rows += [(train[row], "true") for row in chosen]
    rows = [rows[row] for row in random.permutation(len(rows))]
    parts = [rows[i] for i in range(len(rows)) if i % HELD], rows[::HELD]
    labels = ["drawn", "true"]
    model = seqkit.SequenceClassifier(codec, labels, UNITS, cell="gru", pooling="mean")
    model.compile(keras.optimizers.Adam(3e-3, global_clipnorm=1.0))
    training, validation = (
        seqkit.data.labelled(
            *zip(*part, strict=True), codec, labels, 64, augment=False, seed=seed
        )
        for part in parts
    )
    epochs = -(-LESSONS // len(training))
    best = keras.callbacks.EarlyStopping(
        "val_accuracy", patience=epochs, mode="max", restore_best_weights=True
    )
    model.fit(
        training,
        validation_data=validation,
        epochs=epochs,
        callbacks=[best],
        shuffle=False,
        verbose=0,
    )
    answers = model.classify([*asked, *test])
    true = ["drawn"] * len(asked) + ["true"] * len(test)
    right = [a.label == label for a, label in zip(answers, true, strict=True)]
    return sum(right) / len(right)
