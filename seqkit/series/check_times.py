"""Check that the times of each series rise in regular steps, and find their frequency.

Raised errors name the first wrong step, and `seqkit.data.resample`.
"""

import numpy as np

from seqkit.series.frequency import Frequency
from seqkit.series.time_axis import Times
from seqkit.series.time_axis import is_month_end
from seqkit.series.time_axis import shown

_DAY = 24 * 3600 * 10**6
_ZONES = (
    "If these are local times with daylight saving time, give them their zone first: "
    '`times.dt.tz_localize(zone, ambiguous="infer")`.'
)


def inner_steps(count: int, starts: np.ndarray) -> np.ndarray:
    """Return bool `(rows - 1,)`, whether a row and the next are in the same series.

    Args:
        count: int, the number of rows.
        starts: int64 `(series,)`, the first row of each series.
    """
    inner = np.ones(max(count - 1, 0), bool)
    firsts = starts[(starts > 0) & (starts < count)]
    inner[firsts - 1] = False
    return inner


def check_times(
    times: Times,
    inner: np.ndarray,
    frequency: Frequency | None,
    name: str,
    rows: np.ndarray,
) -> Frequency | None:
    """Raise ValueError unless the times of each series are regular.

    Args:
        times: Times of the rows, one series after the other.
        inner: bool `(rows - 1,)`, whether a row and the next are in the same series.
        frequency: Frequency, the time from row to row. None: the most frequent one.
        name: str, the name of the column of times, for the error.
        rows: int64 `(rows,)`, the numbers of the rows in the table, for the error.

    Returns:
        Frequency; None if no series has two rows and `frequency` is None.

    Raises:
        ValueError: times are duplicated, unsorted or irregular.
    """
    check_order(times, inner, name, rows)
    places = np.flatnonzero(inner)
    if not places.size:
        return frequency
    steps, kind = _steps(times, places, frequency)
    if frequency is None:
        frequency = Frequency(_usual(steps), kind)
    elif frequency.kind != kind:
        raise _irregular(times, places[0], frequency, name, rows)
    if kind == "numbers":
        right = np.abs(steps - frequency.count) <= 1e-6 * abs(frequency.count)
    else:
        right = steps == frequency.count
    if not right.all():
        raise _irregular(times, places[np.argmin(right)], frequency, name, rows)
    return frequency


def check_order(times: Times, inner: np.ndarray, name: str, rows: np.ndarray) -> None:
    """Raise ValueError if a time is not after the one before it, see `check_times`."""
    steps = np.diff(times.utc)
    wrong = inner & (steps <= np.zeros((), steps.dtype))
    if not wrong.any():
        return
    place = int(np.argmax(wrong))
    first, second = map(shown, times.utc[place : place + 2])
    if first == second:
        problem, fix = "twice", "Keep one of the rows, or name the column of series."
    else:
        problem = f"after {first}"
        fix = f"Sort the rows: `table.sort_values({name!r})`."
        if inner.all() and np.unique(times.utc).size < times.utc.size:
            fix = f"Name the column of series, if there are several. Else: {fix}"
    whole_days = times.numbers or (times.utc == times.utc.astype("M8[D]")).all()
    advice = "" if whole_days else f" {_ZONES}"
    raise ValueError(
        f"The times of a series rise from row to row. Received {second} {problem} in "
        f"column {name!r}, rows {rows[place]} and {rows[place + 1]}, the first being "
        f"0. {fix}{advice}"
    )


def _steps(times, places, frequency):
    """Return the steps at some places in the unit of their kind, and the kind."""
    if times.numbers:
        return np.diff(times.utc)[places], "numbers"
    local = np.diff(times.wall).astype("int64")[places]
    monthly = frequency is None or frequency.kind == "months"
    if monthly and local.min() >= 28 * _DAY and _same_day(times.wall):
        months = np.diff(times.wall.astype("datetime64[M]").astype("int64"))
        return months[places], "months"
    daily = local.min() >= _DAY if frequency is None else frequency.days
    steps = local if daily else np.diff(times.utc).astype("int64")[places]
    return steps, "time"


def _same_day(times):
    """Return whether all times are on the same day of their months, at the same time.

    The last day of a month is one day, whatever its number.
    """
    days = times.astype("datetime64[D]")
    clock = times - days
    day = days - days.astype("datetime64[M]").astype("datetime64[D]")
    same = (day == day[0]).all() or is_month_end(times).all()
    return bool(same and (clock == clock[0]).all())


def _usual(steps):
    """Return the most frequent step; of floats the median."""
    if steps.dtype.kind == "f":
        return float(np.median(steps))
    values, counts = np.unique(steps, return_counts=True)
    return int(values[np.argmax(counts)])


def _irregular(times, place, frequency, name, rows):
    """Return the error for a step that differs from the frequency."""
    one, two = map(shown, times.in_steps_of(frequency)[place : place + 2])
    fix = f'`seqkit.data.resample(table, "{frequency}", time={name!r})`'
    advice = "" if times.numbers or frequency.days else f" {_ZONES}"
    return ValueError(
        f"The times of column {name!r} are regular, {frequency} apart. Received "
        f"{one} and then {two} in rows {rows[place]} and "
        f"{rows[place + 1]}, the first being 0. Make them regular, with missing values "
        f"in the gaps: {fix}; or leave `time` out, so that steps are only counted."
        f"{advice}"
    )
