"""Cut windows with random starts from the records of earthquakes, in folds."""

import numpy as np

from recipes._datasets.time_series import seismograms

FOLDS = 5
LENGTH = 3_000  # steps of a window, 100 in a second
LATEST = 900  # the latest start of a window; P arrives at step 1,000 of each record
COPIES = 12  # windows of a record for training
TRIED = 5  # windows of a record for validation and test
VALIDATION = 8  # each eighth record that is not for the test

Part = list[tuple[np.ndarray, list[tuple[str, float]]]]


def quake_windows(fold: int) -> tuple[Part, Part, Part]:
    """Return windows of 30 seconds in three parts: train, validation and test.

    Every fifth record, from number `fold` on, is in the test part, and every eighth of
    the others in the validation part. All windows begin at random, those of the test
    too, so that P is 1 to 10 seconds after the start. Windows for training have noise,
    exchanged horizontal axes or a dead axis at random.

    Args:
        fold: int from 0 to 4.

    Returns:
        three lists of pairs: float32 `(3000, 3)` in counts; and the steps of P and S, a
        list of pairs of "P" or "S" and a float.

    Raises:
        ValueError: there is no such fold.
        OSError: the records are in no folder of data sets.
    """
    if not 0 <= fold < FOLDS:
        raise ValueError(
            f"`fold` is the fifth of the records for the test, from 0 to {FOLDS - 1}. "
            f"Received {fold}. Give one of them."
        )
    records = seismograms()
    places = np.arange(len(records["p_index"]))
    test, others = places[places % FOLDS == fold], places[places % FOLDS != fold]
    chosen = (
        (np.delete(others, np.s_[::VALIDATION]), COPIES, True),
        (others[::VALIDATION], TRIED, False),
        (test, TRIED, False),
    )
    parts = []
    for rows, copies, changed in chosen:
        random = np.random.default_rng([fold, copies, len(rows)])
        repeated = np.tile(rows, copies)
        parts.append([_window(records, row, random, changed) for row in repeated])
    return tuple(parts)


def _window(records, row, random, changed):
    """Return a random window of a record and its two events."""
    start = random.integers(0, LATEST + 1)
    whole = records["waveforms"][row].astype("float32")
    values = whole[start : start + LENGTH].copy()  # (3000, 3)
    if changed:
        values = _changed(values, whole[:LATEST], random)
    events = [("P", records["p_index"][row]), ("S", records["s_index"][row])]
    return values, [(kind, float(step - start)) for kind, step in events]


def _changed(values, before, random):
    """Return a window with changes that keep its events; `before` is noise alone."""
    if random.random() < 0.3:
        values[:, random.integers(3)] = 0
    if random.random() < 0.5:
        values = values[:, [1, 0, 2]]
    if random.random() < 0.4:
        noise = before.std(axis=0) * random.choice([0.5, 1, 2, 4])
        noise = noise * (values.std(axis=0) > 0)
        values = values + noise * random.normal(size=values.shape)
    return values.astype("float32")
