"""Divide a table into training, validation and test parts, in the order of time."""

from datetime import date
from typing import Any

import numpy as np

from seqkit.series.check_times import check_order
from seqkit.series.check_times import inner_steps
from seqkit.series.encoded_table import group_rows
from seqkit.series.read_table import column_of
from seqkit.series.read_table import index_of_times
from seqkit.series.read_table import read_columns
from seqkit.series.read_table import take_rows
from seqkit.series.time_axis import Times
from seqkit.series.time_axis import read_times

_PARTS = ("train", "validation", "test")


def split_by_time(
    table: Any,
    validation: Any = 0.1,
    test: Any = 0.1,
    *,
    time: str | None = None,
    series: str | None = None,
) -> tuple[Any, Any, Any]:
    """Divide a table into three parts by time; nothing is shuffled.

    Every time of the training part is before every time of the validation part, and
    these are before those of the test part. Many series in one table are cut at the
    same times if there is a column of times; without one, each series by itself.

    Args:
        table: pandas table, array, dict of columns, or path of a file, see
            `seqkit.Series`. Its rows rise in time.
        validation: the part before the test part: float between 0 and 1, its share of
            the steps; int of at least 1, its number of steps; or str in ISO 8601 or
            datetime, the time of its first step. None: there is no validation part.
        test: the last part, as `validation`.
        time: str or None, the column of times. None: the index of a pandas table, if it
            holds times; otherwise the order of the rows.
        series: str or None, the column with the name of each row's series.

    Returns:
        tuple of the training, validation and test parts, or of the training and test
        parts. They are of the type of `table`: slices of the pandas table, views of the
        array, or dicts.

    Raises:
        TypeError: `table` is no table.
        ValueError: times do not rise, a part is empty, a part is no share, number or
            time, or a column is not there.

    Example:
    >>> train, validation, test = split_by_time(np.arange(10), 0.2, 1)
    >>> validation, test
    (array([7, 8]), array([9]))
    """
    columns = read_columns(table)
    time = index_of_times(table) if time is None else time
    _, rows, starts, lengths = group_rows(columns, series)
    if time is not None:
        times = read_times(column_of(columns, time, "the column of times"), time)
        inner = inner_steps(len(rows), starts)
        check_order(times.take(rows), inner, time, rows)
        part = _parts_by_time(times, validation, test)
    else:
        part = np.empty(len(rows), "int64")
        for first, length in zip(starts, lengths, strict=True):
            cuts = _cuts(length, None, validation, test)
            found = np.searchsorted(cuts, np.arange(length), side="right")
            part[rows[first : first + length]] = found
    parts = 2 if validation is None else 3
    return tuple(_part(table, part, number) for number in range(parts))


def _parts_by_time(times, validation, test):
    """Return the number of the part of each row, by its time."""
    steps, places = np.unique(times.utc, return_inverse=True)
    wall = np.empty_like(times.wall, shape=len(steps))
    wall[places] = times.wall
    cuts = _cuts(len(steps), Times(steps, wall, times.zone), validation, test)
    return np.searchsorted(cuts, places, side="right")


def _cuts(count, times, validation, test):
    """Return the first steps of the validation part and of the test part."""
    begin = _begin("test", test, count, count, times)
    cuts, names = (begin,), (_PARTS[0], _PARTS[2])
    if validation is not None:
        cuts, names = (
            (_begin("validation", validation, begin, count, times), begin),
            _PARTS,
        )
    sizes = dict(zip(names, np.diff([0, *cuts, count]).tolist(), strict=True))
    if min(sizes.values()) < 1:
        raise ValueError(
            "Each part has at least one step. Received "
            f"{', '.join(f'{size} for {part}' for part, size in sizes.items())} of "
            f"{count} steps, with validation={validation!r:.60} and test={test!r:.60}. "
            "Give other parts, or a longer table."
        )
    return np.array(cuts)


def _begin(name, given, end, count, times):
    """Return the first step of a part that ends before step `end`."""
    if isinstance(given, np.generic):
        given = str(given) if isinstance(given, np.datetime64) else given.item()
    if isinstance(given, float) and 0 < given < 1:
        return end - round(given * count)
    if isinstance(given, int) and not isinstance(given, bool) and given > 0:
        return end - given
    if isinstance(given, str | date) and times is not None and not times.numbers:
        first = read_times(np.array([given], object), name)
        # A time without a zone is local time.
        zoned = first.zone is not None
        later = (times.utc if zoned else times.wall) >= first.utc[0]
        return int(np.argmax(later)) if later.any() else count
    raise ValueError(
        f"`{name}` is a share between 0 and 1, a number of steps of at least 1, or the "
        "time of its first step (str in ISO 8601 or datetime) in a table with times. "
        f"Received {given!r:.80}."
    )


def _part(table, part, number):
    """Return the rows of a part, as a slice where they follow one another."""
    rows = np.flatnonzero(part == number)
    together = len(rows) and rows[-1] + 1 - rows[0] == len(rows)
    return take_rows(table, slice(rows[0], rows[-1] + 1) if together else rows)
