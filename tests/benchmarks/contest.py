"""Rows of contestants that do the same, each in a process of its own."""

from collections.abc import Iterator

from tests.benchmarks.contestant import Contestant
from tests.benchmarks.contestant import started
from tests.benchmarks.timing import Row
from tests.benchmarks.timing import compared
from tests.benchmarks.timing import in_turns
from tests.benchmarks.timing import second_ratio


def contest(
    title: str,
    contestants: dict[str, Contestant],
    amount: float,
    unit: str,
    second: tuple[str, str],
    rounds: int | None = None,
) -> Iterator[Row | str]:
    """Time contestants in turns, and yield a row for each.

    Args:
        title: str, what they do.
        contestants: dict from name to contestant; ratios are to the first.
        amount: float, how much of `unit` each of them does.
        unit: str.
        second: pair of names: a last row compares the first of them with the second,
            unless that one is the reference already.
        rounds: int. None: `timing.ROUNDS`.
    """
    with started(contestants) as (ready, missing):
        for name, reason in missing.items():
            yield f"{name}, {title}: skipped. {reason}"
        times = in_turns(ready, rounds)
    if not times:
        return
    first = next(iter(times))
    for row in compared(times, amount, unit, first):
        yield row.of(title)
    if first not in second and {*second} <= times.keys():
        yield second_ratio(times, amount, unit, *second).of(title)
