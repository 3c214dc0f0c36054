"""How rows are timed: in turns, so that a busy machine slows all alike."""

import time
from collections.abc import Callable
from dataclasses import dataclass

ROUNDS = 5


@dataclass(frozen=True)
class Row:
    """A line of the table.

    Args:
        what: str.
        value: float.
        unit: str.
        ratio: float, to the first row of its group, where more is better. Or None.
    """

    what: str
    value: float
    unit: str
    ratio: float | None = None

    def __str__(self):
        ratio = "" if self.ratio is None else f"{self.ratio:8.2f} x"
        return f"{self.what:<58}{self.value:>12,.1f} {self.unit:<14}{ratio}"


def seconds(function: Callable[[], object]) -> float:
    """Times one call."""
    begin = time.perf_counter()
    function()
    return time.perf_counter() - begin


def side_by_side(
    contestants: dict[str, Callable[[], object]],
    amount: float,
    unit: str,
    rounds: int = ROUNDS,
) -> list[Row]:
    """Times each contestant once a round, after one call to warm up.

    Args:
        contestants: name to what is timed; the first is what the ratios compare with.
        amount: how much of `unit` one call does.
        unit: str, such as "tokens/s".
        rounds: int.

    Returns:
        A row a contestant, of its best round.
    """
    for function in contestants.values():
        function()
    times = [
        {name: seconds(function) for name, function in contestants.items()}
        for _ in range(rounds)
    ]
    best = {name: min(each[name] for each in times) for name in contestants}
    first = next(iter(best.values()))
    return [Row(name, amount / time, unit, first / time) for name, time in best.items()]
