"""Simple baselines of the recipe `events`, computed on the same windows."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

import seqkit
from recipes import _baselines

SHORT, LONG = 30, 300  # steps of the two means of STA/LTA
PERCENTS = range(1, 100)  # quantiles that are tried as thresholds

Picks = Sequence[tuple[np.ndarray, list]]
Labelled = Sequence[tuple[np.ndarray, list[str]]]


def sta_lta(values: np.ndarray, short: int = SHORT, long: int = LONG) -> int:
    """Return the step where the energy grows most: the largest STA / LTA.

    Args:
        values: float `(time, channels)`.
        short: int, steps after the onset over which the energy is averaged (STA).
        long: int, steps before it (LTA).

    Returns:
        int, the first step of the short mean.

    Reference: Allen 1978, https://doi.org/10.1785/BSSA0680051521. The energy is that of
        the differences of steps, so that slow noise weighs little.
    """
    energy = (np.diff(values.astype("float64"), axis=0) ** 2).sum(axis=1)
    long = min(long, len(energy) // 4)
    short = min(short, len(energy) // 4)
    sums = np.concatenate([[0.0], np.cumsum(energy)])
    steps = np.arange(long, len(energy) - short)
    after = (sums[steps + short] - sums[steps]) / short
    before = (sums[steps] - sums[steps - long]) / long
    return int(steps[np.argmax(after / (before + 1e-9 * energy.max() + 1e-30))]) + 1


def picks(
    train: Picks,
    test: Picks,
    kinds: Sequence[str],
    tolerance: float,
    rate: float | None,
    window: tuple[int, int] = (SHORT, LONG),
) -> dict[str, float]:
    """Print and return the shares of true events that baselines find.

    The first kind is picked by STA/LTA, one pick for each row. If each row has one
    event of each of two kinds, the second is guessed at a constant number of steps
    after the true first one; the best constant of the training part is taken.

    Args:
        train: list of (values, events), for the constant.
        test: list of (values, events), for the shares.
        kinds: list of str.
        tolerance: float, as in `seqkit.reports.event_report`.
        rate: float or None, as there.
        window: pair of int, the steps of the short and the long mean.
    """
    first, true = kinds[0], [events for _, events in test]
    found = [[(first, sta_lta(values, *window))] for values, _ in test]
    options = {"rate": rate, "kinds": kinds}
    report = seqkit.reports.event_report(true, found, tolerance, **options)
    rows = [(f"STA/LTA as {first}", {f"{first} found": float(report.recall[0])})]
    if len(kinds) == 2 and all(len(events) == 2 for _, events in [*train, *test]):
        rows.append(_constant(train, true, kinds, tolerance, options))
    _baselines.show(*rows)
    return {name: value for _, scores in rows for name, value in scores.items()}


def _constant(train, true, kinds, tolerance, options):
    """Return the row of the second kind, guessed from the true first one."""
    first, second = kinds

    def apart(events):
        steps = {event[0]: event[1] for event in events}
        return steps[second] - steps[first]

    known = np.array([apart(events) for _, events in train])
    near = tolerance * (options["rate"] or 1)
    best = max(known, key=lambda steps: (np.abs(known - steps) <= near).sum())
    found = [
        [(second, event[1] + best) for event in events if event[0] == first]
        for events in true
    ]
    report = seqkit.reports.event_report(true, found, tolerance, **options)
    name = f"{second} {best:.0f} steps after the true {first}"
    return name, {f"{second} found": float(report.recall[1])}


def labels(train: Labelled, test: Labelled) -> dict[str, float]:
    """Print and return the balanced accuracy of the best threshold of one column.

    With two labels all columns, thresholds and directions are tried on the training
    part. The most frequent label has 1 / labels.

    Args:
        train: list of (values, labels), on which the threshold is chosen.
        test: list of (values, labels), for the score.
    """
    values, known = _joined(train)
    others, asked = _joined(test)
    usual = Counter(known).most_common(1)[0][0]
    scores = {"always " + usual: _balanced(asked, np.full(len(asked), usual))}
    names = sorted(set(known))
    if len(names) == 2:
        best = _threshold(values, known, names)
        _, column, threshold, high, low = best
        guessed = np.where(others[:, column] > threshold, high, low)
        name = f"{high} if column {column} > {threshold:.6g}"
        scores[name] = _balanced(asked, guessed)
    _baselines.show(
        *((name, {"balanced accuracy": score}) for name, score in scores.items())
    )
    return {"threshold": list(scores.values())[-1]}


def _threshold(values, known, names):
    """Return the best (score, column, threshold, label above, label below)."""
    tried = []
    for column in range(values.shape[1]):
        for threshold in np.nanpercentile(values[:, column], PERCENTS):
            above = values[:, column] > threshold
            for high, low in (names, names[::-1]):
                score = _balanced(known, np.where(above, high, low))
                tried.append((score, column, float(threshold), high, low))
    return max(tried)


def _joined(part):
    """Return the values of all rows one after another, and their labels."""
    values, labels = zip(*part, strict=True)
    return np.concatenate(values), np.array([name for row in labels for name in row])


def _balanced(labels, guessed):
    """Return the mean share of each label that is right."""
    right = labels == guessed
    return float(np.mean([right[labels == name].mean() for name in np.unique(labels)]))
