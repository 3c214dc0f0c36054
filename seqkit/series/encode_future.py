"""Encode the known future of a series, and continue its times."""

from typing import Any

import numpy as np

from seqkit.messages import show
from seqkit.series.encode_table import calendar
from seqkit.series.encode_table import encode_known
from seqkit.series.encode_table import times_of
from seqkit.series.frequency import Frequency
from seqkit.series.read_table import is_table
from seqkit.series.read_table import read_columns
from seqkit.series.table_columns import TableColumns
from seqkit.series.time_axis import Times
from seqkit.series.time_axis import read_times
from seqkit.series.time_axis import same_times
from seqkit.series.time_axis import shown
from seqkit.series.time_axis import times_after


def encode_future(
    wanted: TableColumns, past: Any, future: Any, horizon: int
) -> np.ndarray:
    """Return the known columns of the steps after the past, float32 `(horizon, known)`.

    Args and errors: see `Series.encode_future`.
    """
    parts = []
    times = None
    if wanted.time is not None and (is_table(past) or wanted.calendar_names):
        times, frequency = steps_after(wanted, past, horizon)
    if wanted.known:
        columns = _known_columns(wanted, future, horizon)
        if times is not None and wanted.time in columns:
            _check_begin(columns[wanted.time], times, frequency, wanted.time)
        parts = list(encode_known(columns, wanted)[:horizon].T)
    parts += calendar(wanted, times)
    return np.stack(parts, axis=1).astype("float32")


def steps_after(
    wanted: TableColumns, past: Any, horizon: int
) -> tuple[Times, Frequency]:
    """Return the times of the steps after a table of one series, and their frequency.

    Raises:
        TypeError: the past is no table.
        ValueError: it has no row, or the frequency is not known.
    """
    times, frequency = times_of(read_columns(past), wanted)
    if not len(times.utc) or frequency is None:
        raise ValueError(
            "The future begins after the last time of the past, one step of the "
            f"frequency later. Received {len(times.utc)} rows and frequency "
            f"{frequency}. Give a past with a row, and `frequency` to "
            "`Series.from_table`."
        )
    return times_after(times, frequency, horizon), frequency


def _known_columns(wanted, future, horizon):
    """Return the columns of the known future; raise ValueError if it is too short."""
    if future is None:
        raise ValueError(
            f"The covariates {show(wanted.known)} are known in the future. Received "
            f"future=None. Give a table with these columns and {horizon} rows."
        )
    columns = read_columns(future)
    if isinstance(future, np.ndarray) and len(columns) == len(wanted.known):
        columns = dict(zip(wanted.known, columns.values(), strict=True))
    count = len(next(iter(columns.values()), ()))
    if count < horizon:
        raise ValueError(
            f"The known future has a row for each of the {horizon} steps of the "
            f"horizon. Received {count} rows. Give more rows, or a shorter horizon."
        )
    return columns


def _check_begin(values, times, frequency, name):
    """Raise ValueError unless the future begins one step after the past."""
    given = read_times(values, name).in_steps_of(frequency)[: len(times.utc)]
    expected = times.in_steps_of(frequency)
    right = same_times(given, expected, frequency)
    if not right.all():
        row = int(np.argmin(right))
        raise ValueError(
            f"The known future follows the past directly, {frequency} apart. Expected "
            f"{shown(expected[row])} in column {name!r}, row {row}, the first being 0. "
            f"Received {shown(given[row])}. Give the rows after the last one of "
            "the past."
        )
