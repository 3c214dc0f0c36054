"""Events: the onsets of events in numbers over time, or a label for each step.

Data: generated knocks and rumbles; or `data="seismic_phasenet"`, P and S waves of 120
earthquakes (PhaseNet, MIT); or `data="eeg-eye-state"`, eyes open or closed (ODC-PDDL);
or a table of your own. Earthquakes: 20,739 parameters, 2 minutes of one core; five
folds: P within 0.5 s in 95 % of windows (STA/LTA: 69), S in 91 % (a constant: 46).

The model reads features, and so does its export: `features` makes them of raw steps.
"""

import math
from typing import Any

import seqkit
from seqkit.arguments import whole_number

COUNT, HELD_OUT = 600, 100  # generated rows for training, and for each other part
EPOCHS, QUAKE_EPOCHS, UPDATES = 12, 6, 300  # updates on a table, at least
SETS = "eeg-eye-state", "seismic_phasenet"
HOPS = {"seismic_phasenet": 10, "eeg-eye-state": 16}  # raw steps of one step
RATES = {"seismic_phasenet": 100}  # raw steps in a second
TOLERANCES = {"seismic_phasenet": 0.5}  # seconds, or steps where there is no rate
TOLERANCE = 3
WIDTH = 2.0  # steps, of the Gaussian around an event
THRESHOLD, DISTANCE = 0.3, 5  # of the peaks that are events
WINDOW = 64  # steps of a row that is cut from a table
BANDS = (1, 3), (3, 6), (6, 12), (12, 24), (24, 49)  # Hz
SPECTRUM = 64  # raw steps of which a spectrum is computed

Part = list[tuple[Any, list]]
"""Rows: raw values `(time, columns)`, and events or a label for each raw step."""


def load(
    *,
    data: str | None = None,
    validation: str | None = None,
    test: str | None = None,
    label: str | None = None,
    time: str | None = None,
    fold: int = 0,
) -> tuple[Part, Part, Part]:
    """Return rows in three parts: train, validation and test.

    Tables are in the order of time, and so are their parts: the first 60 % of the rows,
    the next 20 % and the last 20 %. Their values are clipped, since the EEG has values
    of 700,000 among those of 4,000: to the quantiles 0.5 % and 99.5 % of the train
    part, each moved outward by the distance between both.
    """
    from recipes import _datasets
    from recipes import _labelled_table
    from recipes._generated import tremors

    _datasets.check_paths(*SETS, data=data, validation=validation, test=test)
    if data is None:
        parts = (COUNT, 1), (HELD_OUT, 2), (HELD_OUT, 3)
        return tuple(tremors.tremors(count, seed) for count, seed in parts)
    if data == "seismic_phasenet":
        return _datasets.quake_windows(whole_number("fold", fold, 0))
    width, table = WINDOW * HOPS.get(data, 1), None
    if data == "eeg-eye-state":
        table = _labelled_table.eyes(_datasets.table(data))
    files = [data, validation, test]
    return _labelled_table.three_parts(table, files, label, time, width)


def features(values: Any, data: str | None) -> Any:
    """Return the features that the model reads of raw values, one step in each hop.

    Earthquakes: the logarithm of the energy of each axis in ten steps, of the trace, of
    its slope and of five bands, each minus its median in the window. EEG: the mean of
    16 steps minus that of the window, since the channels drift. Other data: the values
    as they are.
    """
    import numpy as np

    hop = HOPS.get(data, 1)
    count = len(values) // hop
    if hop == 1:
        return values
    if data != "seismic_phasenet":
        means = values[: count * hop].reshape(count, hop, -1).mean(axis=1)
        return (means - means.mean(axis=0)).astype("float32")
    values = values - values.mean(axis=0)
    slopes = np.diff(values, axis=0, prepend=values[:1])
    energies = [
        np.square(each[: count * hop]).reshape(count, hop, -1).mean(axis=1)
        for each in (values, slopes)
    ]
    half = SPECTRUM // 2
    padded = np.pad(values, [(half, half), (0, 0)], mode="reflect")
    # The spectrum of each step is that of the raw steps around its middle.
    places = hop * np.arange(count)[:, None] + hop // 2 + np.arange(SPECTRUM)
    tapered = padded[places] * np.hanning(SPECTRUM)[:, None]
    power = np.abs(np.fft.rfft(tapered, axis=1)) ** 2  # (count, frequencies, axes)
    hertz = np.fft.rfftfreq(SPECTRUM, 1 / RATES[data])
    energies += [
        power[:, (hertz >= low) & (hertz < high)].mean(axis=1) for low, high in BANDS
    ]
    logs = [np.log(each + 1e-6 * each.max(axis=0) + 1e-12) for each in energies]
    logs = [each - np.median(each, axis=0) for each in logs]
    return np.concatenate(logs, axis=1).astype("float32")  # (count, 7 * axes)


def is_picked(part: Part) -> bool:
    """Return whether rows have events; otherwise they have a label for each step."""
    return not any(targets and isinstance(targets[0], str) for _, targets in part)


def build(
    part: Part,
    *,
    data: str | None = None,
    units: int = 48,
    depth: int = 1,
    cell: str = "gru",
) -> "seqkit.SequenceTagger":
    """Build a model of the features of rows; `data` is that of `load`."""
    import numpy as np

    rows = [features(values, data) for values, _ in part]
    names = sorted({event[0] for _, targets in part for event in targets})
    if not is_picked(part):
        names = sorted({name for _, targets in part for name in targets})
    missing = any(np.isnan(row).any() for row in rows)
    return seqkit.SequenceTagger(
        seqkit.Series.from_arrays(rows, missing=missing),
        ["none", *names] if is_picked(part) else names,
        units,
        depth,
        cell,
        crf=False,
        dropout=0.3 if is_picked(part) else 0.5,
        class_weights=None if is_picked(part) else "balanced",
    )


def batches(
    model: "seqkit.SequenceTagger",
    part: Part,
    batch_size: int,
    data: str | None = None,
    **options,
):
    """Return the batches of rows that `fit` takes; options are `data.tagged`'s."""
    hop = HOPS.get(data, 1)
    rows, tags = [features(values, data) for values, _ in part], []
    for row, (_, targets) in zip(rows, part, strict=True):
        if is_picked(part):
            events = [(kind, (step + 0.5) / hop - 0.5) for kind, step in targets]
            length, names = len(row), model.tags
            tags.append(seqkit.data.event_targets(events, length, names, WIDTH))
        else:
            tags.append(targets[hop // 2 :: hop][: len(row)])
    return seqkit.data.tagged(
        rows, tags, model.codec, model.tags, batch_size, **options
    )


def train(
    *,
    data: str | None = None,
    validation: str | None = None,
    test: str | None = None,
    label: str | None = None,
    time: str | None = None,
    fold: int = 0,
    epochs: int | None = None,
    batch_size: int = 32,
    learning_rate: float = 4e-3,
    units: int = 48,
    depth: int = 1,
    cell: str = "gru",
    save_to: str | None = "saved_models/events",
    seed: int = 0,
    resume: bool = False,
    overwrite: bool = False,
) -> "seqkit.SequenceTagger":
    """Train a tagger, and return it with the weights of its best epoch.

    Args:
        data: None for generated rows, "seismic_phasenet", "eeg-eye-state", or the path
            of a CSV or TSV file, plain or .gz, with a label in each row.
        validation: path of a second table, by which the best epoch is chosen. None: the
            fifth of the rows before the last fifth.
        test: path of a third table, which is scored at the end. None: the last fifth of
            the rows.
        label: the column of labels in a table of your own.
        time: a column of numbers or ISO dates by which the rows of a table are in
            order. None: there is none, and the rows are in order.
        fold: int from 0 to 4, the fifth of the earthquakes that is the test part.
        epochs: int, passes over the rows. None: 12; 6 for earthquakes; for tables
            12, and at least 300 updates.
        batch_size: int, rows in a batch.
        learning_rate: float, the initial learning rate of Adam; it falls to 0 by a
            cosine.
        units: int, width of the recurrent layers.
        depth: int, number of recurrent layers.
        cell: "gru", "lstm" or "rnn".
        save_to: folder for `model.keras`, the exported versions and the picture
            `events.png`. None: nothing is written.
        seed: int, for the weights and the order of the rows.
        resume: bool, continue a run with the same `save_to` that was interrupted.
        overwrite: bool, start a new run even if `save_to` has a model of another run.
    """
    import keras

    from recipes import _event_files
    from recipes import _next_steps

    epochs = None if epochs is None else whole_number("epochs", epochs)
    files = {"data": data, "validation": validation, "test": test}
    files |= {"label": label, "time": time, "fold": fold}
    picked = data in (None, "seismic_phasenet")
    checkpoints = seqkit.callbacks.Checkpoints(
        save_to,
        "val_loss" if picked else "val_tag_accuracy",
        resume=resume,
        overwrite=overwrite,
    )
    if checkpoints.finished:
        return checkpoints.load()
    keras.utils.set_random_seed(whole_number("seed", seed, 0))
    parts = train_part, validation_part, test_part = load(**files)
    model = build(train_part, data=data, units=units, depth=depth, cell=cell)
    training = batches(model, train_part, batch_size, data, seed=seed)
    validating = batches(model, validation_part, batch_size, data)
    least = 0 if picked else math.ceil(UPDATES / len(training))
    epochs = epochs or max(EPOCHS if data != SETS[1] else QUAKE_EPOCHS, least)
    rate = keras.optimizers.schedules.CosineDecay(learning_rate, epochs * len(training))
    model.compile(keras.optimizers.Adam(rate, global_clipnorm=1.0))
    checkpoints.fit(model, training, validation_data=validating, epochs=epochs)
    judge(model, parts, data)
    values, targets = test_part[0]
    row, (found,) = features(values, data), answers(model, test_part[:1], data)
    marks = {"events": found, "truth": targets} if picked else {"labels": targets}
    options = {"rate": RATES.get(data), "names": model.tags, **marks}
    path = _event_files.write(save_to, model, row, values, **options)
    _next_steps.tell(save_to, "events", path, **files)
    return model


def answers(model: "seqkit.SequenceTagger", part: Part, data: str | None) -> list:
    """Return what a model finds in rows: events, or a label, in raw steps.

    Of the earthquakes each window has one P and one S wave, so the highest peak of each
    is taken.
    """
    hop, found = HOPS.get(data, 1), []
    given = model.tag([features(values, data) for values, _ in part])
    for answer, (values, _) in zip(given, part, strict=True):
        if not is_picked(part):
            tags = [tag for tag in answer.tags for _ in range(hop)]
            tags += tags[-1:] * (len(values) - len(tags))
            found.append(tags)
            continue
        alone = data == "seismic_phasenet"
        events = answer.events(0.01 if alone else THRESHOLD, DISTANCE)
        if alone:
            best = {event.kind: event for event in sorted(events, key=lambda e: e[2])}
            events = sorted(best.values(), key=lambda event: event.step)
        found.append([(kind, (step + 0.5) * hop - 0.5, p) for kind, step, p in events])
    return found


def judge(
    model: "seqkit.SequenceTagger", parts: tuple[Part, Part, Part], data: str | None
) -> dict[str, float]:
    """Print and return a model's scores on the test part, and print baselines."""
    from recipes import _event_baselines

    train_part, _, test_part = parts
    found, targets = answers(model, test_part, data), [row for _, row in test_part]
    if not is_picked(test_part):
        labels = [sum(side, []) for side in (targets, found)]
        print(report := seqkit.reports.classification_report(*labels))
        _event_baselines.labels(train_part, test_part)
        return {
            "accuracy": report.accuracy,
            "balanced_accuracy": report.balanced_accuracy,
        }
    tolerance, rate = TOLERANCES.get(data, TOLERANCE), RATES.get(data)
    kinds = [name for name in model.tags if name != "none"]
    report = seqkit.reports.event_report(
        targets, found, tolerance, rate=rate, kinds=kinds
    )
    print(report)
    window = (30, 300) if data else (5, 40)
    _event_baselines.picks(train_part, test_part, kinds, tolerance, rate, window)
    shares = zip(kinds, map(float, report.recall), strict=True)
    return {f"{kind}_found": share for kind, share in shares} | {"f1": report.micro_f1}


def evaluate(
    model: "seqkit.SequenceTagger",
    *,
    data: str | None = None,
    validation: str | None = None,
    test: str | None = None,
    label: str | None = None,
    time: str | None = None,
    fold: int = 0,
) -> dict[str, float]:
    """Evaluate a model on the test part that `train` uses with the same arguments.

    Returns:
        dict with `f1` of the events, and for each kind the share of true events found
        within the tolerance, such as `P_found`; or of labels `accuracy` and
        `balanced_accuracy`.
    """
    files = {"data": data, "validation": validation, "test": test}
    return judge(model, load(**files, label=label, time=time, fold=fold), data)


def folds(*, seed: int = 0, **options) -> dict[str, float]:
    """Train on each of the five folds of the earthquakes; print and return means."""
    scores = []
    for fold in range(5):
        model = train(
            data="seismic_phasenet", fold=fold, seed=seed, save_to=None, **options
        )
        scores.append(evaluate(model, data="seismic_phasenet", fold=fold))
    means = {name: sum(each[name] for each in scores) / 5 for name in scores[0]}
    print(
        "\nMeans of the folds:", {name: round(mean, 4) for name, mean in means.items()}
    )
    return means


def demo(*, save_to: str = "saved_models/events") -> None:
    """Train on generated rows, and let the exported model find events in a row."""
    model = train(save_to=save_to)
    values, events = load()[-1][0]
    print(f"\ntrue: {events}\nfound: {model.tag(values).events(THRESHOLD, DISTANCE)}")
    served = seqkit.serving.Served(save_to)
    answer = served(values, signature="events", distance=DISTANCE)
    print(f"{served.path} says:", *zip(answer["kinds"], answer["steps"], strict=True))
