"""Make the time steps of a table regular, where a user asks for it."""

from typing import Any

import numpy as np

from seqkit.arguments import one_of
from seqkit.messages import show
from seqkit.series.frequency import read_frequency
from seqkit.series.read_table import as_floats
from seqkit.series.read_table import as_texts
from seqkit.series.read_table import column_of
from seqkit.series.read_table import holds_text
from seqkit.series.read_table import index_of_times
from seqkit.series.read_table import read_columns
from seqkit.series.split_series import split_series
from seqkit.series.time_axis import read_times

_HOW = ("mean", "sum", "first", "last", "min", "max", "median")


def resample(
    table: Any,
    frequency: str,
    *,
    how: str = "mean",
    time: str | None = None,
    series: str | None = None,
) -> Any:
    """Return a table with one row for each step of a frequency, by pandas.

    Rows within a step become one row. A step without rows has missing values: pass
    `missing=True` to `Series.from_table`, or fill them first. Texts are the first of
    their step. Steps of a day and longer follow the local calendar. Times keep their
    zone; for texts such as 2024-07-01T12:00+02:00 it is their offset, which is the same
    in all rows if steps are shorter than a day.

    Args:
        table: pandas table, dict of columns, or path of a file.
        frequency: str, the time from row to row: "15min", "h", "D", "W", "M", "Q", "Y".
        how: str, the number of a step: "mean", "sum", "first", "last", "min", "max" or
            "median".
        time: str or None, the column of times. None: the index of a pandas table.
        series: str or None, the column with the name of each row's series; each series
            is resampled by itself.

    Returns:
        pandas DataFrame with the columns of `table`, the times among them. A month, a
        quarter and a year are named by their first day.

    Raises:
        ImportError: pandas is not installed.
        TypeError: the table is no table.
        ValueError: an argument is wrong; a column is not there; or the times have
            several offsets from UTC, and steps are shorter than a day.

    Example:
    >>> table = {"t": ["2024-01-01", "2024-01-03"], "x": [1.0, 2.0]}
    >>> resample(table, "D", time="t").x.tolist()
    [1.0, nan, 2.0]
    """
    pandas = _pandas()
    one_of("how", how, _HOW)
    steps = read_frequency(frequency)
    if steps.kind == "numbers":
        raise ValueError(
            '`frequency` is a number and a unit of time, such as "15min". '
            f"Received {frequency!r}."
        )
    time = index_of_times(table) if time is None else time
    columns = read_columns(table)
    if time is None:
        raise ValueError(
            "`time` is the column of times. Received None. "
            f"The columns are {show(columns)}."
        )
    times = read_times(column_of(columns, time, "the column of times"), time)
    _check_times(times, steps, time)
    parts = [
        _resampled(pandas, part, name, steps, how, time, series, times.zone)
        for name, part in split_series(columns, series)
    ]
    table = pandas.concat(parts, ignore_index=True)
    return table[list(columns)]


def _check_times(times, steps, name):
    """Raise ValueError for numbers, and for several offsets in steps of hours, say."""
    if times.numbers:
        raise ValueError(
            f"Rows are resampled by dates. Received numbers in column {name!r}. "
            'Convert them: `pandas.to_datetime(numbers, unit="s")`.'
        )
    if times.zone is None and not steps.days and (times.wall != times.utc).any():
        offsets = np.unique(times.wall - times.utc) / np.timedelta64(1, "h")
        raise ValueError(
            "Times in steps shorter than a day have one time zone, or one offset from "
            f"UTC. Received the offsets {show(f'{each:+g} h' for each in offsets)} in "
            f"column {name!r}, as of daylight saving time. Convert the times to a "
            f"named zone first: `table[{name!r}] = pandas.to_datetime(table[{name!r}], "
            'utc=True).dt.tz_convert("Europe/Berlin")`, say.'
        )


def _resampled(pandas, columns, name, steps, how, time, series, zone):
    """Return a table of one series with regular steps."""
    times = read_times(columns[time], time)
    frame = pandas.DataFrame(
        {
            each: list(as_texts(values))
            if holds_text(values)
            else as_floats(values, each)
            for each, values in columns.items()
            if each not in (time, series)
        },
        index=pandas.DatetimeIndex(times.in_steps_of(steps), name=time),
    )
    rule = pandas.Timedelta(steps.count, "us")
    if steps.kind == "months":
        rule = f"{int(steps.count)}MS"
    groups = frame.sort_index().resample(rule)
    found = pandas.DataFrame(
        {
            each: groups[each].sum(min_count=1)
            if how == "sum" and frame[each].dtype.kind == "f"
            else groups[each].agg(how if frame[each].dtype.kind == "f" else "first")
            for each in frame.columns
        },
        index=groups.size().index,
    )
    if zone is not None:
        found.index = _zoned(found.index, zone, steps.days)
    if series is not None:
        found[series] = name
    return found.reset_index()


def _zoned(index, zone, days):
    """Return times with their zone again."""
    if days:
        return index.tz_localize(
            zone, nonexistent="shift_forward", ambiguous=np.ones(len(index), bool)
        )
    return index.tz_localize("UTC").tz_convert(zone)


def _pandas():
    try:
        import pandas
    except ImportError as error:
        raise ImportError(
            "`resample` needs pandas, which is not installed. "
            "Install it: `pip install 'seqkit[series]'`."
        ) from error
    return pandas
