"""Times contestants in turns, so that a busy machine slows all alike."""

import dataclasses
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

ROUNDS = 9

Times = dict[str, list[float]]
"""The seconds of each round, by contestant."""


@dataclass(frozen=True)
class Row:
    """A line of the table.

    Args:
        what: str.
        value: float.
        unit: str.
        ratio: float, how many times as good as the reference. None: no reference.
        quartiles: pair of float, the first and third quartile of the ratio over the
            rounds. None: there was one round.
    """

    what: str
    value: float
    unit: str
    ratio: float | None = None
    quartiles: tuple[float, float] | None = None

    def cells(self) -> list[str]:
        """Return the columns of the table: ratio, quartiles, value, unit, what."""
        ratio = "" if self.ratio is None else f"{self.ratio:.2f} x"
        between = "{:.2f} to {:.2f}".format(*self.quartiles) if self.quartiles else ""
        return [ratio, between, f"{self.value:,.1f}", self.unit, self.what]

    def __str__(self):
        return "{:>8}{:>15}{:>13} {:<16}{}".format(*self.cells())

    def of(self, title: str) -> "Row":
        """Return the row with a title after its name."""
        return dataclasses.replace(self, what=f"{self.what}, {title}")

    def markdown(self) -> str:
        """Return the line of a GitHub table."""
        return "| " + " | ".join(self.cells()) + " |"


def seconds(function: Callable[[], object]) -> float:
    """Times one call."""
    begin = time.perf_counter()
    function()
    return time.perf_counter() - begin


def in_turns(
    contestants: dict[str, Callable[[], object]], rounds: int | None = None
) -> Times:
    """Time each contestant once a round, after one call of each to warm up.

    Every other round goes through the contestants from the last to the first, so that
    none always runs after the same other.

    Args:
        contestants: dict from name to the function that is timed.
        rounds: int. None: `ROUNDS`.
    """
    for function in contestants.values():
        function()
    times = {name: [] for name in contestants}
    for turn in range(rounds or ROUNDS):
        for name in list(contestants)[:: -1 if turn % 2 else 1]:
            times[name].append(seconds(contestants[name]))
    return times


def compared(times: Times, amount: float, unit: str, reference: str) -> list[Row]:
    """Compare the times of all contestants with those of one, round by round.

    Args:
        times: see `in_turns`.
        amount: float, how much of `unit` one call does.
        unit: str, such as "tokens/s".
        reference: str, the contestant to compare with.

    Returns:
        list of `Row`, one for each contestant: the amount in its median time, and the
        median over the rounds of the time of the reference divided by its own.
    """
    rows = []
    for name, own in times.items():
        ratios = np.divide(times[reference], own)
        low, median, high = map(float, np.quantile(ratios, [0.25, 0.5, 0.75]))
        quartiles = (low, high) if len(own) > 1 and name != reference else None
        rows.append(Row(name, amount / float(np.median(own)), unit, median, quartiles))
    return rows


def second_ratio(
    times: Times, amount: float, unit: str, name: str, reference: str
) -> Row:
    """Compare one contestant with another than the first; see `compared`."""
    both = {each: times[each] for each in (name, reference)}
    row, _ = compared(both, amount, unit, reference)
    return dataclasses.replace(row, what=f"{name} to {reference}")


def side_by_side(
    contestants: dict[str, Callable[[], object]],
    amount: float,
    unit: str,
    rounds: int | None = None,
) -> list[Row]:
    """Time contestants in turns, and compare all with the first; see `compared`."""
    times = in_turns(contestants, rounds)
    return compared(times, amount, unit, next(iter(contestants)))
