"""`python -m tests.benchmarks.growth FILE.png [CELL]`: cost against length and batch.

Draws the seconds of a training step of 128 units, on one core, in two panels: against
the steps of a sequence, 64 to 4,096 in batches of 16; and against the sequences of a
batch, 1 to 256 of 100 steps. A dashed line grows linearly.
"""

import itertools
import os
import sys
from collections.abc import Callable

import numpy as np

from tests.benchmarks.__main__ import keep_cores
from tests.benchmarks.__main__ import threads
from tests.benchmarks.contestant import Contestant
from tests.benchmarks.contestant import named
from tests.benchmarks.contestant import started
from tests.benchmarks.timing import seconds
from tests.benchmarks.training import TRAINERS

UNITS, ROUNDS = 128, 5
LENGTHS, BATCH = [64, 128, 256, 512, 1024, 2048, 4096], 16
BATCHES, LENGTH = [1, 4, 16, 64, 256], 100
COLOURS = "tab:orange", "tab:blue", "tab:gray"


def main():
    path, cell = sys.argv[1], (sys.argv[2:] or ["lstm"])[0]
    keep_cores(1)
    os.environ |= threads(1)
    figure_of(measured(cell), cell).savefig(path, dpi=100)


def measured(cell: str) -> dict[str, np.ndarray]:
    """Return the seconds of a training step, for each contestant a row of all sizes."""
    sizes = [(BATCH, length) for length in LENGTHS] + [(n, LENGTH) for n in BATCHES]
    contestants = {
        name: Contestant("tests.benchmarks.growth:each_size", path, cell, sizes)
        for name, path in TRAINERS.items()
    }
    with started(contestants) as (ready, _):
        times = {name: [] for name in ready}
        for _, _, (name, run) in itertools.product(
            range(ROUNDS + 1), sizes, ready.items()
        ):
            times[name].append(seconds(run))
    # The first round is to warm up.
    return {
        name: np.median(np.reshape(each, (ROUNDS + 1, -1))[1:], axis=0)
        for name, each in times.items()
    }


def each_size(path: str, cell: str, sizes: list) -> Callable[[], object]:
    """Return a function that trains one batch of the next size at each call."""
    trainers = [named(path)(cell, UNITS, 1, *size, 1) for size in sizes]
    turns = itertools.cycle(trainers)
    return lambda: next(turns)()


def figure_of(times: dict[str, np.ndarray], cell: str):
    """Draw the two panels, both axes logarithmic; returns a Matplotlib figure."""
    from matplotlib.figure import Figure

    figure = Figure((8, 3.6), layout="constrained")
    left, right = figure.subplots(1, 2, sharey=True)
    cut = len(LENGTHS)
    panels = [
        (left, LENGTHS, slice(cut), f"steps of a sequence, batch {BATCH}"),
        (right, BATCHES, slice(cut, None), f"sequences of a batch, {LENGTH} steps"),
    ]
    for axes, places, part, label in panels:
        for (name, each), colour in zip(times.items(), COLOURS, strict=False):
            axes.plot(places, each[part], "o-", color=colour, label=name, markersize=4)
        first = min(each[part][-1] for each in times.values()) / places[-1] / 2
        line = [first * place for place in places]
        axes.plot(places, line, "--", color="0.7", label="linear")
        axes.set(xscale="log", yscale="log", xlabel=label)
        axes.set_xticks(places, [f"{place:,}" for place in places], minor=False)
        axes.set_xticks([], minor=True)
        axes.tick_params(labelsize=8)
    left.set_ylabel(f"seconds of a training step\n{cell}, {UNITS} units, one core")
    left.legend(fontsize=8)
    return figure


if __name__ == "__main__":
    main()
