"""Generate two noisy channels with knocks and rumbles, for the recipe `events`.

A knock begins at once, is fast and is stronger in the first channel. A rumble grows
over some steps, is slow and is stronger in the second channel. Both fade. Their size,
and the colour and size of the noise, differ from row to row.
"""

import numpy as np

KINDS = "knock", "rumble"
STEPS = 200
MARGIN = 10  # steps without an onset, at both ends of a row
APART = 15  # the least steps between two onsets of a row
MOST = 3  # onsets of a kind in a row
SHARES = {"knock": (1.0, 0.4), "rumble": (0.4, 1.0)}  # of the two channels

Row = tuple[np.ndarray, list[tuple[str, int]]]


def tremors(count: int, seed: int = 0) -> list[Row]:
    """Return rows of numbers, each with the onsets in it.

    Args:
        count: int, number of rows.
        seed: int; the same seed draws the same rows.

    Returns:
        list of pairs: float32 `(200, 2)`; and a list of pairs of "knock" or "rumble"
        and the step of the onset, in the order of the steps.
    """
    random = np.random.default_rng(seed)
    return [_row(random) for _ in range(count)]


def _row(random):
    """Return the numbers and the onsets of one row."""
    values = _noise(random) * random.uniform(0.5, 1.5)
    onsets = []
    for kind in KINDS:
        for _ in range(random.integers(0, MOST + 1)):
            step = int(random.integers(MARGIN, STEPS - MARGIN))
            if all(abs(step - other) >= APART for _, other in onsets):
                onsets.append((kind, step))
                size = random.uniform(3.0, 8.0)
                wave = size * _wave(random, kind, STEPS - step)
                values[step:] += wave[:, None] * np.array(SHARES[kind])
    onsets.sort(key=lambda onset: onset[1])
    return values.astype("float32"), onsets


def _noise(random):
    """Return noise `(200, 2)` whose neighbouring steps are similar."""
    noise = random.normal(size=(STEPS, 2))
    memory = random.uniform(0.0, 0.8)
    for step in range(1, STEPS):
        noise[step] += memory * noise[step - 1]
    return noise * np.sqrt(1 - memory**2)


def _wave(random, kind, steps):
    """Return the wave of one event from its onset on, `(steps,)`."""
    time = np.arange(steps)
    phase = random.uniform(0, 2 * np.pi)
    if kind == "knock":
        return np.exp(-time / 5) * np.cos(2.2 * time + phase)
    swell = np.minimum(time / 6, 1) * np.exp(-time / 20)
    return 1.5 * swell * np.cos(0.5 * time + phase)
